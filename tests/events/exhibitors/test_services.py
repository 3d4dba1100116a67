"""Halls are drawn, firms apply, organisers answer: and all of it can be undone."""

from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from accounts.companies.models import MemberRole
from core.activity import Activity
from core.db import db
from core.outbox import OutboxMessage, render
from events.exhibitors import errors, services
from events.exhibitors.models import Allotment, Exhibitor
from events.exhibitors.queries import free_booths
from events.exhibitors.rows import BoothRow, row_letters
from events.exhibitors.services.direct import end_exhibitor
from events.exhibitors.states import MOVES, ApplicationState, may_become
from events.programme.models import Event
from events.programme.states import EventState
from tests.factories import (
    make_allotment,
    make_application,
    make_booth,
    make_category,
    make_company,
    make_event,
    make_exhibitor,
    make_hall,
    make_member,
    make_team_member,
    make_user,
)

WHO: dict[str, Any] = {"actor": None}


def _mails() -> list[str]:
    """The mails of this slice; upper ones send tickets beside them."""
    ours = sa.select(OutboxMessage).where(OutboxMessage.template != "ticket")
    rows = db.session.scalars(ours.order_by(OutboxMessage.id))
    return [f"{row.template}:{row.language}" for row in rows]


@pytest.mark.parametrize(
    ("text", "rows"),
    [("A", ("A",)), ("a-c", ("A", "B", "C")), ("A, C;K1", ("A", "C", "K1")), ("Đ", ("D",))],
)
def test_rows_are_named_by_letters(text: str, rows: tuple[str, ...]) -> None:
    assert row_letters(text) == rows


@pytest.mark.parametrize("text", ["", "1", "D-A", "ABC", "A B <script>"])
def test_what_names_no_row_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        row_letters(text)


def test_rows_of_booths_stand_below_each_other_with_an_aisle(session: Any, at: datetime) -> None:
    event = make_event()
    hall, category = make_hall(event), make_category(event)

    first = services.draw_row(
        hall, category, BoothRow(("A", "B"), count=4, aisle_after=2), at=at, **WHO
    )
    later = services.draw_row(hall, category, BoothRow(("C",), count=2, first=9), at=at, **WHO)

    assert [booth.label for booth in first[:5]] == ["A01", "A02", "A03", "A04", "B01"]
    assert first[2].x - first[1].x == 2 * (first[1].x - first[0].x)
    assert first[4].y > first[0].y + first[0].depth
    assert later[0].y > first[4].y
    assert [booth.label for booth in later] == ["C09", "C10"]


def test_a_row_whose_numbers_are_taken_is_not_drawn_at_all(session: Any, at: datetime) -> None:
    event = make_event()
    hall, category = make_hall(event), make_category(event)
    services.draw_row(hall, category, BoothRow(("B",), count=1), at=at, **WHO)

    with pytest.raises(errors.LabelTaken):
        services.draw_row(hall, category, BoothRow(("A", "B"), count=2), at=at, **WHO)

    session.expire_all()
    assert [booth.label for booth in hall.booths] == ["B01"]


def test_names_of_halls_and_categories_are_taken_once(session: Any, at: datetime) -> None:
    event = make_event()
    services.add_hall(event, "Khu A", at=at, **WHO)
    services.add_category(event, name_vi="Tiêu chuẩn", at=at, **WHO)

    with pytest.raises(errors.HallNameTaken):
        services.add_hall(event, "Khu A", at=at, **WHO)
    with pytest.raises(errors.CategoryNameTaken):
        services.add_category(event, name_vi="Tiêu chuẩn", at=at, **WHO)


def test_only_free_booths_and_unused_categories_go(session: Any, at: datetime) -> None:
    event = make_event()
    booth = make_booth(event)
    allotment = make_allotment(booth, make_exhibitor(event))

    with pytest.raises(errors.BoothInUse):
        services.delete_booth(booth, at=at, **WHO)
    with pytest.raises(errors.CategoryInUse):
        services.delete_category(booth.category, at=at, **WHO)

    services.give_back_booth(allotment, at=at, **WHO)
    session.expire_all()
    category = booth.category
    services.delete_booth(booth, at=at, **WHO)
    services.delete_category(category, at=at, **WHO)


