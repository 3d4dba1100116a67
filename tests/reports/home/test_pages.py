"""A person's own page says what is next, for each of their roles."""

from datetime import timedelta
from typing import Any

from flask import Flask

from accounts.sign_in.models import User
from core.db import db
from events.exhibitors import services as exhibitors
from events.programme.models import EventState, Slot
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Buyer, BuyerState, Side
from matchmaking.timetable.models import Placement
from tests import factories as make
from tests.queries import count_queries


def test_a_new_person_is_asked_what_brings_them(client: Any, committed: Any) -> None:
    client.sign_in(committed(make.make_user))

    assert "Bạn đến đây để làm gì?" in client.get("/me").text


def test_a_firm_without_products_is_asked_to_show_one(client: Any, committed: Any) -> None:
    client.sign_in(committed(lambda: make.make_member(make.make_company(name="HTX Tà Xùa")).id))

    assert "HTX Tà Xùa: giới thiệu sản phẩm đầu tiên" in client.get("/me").text


def test_a_firm_with_products_is_asked_to_apply(client: Any, committed: Any) -> None:
    def firm() -> int:
        make.make_event(name_vi="Hội chợ Mộc Châu")
        company = make.make_company(name="HTX Tà Xùa")
        make.make_product(company)
        return make.make_member(company).id

    client.sign_in(committed(firm))

    assert "HTX Tà Xùa: đăng ký gian hàng tại Hội chợ Mộc Châu" in client.get("/me").text


def test_a_firm_that_has_applied_waits_and_is_not_asked_again(client: Any, committed: Any) -> None:
    def firm() -> int:
        company = make.make_company(name="HTX Tà Xùa")
        make.make_product(company)
        make.make_application(make.make_event(), company)
        return make.make_member(company).id

    client.sign_in(committed(firm))

    page = client.get("/me").text
    assert "đăng ký gian hàng tại" not in page
    assert "1 đơn chờ ban tổ chức duyệt" in page


def test_an_exhibitor_is_told_of_fee_ticket_and_visitors(client: Any, committed: Any) -> None:
    def firm() -> tuple[int, int, int]:
        day = make.now()
        event = make.make_event(
            name_vi="Hội chợ Mộc Châu",
            state=EventState.RUNNING,
            starts_at=day - timedelta(hours=1),
            ends_at=day + timedelta(days=2),
        )
        company = make.make_company(name="HTX Tà Xùa")
        application = make.make_application(event, company)
        show = make.make_exhibitor(event, company, application_id=application.id)
        booth = make.make_booth(event, label="A01")
        make.make_fee(make.make_allotment(booth, show), amount_minor=2_500_000)
        return make.make_member(company).id, application.id, show.id

    member, application, show = committed(firm)
    client.sign_in(member)

    page = client.get("/me").text

    assert "HTX Tà Xùa: nộp 2.500.000" in page
    assert f'href="/applications/{application}"' in page
    assert "Nhận vé người trưng bày" in page
    assert f'href="/leads/{show}/scan"' in page
    client.sign_in(committed(make.make_user))
    assert "nộp" not in client.get("/me").text


def test_a_held_booth_is_named_with_the_hour_it_ends(client: Any, committed: Any) -> None:
    def firm() -> tuple[int, int]:
        event = make.make_event()
        company = make.make_company(name="HTX Tà Xùa")
        category = make.make_category(event)
        application = make.make_application(event, company, category_id=category.id)
        make.make_booth(event, category=category, label="A07")
        exhibitors.queue_application(application, actor=None, at=make.now())
        return make.make_member(company).id, application.id

    member, application = committed(firm)

    page = client.sign_in(member).get("/me").text

    assert "có nhận gian A07 không" in page
    assert f'href="/applications/{application}"' in page


def buyer_with_request(asked_by: Side, **values: Any) -> tuple[int, int]:
    """Members of a buyer and of an exhibitor between whom a request waits."""
    event = make.make_event(name_vi="Hội chợ Mộc Châu")
    buyer, exhibitor = make.make_buyer(event), make.make_exhibitor(event)
    make.make_meeting(buyer, exhibitor, asked_by=asked_by, **values)
    return make.make_member(buyer.company).id, make.make_member(exhibitor.company).id


def test_the_side_that_was_asked_is_told(app: Flask, client: Any, committed: Any) -> None:
    buys, sells = committed(buyer_with_request, Side.BUYER)
    words = "1 lời đề nghị gặp cần trả lời"

    told: Any = app.test_client()

    assert words in client.sign_in(sells).get("/me").text
    assert words not in told.sign_in(buys).get("/me").text


def test_who_asked_is_told_of_another_time_proposed(
    app: Flask, client: Any, committed: Any
) -> None:
    buys, sells = committed(buyer_with_request, Side.BUYER, awaits=Side.BUYER)
    words = "1 lời đề nghị gặp cần trả lời"

    waits: Any = app.test_client()

    assert words in client.sign_in(buys).get("/me").text
    assert words not in waits.sign_in(sells).get("/me").text


def test_a_buyer_without_needs_is_asked_for_one(client: Any, committed: Any) -> None:
    def shop() -> int:
        buyer = make.make_buyer(make.make_event(name_vi="Hội chợ Mộc Châu"))
        return make.make_member(buyer.company).id

    client.sign_in(committed(shop))

    assert "nêu nhu cầu tại Hội chợ Mộc Châu" in client.get("/me").text


def planned(buyer: Buyer) -> None:
    """A meeting with a slot and a table."""
    event = buyer.event
    meeting = make.make_meeting(buyer, make.make_exhibitor(event), state=MeetingState.PLACED)
    slot: Slot = make.make_slot(event)
    table = make.make_table(event, label=f"T{meeting.id}")
    row = Placement(
        meeting_id=meeting.id,
        event_id=event.id,
        slot_id=slot.id,
        table_id=table.id,
        placed_at=make.now(),
    )
    db.session.add(row)
    db.session.flush()


def everything(user: User) -> None:
    """One more of each thing that the page tells about."""
    event = make.make_event(starts_at=make.now() + timedelta(days=4))
    company = make.make_company()
    make.make_member(company, user=user)
    make.make_product(company)
    buyer = make.make_buyer(event, company)
    invited = make.make_buyer(event, state=BuyerState.INVITED)
    make.make_member(invited.company, user=user)
    planned(buyer)
    make.make_meeting(buyer, make.make_exhibitor(event), asked_by=Side.EXHIBITOR)
    make.make_registration(event, user_id=user.id)
    make.make_team_member(event, user=user)
    make.make_application(event, make.make_company())


def test_the_page_asks_as_often_for_thirty_of_each_as_for_one(
    app: Flask, client: Any, committed: Any
) -> None:
    def person() -> int:
        user = make.make_user()
        everything(user)
        return user.id

    user_id = committed(person)
    client.sign_in(user_id)
    client.get("/me")
    with count_queries(app) as few:
        assert client.get("/me").status_code == 200

    def more() -> None:
        for _ in range(29):
            everything(db.session.get_one(User, user_id))

    committed(more)
    with count_queries(app) as many:
        assert client.get("/me").status_code == 200

    assert len(many) == len(few)
