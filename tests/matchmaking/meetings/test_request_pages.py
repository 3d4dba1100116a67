"""Requests on the pages: other times, wishes, reasons, history, and nobody's phone before a yes."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts.sign_in.models import User
from core.db import db, transaction
from core.outbox import OutboxMessage, render
from events.exhibitors.models import Exhibitor
from events.programme.models import Claim, Event, HolderKind, MeetingMode
from matchmaking.meetings.models import Meeting, MeetingWish
from matchmaking.meetings.queries import pair_by_badge
from matchmaking.meetings.services import set_limits
from matchmaking.meetings.states import DeclineReason, MeetingState
from matchmaking.needs.models import Buyer, Side
from tests.conftest import Browser
from tests.factories import make_meeting, make_registration, make_slot, make_team_member
from tests.matchmaking.pages import make_fair

Commit = Callable[..., Any]
SECRETS = ("mua@bi-mat.example", "+84912345678", "ban@bi-mat.example", "+84987654321")


def make_private_fair(**values: Any) -> dict[str, Any]:
    """A fair whose people have addresses and numbers that nobody is to see too early."""
    fair = make_fair(**values)

    buyer = db.session.get_one(User, fair["buyer_user"])
    seller = db.session.get_one(User, fair["exhibitor_users"][0])
    buyer.email, buyer.phone, seller.email, seller.phone = SECRETS
    return fair


@pytest.fixture
def fair(committed: Commit) -> Any:
    return committed(make_private_fair)


@pytest.fixture
def planned(committed: Commit) -> Any:
    return committed(make_private_fair, mode=MeetingMode.PLANS)


def pair(fair: Any, number: int = 0, side: str = "buyer") -> dict[str, Any]:
    return {
        "buyer_id": fair["buyer"],
        "exhibitor_id": fair["exhibitors"][number],
        "need_id": fair["needs"][0],
        "side": side,
    }


def send(client: Browser, fair: Any, to: str, data: dict[str, Any]) -> Any:
    """Post a form, with the token of a page that is always there."""
    return client.submit(f"/events/{fair['slug']}/{to}", data, page="/account")


def ask(client: Browser, fair: Any, number: int = 0) -> str:
    client.sign_in(fair["buyer_user"])
    send(client, fair, "meetings/ask", pair(fair, number))
    with client.application.app_context():
        meeting_id = db.session.scalar(sa.select(sa.func.max(Meeting.id)))
    return f"/events/{fair['slug']}/meetings/{meeting_id}"


def only(app: Flask) -> Meeting:
    with app.app_context():
        return db.session.scalars(sa.select(Meeting)).one()


def propose(client: Browser, fair: Any, url: str, *slots: int) -> Any:
    data = {"slot_ids": [str(fair["slots"][n]) for n in slots], "note": "Sáng bận họp"}
    return client.submit(f"{url}/propose", data)


def test_other_times_are_proposed_and_one_is_chosen(app: Flask, client: Browser, fair: Any) -> None:
    url = ask(client, fair)
    before = only(app)
    client.sign_in(fair["exhibitor_users"][0])
    answer = propose(client, fair, url, 1, 2)
    assert answer.status_code == 303

    client.sign_in(fair["buyer_user"])
    page = client.get(url).text
    assert "Sáng bận họp" in page
    assert page.count('name="slot_id"') == 2
    client.submit(f"{url}/accept", {"slot_id": fair["slots"][2], "table_id": "0"})

    after = only(app)
    assert (after.state, after.uid, after.id) == (MeetingState.PLACED, before.uid, before.id)
    page = client.get(url).text
    for words in ("Bạn đề nghị gặp", "HTX Chè Bản 1 đề xuất giờ khác", "Bạn chốt giờ và bàn"):
        assert words in page


def test_a_proposed_time_holds_nothing_and_the_others_are_offered(
    app: Flask, client: Browser, fair: Any
) -> None:
    url, other = ask(client, fair), ask(client, fair, 1)
    client.sign_in(fair["exhibitor_users"][0])
    propose(client, fair, url, 0, 1)
    client.sign_in(fair["exhibitor_users"][1])
    client.submit(f"{other}/accept", {"slot_id": fair["slots"][0], "table_id": "0"})

    client.sign_in(fair["buyer_user"])
    late = client.submit(f"{url}/accept", {"slot_id": fair["slots"][0], "table_id": "0"})

    assert late.status_code == 409
    assert "đã có cuộc hẹn" in late.text
    assert re.findall(r'name="slot_id" value="(\d+)"', late.text) == [str(fair["slots"][1])]


def test_a_time_that_was_not_proposed_is_refused(app: Flask, client: Browser, fair: Any) -> None:
    url = ask(client, fair)
    client.sign_in(fair["exhibitor_users"][0])
    propose(client, fair, url, 1)
    client.sign_in(fair["buyer_user"])

    answer = client.submit(f"{url}/accept", {"slot_id": fair["slots"][0], "table_id": "0"})

    assert answer.status_code == 409
    assert only(app).state is MeetingState.REQUESTED


def test_only_the_awaited_side_proposes_and_the_turn_goes_to_and_fro(
    app: Flask, client: Browser, fair: Any
) -> None:
    url = ask(client, fair)
    assert client.get(f"{url}/propose").status_code == 403
    client.sign_in(fair["exhibitor_users"][0])
    propose(client, fair, url, 1)
    assert client.get(f"{url}/propose").status_code == 403
    client.sign_in(fair["buyer_user"])

    propose(client, fair, url, 0, 2)

    assert only(app).awaits is Side.EXHIBITOR


@pytest.mark.parametrize("slots", [(), (0, 1, 2, 3)], ids=["none", "four"])
def test_one_to_three_times_are_proposed(
    app: Flask, client: Browser, committed: Commit, slots: tuple[int, ...]
) -> None:
    fair = committed(make_private_fair)
    more = committed(lambda: make_slot(db.session.get_one(Event, fair["event"])))
    fair["slots"].append(more)
    url = ask(client, fair)
    client.sign_in(fair["exhibitor_users"][0])

    assert propose(client, fair, url, *slots).status_code == 422
    assert only(app).awaits is Side.EXHIBITOR


def test_a_no_names_a_circumstance_and_leads_to_similar_firms(
    app: Flask, client: Browser, fair: Any
) -> None:
    url = ask(client, fair)
    client.sign_in(fair["exhibitor_users"][0])
    client.submit(f"{url}/decline", {"reason": "sold_out", "answer": "Hẹn vụ sau"}, page=url)

    client.sign_in(fair["buyer_user"])
    page = client.get(url).text

    assert only(app).reason is DeclineReason.SOLD_OUT
    assert "Vụ này họ không nhận thêm được nữa." in page
    assert "Hẹn vụ sau" in page
    assert 'id="similar"' in page
    assert "HTX Chè Bản 2" in page
    again = send(client, fair, "meetings/ask", pair(fair))
    assert "/meetings/similar" in again.location
    assert "HTX Chè Bản 2" in client.get(again.location).text


def _fill_the_day(fair: dict[str, Any], number: int) -> None:
    """Somebody else has every time of an exhibitor."""
    exhibitor = db.session.get_one(Exhibitor, fair["exhibitors"][number])
    for slot_id in fair["slots"]:
        db.session.add(
            Claim(
                event_id=fair["event"],
                slot_id=slot_id,
                holder_kind=HolderKind.COMPANY,
                holder_id=exhibitor.company_id,
            )
        )


def test_who_has_no_time_is_neither_asked_nor_named_as_similar(
    app: Flask, client: Browser, fair: Any, committed: Commit
) -> None:
    committed(_fill_the_day, fair, 1)
    url = ask(client, fair)
    page = f"/events/{fair['slug']}/meetings/ask?exhibitor_id={fair['exhibitors'][1]}&side=buyer"
    assert "không còn giờ trống chung" in client.get(page).text

    client.sign_in(fair["exhibitor_users"][0])
    client.submit(f"{url}/decline", {"reason": "full"}, page=url)
    client.sign_in(fair["buyer_user"])

    assert "HTX Chè Bản 2" not in client.get(url).text


def test_no_page_or_mail_of_a_pending_meeting_tells_address_or_number(
    app: Flask, client: Browser, fair: Any
) -> None:
    url = ask(client, fair)
    client.sign_in(fair["exhibitor_users"][0])
    propose(client, fair, url, 1, 2)
    slug = fair["slug"]
    pages = [url, f"{url}/accept", f"{url}/propose", "/meetings"]
    pages += [f"/events/{slug}/{name}" for name in ("meetings", "agenda", "wishes")]
    pages += [f"/events/{slug}/suggestions", f"/events/{slug}/suggestions/needs"]
    told = {"buyer": SECRETS[2:], "seller": SECRETS[:2]}
    for who, user in (("buyer", fair["buyer_user"]), ("seller", fair["exhibitor_users"][0])):
        client.sign_in(user)
        for page in pages:
            text = client.get(page, follow_redirects=True).text
            assert not [one for one in told[who] if one in text or one[3:] in text], (who, page)
    with app.app_context(), app.test_request_context():
        for mail in db.session.scalars(sa.select(OutboxMessage)):
            assert not [one for one in SECRETS if one in "".join(render(mail))]

    client.sign_in(fair["buyer_user"])
    client.submit(f"{url}/accept", {"slot_id": fair["slots"][2], "table_id": "0"})
    assert SECRETS[2] in client.get(url).text  # it is this page that would have told


def test_two_clicks_on_wishes_of_both_sides_are_an_agreed_meeting(
    app: Flask, client: Browser, planned: Any
) -> None:
    client.sign_in(planned["buyer_user"])
    page = client.get(f"/events/{planned['slug']}/suggestions").text
    assert "Nhất định phải gặp" in page
    send(client, planned, "wishes", pair(planned) | {"strength": "must"})
    assert "Trong danh sách của bạn" in client.get(f"/events/{planned['slug']}/suggestions").text
    client.sign_in(planned["exhibitor_users"][0])
    assert "Trong danh sách" not in client.get(f"/events/{planned['slug']}/suggestions/needs").text

    send(client, planned, "wishes", pair(planned, side="exhibitor") | {"strength": "would"})

    meeting = only(app)
    assert meeting.state is MeetingState.ACCEPTED
    assert meeting.score is not None


def test_a_wish_is_changed_asked_and_taken_back(app: Flask, client: Browser, planned: Any) -> None:
    client.sign_in(planned["buyer_user"])
    send(client, planned, "wishes", pair(planned) | {"strength": "must"})
    send(client, planned, "wishes", pair(planned) | {"strength": "would"})
    page = client.get(f"/events/{planned['slug']}/wishes").text
    assert "HTX Chè Bản 1" in page

    send(client, planned, "wishes/ask", pair(planned))
    send(client, planned, "wishes/remove", pair(planned))

    assert only(app).state is MeetingState.REQUESTED
    with app.app_context():
        assert db.session.scalars(sa.select(MeetingWish)).all() == []


def _inbox_of_many() -> dict[str, Any]:
    fair = make_fair(exhibitors=4)
    buyer = db.session.get_one(Buyer, fair["buyer"])
    facts: list[Any] = [(0.5, None), (0.9, None), (0.9, "must"), (None, None)]

    for exhibitor_id, (score, strength) in zip(fair["exhibitors"], facts, strict=True):
        exhibitor = db.session.get_one(Exhibitor, exhibitor_id)
        make_meeting(buyer, exhibitor, asked_by=Side.EXHIBITOR, score=score, strength=strength)
    return fair


def test_the_inbox_is_sorted_by_fit_then_musts_and_filtered(
    client: Browser, committed: Commit
) -> None:
    fair = committed(_inbox_of_many)
    client.sign_in(fair["buyer_user"])
    page = f"/events/{fair['slug']}/meetings"

    names = re.findall(r"HTX Chè Bản (\d)</a>", client.get(f"{page}?show=answer").text)

    assert names == ["3", "2", "1", "4"]
    assert "HTX Chè Bản" not in client.get(f"{page}?show=past").text
    assert re.findall(r"HTX Chè Bản (\d)</a>", client.get(f"{page}?q=ban+2").text) == ["2"]


def test_both_who_want_to_meet_choose_the_time_themselves(
    app: Flask, client: Browser, fair: Any
) -> None:
    url = ask(client, fair)
    client.sign_in(fair["exhibitor_users"][0])
    send(client, fair, "meetings/ask", pair(fair, side="exhibitor"))
    assert only(app).state is MeetingState.ACCEPTED
    client.sign_in(fair["buyer_user"])

    client.submit(f"{url}/accept", {"slot_id": fair["slots"][0], "table_id": "0"})

    assert only(app).state is MeetingState.PLACED


def test_the_organiser_sets_the_limits(app: Flask, client: Browser, fair: Any) -> None:
    with app.app_context(), transaction():
        user_id = make_team_member(db.session.get_one(Event, fair["event"])).id
    client.sign_in(user_id)
    page = f"/manage/events/{fair['slug']}/meeting-limits"
    client.submit(page, {"most_open": "1", "most_agreed": "9", "most_musts": "3"})

    ask(client, fair)
    answer = send(client, fair, "meetings/ask", pair(fair, 1))

    assert "chờ trả lời" in client.get(answer.location).text
    assert len(re.findall('value="1"', client.sign_in(user_id).get(page).text)) == 1


def test_who_is_full_is_said_with_similar_firms(app: Flask, client: Browser, fair: Any) -> None:

    with app.app_context(), transaction():
        event = db.session.get_one(Event, fair["event"])
        set_limits(event, most_open=5, most_agreed=1, most_musts=1, actor=None, at=event.created_at)
    other = ask(client, fair, 1)
    client.sign_in(fair["exhibitor_users"][1])
    client.submit(f"{other}/accept", {"slot_id": fair["slots"][0], "table_id": "0"})
    client.sign_in(fair["buyer_user"])

    answer = send(client, fair, "meetings/ask", pair(fair))

    page = client.get(answer.location).text
    assert "đã có 1 cuộc hẹn" in page


def test_a_company_page_leads_to_the_request(app: Flask, client: Browser, fair: Any) -> None:
    with app.app_context():
        company_id = db.session.get_one(Exhibitor, fair["exhibitors"][0]).company_id
    client.sign_in(fair["buyer_user"])
    page = client.get(f"/companies/{company_id}").text
    link = re.search(r'href="(/events/[^"]*/meetings/ask[^"]*)"', page)
    assert link

    assert client.get(link[1].replace("&amp;", "&")).status_code == 200


def test_a_badge_leads_to_the_pair(app: Flask, fair: Any, committed: Commit) -> None:
    def make_badge() -> str:
        event = db.session.get_one(Event, fair["event"])
        return make_registration(event, user_id=fair["exhibitor_users"][0]).badge_code

    badge = committed(make_badge)
    with app.app_context():
        event = db.session.get_one(Event, fair["event"])
        buyer = db.session.get_one(User, fair["buyer_user"])
        found = pair_by_badge(event, badge, buyer)
        nobody = pair_by_badge(event, "0" * 13, buyer)

        assert found is not None
        assert (found[0].id, found[1].id, found[2]) == (
            fair["buyer"],
            fair["exhibitors"][0],
            Side.BUYER,
        )
    assert nobody is None