@pytest.mark.parametrize(
    "state", sorted(set(EventState) - {EventState.OPEN, EventState.RUNNING}, key=str)
)
def test_firms_apply_only_while_an_event_is_open(
    session: Any, at: datetime, state: EventState
) -> None:
    event = make_event(state=state)

    with pytest.raises(errors.NotOpenForApplications):
        services.apply_to_event(event, make_company(), category=None, note="", at=at, **WHO)


def test_an_application_reaches_the_organisers_in_their_languages(
    session: Any, at: datetime
) -> None:
    event = make_event(contact_email="hoi-cho@test.invalid")
    make_team_member(event, language="en")

    services.apply_to_event(event, make_company(), category=None, note="", at=at, **WHO)

    assert _mails() == ["application_received:en", "application_received:vi"]


def test_one_may_apply_for_two_categories_but_for_each_once(session: Any, at: datetime) -> None:
    event, company = make_event(), make_company()
    category = make_category(event)
    services.apply_to_event(event, company, category=None, note="", at=at, **WHO)
    services.apply_to_event(event, company, category=category, note="", at=at, **WHO)

    with pytest.raises(errors.AlreadyApplied):
        services.apply_to_event(event, company, category=category, note="", at=at, **WHO)


def test_a_category_of_another_event_cannot_be_asked_for(session: Any, at: datetime) -> None:
    with pytest.raises(errors.OtherEvent):
        services.apply_to_event(
            make_event(),
            make_company(),
            category=make_category(make_event()),
            note="",
            at=at,
            **WHO,
        )


def test_approval_makes_an_exhibitor_gives_the_booth_and_tells_the_people(
    session: Any, at: datetime
) -> None:
    event, company = make_event(), make_company()
    make_member(company)
    make_member(company, MemberRole.STAFF, language="en")
    booth = make_booth(event)
    application = make_application(event, company)

    exhibitor = services.approve_application(application, booth=booth, actor=make_user(), at=at)

    assert application.state is ApplicationState.APPROVED
    assert [row.booth_id for row in exhibitor.allotments] == [booth.id]
    assert _mails() == ["application_approved:vi", "application_approved:en"]
    verbs = set(session.scalars(sa.select(Activity.verb)))
    assert {"application:approved", "booth:allotted"} <= verbs


def test_upper_slices_join_in_the_approval(
    session: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Exhibitor] = []
    monkeypatch.setattr(
        services.hooks, "after_approval", [lambda exhibitor, **_: seen.append(exhibitor)]
    )
    event = make_event()
    exhibitor = services.approve_application(make_application(event, make_company()), at=at, **WHO)

    assert seen == [exhibitor]


def test_an_answer_is_given_once(session: Any, at: datetime) -> None:
    application = make_application(make_event(), make_company())
    services.approve_application(application, at=at, **WHO)

    with pytest.raises(errors.WrongState):
        services.approve_application(application, at=at, **WHO)
    with pytest.raises(errors.WrongState):
        services.decline_application(application, reason="", at=at, **WHO)


def test_a_second_category_keeps_the_one_exhibitor(session: Any, at: datetime) -> None:
    event, company = make_event(), make_company()
    first = make_application(event, company)
    second = make_application(event, company, category_id=make_category(event).id)

    exhibitor = services.approve_application(first, at=at, **WHO)
    assert services.approve_application(second, at=at, **WHO) is exhibitor

    services.reopen_application(first, at=at, **WHO)
    assert exhibitor.cancelled_at is None


def test_taking_an_approval_back_frees_the_booth_and_it_can_be_given_again(
    session: Any, at: datetime
) -> None:
    event = make_event()
    booth = make_booth(event)
    application = make_application(event, make_company())
    exhibitor = services.approve_application(application, booth=booth, at=at, **WHO)

    services.reopen_application(application, at=at, **WHO)
    assert exhibitor.cancelled_at == at
    assert session.scalars(sa.select(Allotment)).all() == []

    again = services.approve_application(application, booth=booth, at=at, **WHO)
    assert (again.id, again.cancelled_at) == (exhibitor.id, None)


def _last_mail(app: Any) -> str:
    """The text of the last mail of this slice."""
    template = OutboxMessage.template == "application_reopened"
    row = db.session.scalars(sa.select(OutboxMessage).where(template)).one()
    with app.test_request_context():
        return str(render(row)[1])


