"""Where two sides share no language somebody interprets, at one meeting at a time."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from core.db import db
from core.errors import DomainError
from core.outbox import OutboxMessage
from events.programme.models import Claim, Event, HolderKind, Slot
from matchmaking.meetings.languages import proposed
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services import name_usual
from matchmaking.needs.models import Side
from matchmaking.people import errors
from matchmaking.people.models import Interpreter
from matchmaking.people.services import (
    add_interpreter,
    assign_interpreter,
    edit_interpreter,
    remove_interpreter,
    set_languages,
)
from matchmaking.timetable.services import accept_meeting, cancel_meeting, move_meeting
from tests.factories import (
    make_buyer,
    make_company,
    make_event,
    make_exhibitor,
    make_meeting,
    make_member,
    make_slot,
    make_table,
    make_team_member,
    make_user,
)

BOTH = {"language": "zh", "interpreted_into": "vi"}


@pytest.fixture
def event(session: Any) -> Event:
    return make_event()


@pytest.fixture
def slot(event: Event) -> Slot:
    return make_slot(event)


def foreign(event: Event, **values: Any) -> Meeting:
    """A Chinese buyer asks a Vietnamese firm."""
    return make_meeting(make_buyer(event), make_exhibitor(event), **(BOTH | values))


def interpreter(event: Event, at: datetime, *codes: str, hours: Any = ()) -> Interpreter:
    return add_interpreter(
        event, make_user(), languages=codes or ("vi", "zh"), hours=hours, actor=None, at=at
    )


def place(meeting: Meeting, slot: Slot, at: datetime) -> None:
    table = make_table(meeting.event)
    accept_meeting(meeting, slot=slot, table=table, actor=None, at=at)


def held_by(one: Interpreter) -> list[int | None]:
    claims = sa.select(Claim.meeting_id).where(
        Claim.holder_kind == HolderKind.PERSON, Claim.holder_id == one.user_id
    )
    return list(db.session.scalars(claims))


@pytest.mark.parametrize(
    ("buying", "selling", "answer"),
    [
        (["zh", "en"], ["en", "vi"], ("en", None)),
        (["en", "vi"], ["en", "vi"], ("vi", None)),
        (["zh"], ["lo", "vi"], ("zh", "vi")),
        (["ja", "ko"], ["ko"], ("ko", None)),
    ],
)
def test_a_common_language_is_proposed_else_the_buyers_with_an_interpreter(
    buying: list[str], selling: list[str], answer: tuple[str, str | None]
) -> None:
    assert proposed(buying, selling) == answer


def test_people_speak_what_they_say_else_what_their_firm_says_else_their_country(
    event: Event,
) -> None:
    buyer = make_buyer(event, make_company(country="CN"))
    exhibitor = make_exhibitor(event, make_company(languages=["vi"]))
    comes = make_member(exhibitor.company, languages=["zh", "vi"])
    alone = make_meeting(buyer, make_exhibitor(event, make_company(languages=["vi"])))
    helped = make_meeting(buyer, exhibitor, exhibitor_person_id=comes.id)

    for meeting in (alone, helped):
        name_usual(meeting, actor=None)

    assert (alone.language, alone.interpreted_into) == ("zh", "vi")
    assert (helped.language, helped.interpreted_into) == ("zh", None)


def test_whoever_is_free_comes_with_the_table(event: Event, slot: Slot, at: datetime) -> None:
    one, meeting = interpreter(event, at), foreign(event)

    place(meeting, slot, at)

    assert (meeting.interpreter_id, held_by(one)) == (one.id, [meeting.id])
    told = sa.select(OutboxMessage.to_address).where(
        OutboxMessage.template == "interpreter_assigned"
    )
    assert db.session.scalars(told).all() == [one.user.email]


def test_an_interpreter_is_at_one_meeting_at_a_time(event: Event, slot: Slot, at: datetime) -> None:
    one, first, second = interpreter(event, at), foreign(event), foreign(event)

    place(first, slot, at)
    place(second, slot, at)

    assert held_by(one) == [first.id]
    assert (second.state, second.interpreter_id) == ("placed", None)


def test_who_knows_few_languages_goes_before_who_knows_many(
    event: Event, slot: Slot, at: datetime
) -> None:
    interpreter(event, at, "vi", "zh", "ja", "ko")
    two = interpreter(event, at)
    meeting = foreign(event)

    place(meeting, slot, at)

    assert meeting.interpreter_id == two.id


def test_a_cancelled_meeting_leaves_its_interpreter_to_the_next(
    event: Event, slot: Slot, at: datetime
) -> None:
    one, first, second = interpreter(event, at), foreign(event), foreign(event)
    place(first, slot, at)
    place(second, slot, at)

    cancel_meeting(first, actor=None, side=Side.BUYER, at=at)

    assert (first.interpreter_id, second.interpreter_id) == (None, one.id)
    assert held_by(one) == [second.id]


def test_a_moved_meeting_takes_its_interpreter_along(
    event: Event, slot: Slot, at: datetime
) -> None:
    one, meeting, later = interpreter(event, at), foreign(event), make_slot(event)
    place(meeting, slot, at)
    interpreter(event, at)

    table = make_table(event)
    move_meeting(meeting, slot=later, table=table, actor=None, side=Side.BUYER, at=at)

    assert (meeting.interpreter_id, held_by(one)) == (one.id, [meeting.id])


def test_nobody_interprets_outside_their_hours(event: Event, slot: Slot, at: datetime) -> None:
    one = interpreter(event, at, hours=[(slot.ends_at, slot.ends_at + timedelta(hours=2))])
    meeting = foreign(event)
    place(meeting, slot, at)

    with pytest.raises(errors.InterpreterAway):
        assign_interpreter(meeting, one, actor=None, at=at)

    assert meeting.interpreter_id is None


def test_longer_hours_fill_the_gap(event: Event, slot: Slot, at: datetime) -> None:
    one = interpreter(event, at, hours=[(slot.ends_at, slot.ends_at + timedelta(hours=2))])
    meeting = foreign(event)
    place(meeting, slot, at)

    edit_interpreter(one, languages=["vi", "zh"], hours=[], actor=None, at=at)

    assert meeting.interpreter_id == one.id


def test_a_removed_interpreter_is_replaced(event: Event, slot: Slot, at: datetime) -> None:
    one, meeting = interpreter(event, at), foreign(event)
    place(meeting, slot, at)
    two = interpreter(event, at)

    assert remove_interpreter(one, actor=None, at=at) == 1

    assert (meeting.interpreter_id, held_by(two)) == (two.id, [meeting.id])


@pytest.mark.parametrize(
    ("values", "codes", "error"),
    [
        ({}, ("vi", "ko"), errors.InterpreterUnfit),
        ({"interpreted_into": None}, ("vi", "zh"), errors.NoInterpreterNeeded),
    ],
)
def test_not_everybody_can_be_assigned(
    event: Event,
    slot: Slot,
    at: datetime,
    values: dict[str, Any],
    codes: tuple[str, ...],
    error: type[DomainError],
) -> None:
    meeting = foreign(event, **values)
    place(meeting, slot, at)

    with pytest.raises(error):
        assign_interpreter(meeting, interpreter(event, at, *codes), actor=None, at=at)


def test_the_organiser_changes_the_interpreter_by_hand(
    event: Event, slot: Slot, at: datetime
) -> None:
    one, meeting = interpreter(event, at), foreign(event)
    place(meeting, slot, at)
    two = interpreter(event, at)

    assign_interpreter(meeting, two, actor=None, at=at)

    assert (held_by(one), held_by(two)) == ([], [meeting.id])


def test_who_comes_for_a_side_does_not_interpret(event: Event, slot: Slot, at: datetime) -> None:
    one = interpreter(event, at)
    meeting = foreign(event)
    make_member(meeting.buyer.company, user=one.user)
    meeting.buyer_person_id = one.user_id

    place(meeting, slot, at)

    assert meeting.interpreter_id is None


def test_a_common_language_found_frees_the_interpreter(
    event: Event, slot: Slot, at: datetime
) -> None:
    one, meeting = interpreter(event, at), foreign(event)
    place(meeting, slot, at)

    set_languages(meeting, "en", None, side=Side.BUYER, actor=None, at=at)

    assert (meeting.interpreter_id, held_by(one)) == (None, [])


def test_an_interpreter_asked_for_later_comes_at_once(
    event: Event, slot: Slot, at: datetime
) -> None:
    one, meeting = interpreter(event, at), foreign(event, language="en", interpreted_into=None)
    place(meeting, slot, at)

    set_languages(meeting, "zh", "vi", side=Side.BUYER, actor=None, at=at)
    with pytest.raises(errors.SameLanguage):
        set_languages(meeting, "zh", "zh", side=Side.BUYER, actor=None, at=at)

    assert meeting.interpreter_id == one.id


def test_the_organiser_keeps_the_pool_and_assigns(client: Any, app: Any, committed: Any) -> None:
    def make() -> tuple[str, int, str, int, int]:
        event = make_event()
        meeting = foreign(event, state="accepted")
        user = make_user(email="phien.dich@test.invalid", full_name="Phàn Thị Dịch")
        return event.slug, make_team_member(event).id, user.email or "", user.id, meeting.id

    slug, organiser, address, user_id, meeting_id = committed(make)
    client.sign_in(organiser)
    page = f"/manage/events/{slug}/interpreters"
    values = {"contact": address, "languages": ["vi", "zh"], "since_0": "08:00", "until_0": "17:00"}

    added = client.submit(page, values)
    refused = client.submit(page, values | {"until_0": "07:00"})
    with app.app_context():
        one = db.session.scalars(sa.select(Interpreter)).one()
        assert [one.user_id, len(one.hours)] == [user_id, 1]
        chosen = one.id
    client.submit(
        f"/manage/events/{slug}/meetings/{meeting_id}/interpreter",
        {"interpreter_id": str(chosen)},
        page=page,
    )

    assert (added.status_code, refused.status_code) == (303, 422)
    assert "Phàn Thị Dịch" in client.get(page).text
    client.sign_in(user_id)
    assert client.get(f"/events/{slug}/interpreting").status_code == 200
    with app.app_context():
        assert db.session.get_one(Meeting, meeting_id).interpreter_id == chosen