def test_who_had_a_booth_reads_that_it_is_free_for_now(
    app: Any, session: Any, at: datetime
) -> None:
    event, company = make_event(), make_company()
    make_member(company, language="vi")
    application, booth = make_application(event, company), make_booth(event, label="B07")
    services.approve_application(application, booth=booth, at=at, **WHO)

    services.reopen_application(application, at=at, **WHO)

    assert "tạm thời để trống: B07" in _last_mail(app)


def test_who_never_had_a_booth_reads_of_none(app: Any, session: Any, at: datetime) -> None:
    company = make_company()
    make_member(company, language="vi")
    application = make_application(make_event(), company)
    services.decline_application(application, reason="Hết chỗ", at=at, **WHO)

    services.reopen_application(application, at=at, **WHO)

    mail = _last_mail(app)
    assert "đang xem lại" in mail
    assert "để trống" not in mail


def test_a_firm_that_withdraws_may_apply_anew(session: Any, at: datetime) -> None:
    event, company = make_event(), make_company()
    application = services.apply_to_event(event, company, category=None, note="", at=at, **WHO)
    services.withdraw_application(application, at=at, **WHO)

    again = services.apply_to_event(event, company, category=None, note="", at=at, **WHO)

    assert again.state is ApplicationState.SUBMITTED
    with pytest.raises(errors.WrongState):
        services.withdraw_application(application, at=at, **WHO)


def test_a_declined_one_cannot_be_reopened_beside_a_new_one(session: Any, at: datetime) -> None:
    event, company = make_event(), make_company()
    old = make_application(event, company)
    services.decline_application(old, reason="Hết chỗ", at=at, **WHO)
    make_application(event, company)

    with pytest.raises(errors.AlreadyApplied):
        services.reopen_application(old, at=at, **WHO)


def test_booths_move_and_the_old_one_is_free(session: Any, at: datetime) -> None:
    event = make_event()
    here, there = make_booth(event), make_booth(event)
    allotment = services.allot_booth(here, make_exhibitor(event), at=at, **WHO)

    services.move_booth(allotment, there, at=at, **WHO)
    services.allot_booth(here, make_exhibitor(event), at=at, **WHO)

    with pytest.raises(errors.BoothTaken):
        services.move_booth(allotment, here, at=at, **WHO)


def test_who_no_longer_shows_leaves_the_booth_free(session: Any, at: datetime) -> None:
    event = make_event()
    booth, exhibitor = make_booth(event), make_exhibitor(event)
    services.allot_booth(booth, exhibitor, at=at, **WHO)
    session.refresh(exhibitor)

    end_exhibitor(exhibitor, at=at, **WHO)

    assert free_booths(event.id) == [booth]


def test_booths_go_to_exhibitors_of_their_event_only(session: Any, at: datetime) -> None:
    event = make_event()

    with pytest.raises(errors.OtherEvent):
        services.allot_booth(make_booth(event), make_exhibitor(make_event()), at=at, **WHO)
    with pytest.raises(errors.NotExhibitor):
        services.allot_booth(
            make_booth(event), make_exhibitor(event, cancelled_at=at), at=at, **WHO
        )


def test_the_moves_are_those_of_the_table() -> None:
    moves = {(a, b) for a in ApplicationState for b in ApplicationState if may_become(a, b)}

    assert moves == {(a, b) for a, targets in MOVES.items() for b in targets}


@pytest.mark.parametrize("template", ["received", "approved", "declined", "reopened"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_mail_has_a_subject_and_the_way_on(
    app: Any, session: Any, at: datetime, template: str, language: str
) -> None:
    event: Event = make_event()
    row = OutboxMessage(
        to_address="a@test.invalid",
        language=language,
        template=f"application_{template}",
        values={
            "event_vi": event.name_vi,
            "event_en": event.name_en,
            "company": "HTX Chè",
            "company_id": 1,
            "slug": event.slug,
            "booth": "A01",
            "reason": "Hết chỗ",
        },
    )
    with app.test_request_context():
        subject, body = render(row)

    assert event.name_vi in subject or event.name_en in subject
    assert app.config["BASE_URL"] in body
