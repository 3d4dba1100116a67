"""An online meeting takes people and time, but no table; its link is seen by those who need it."""

from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from core.db import db
from core.outbox import OutboxMessage, render
from events.programme.models import Claim, Event, HolderKind, Slot
from matchmaking.meetings.errors import WrongState
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Side
from matchmaking.people import errors
from matchmaking.people.services import set_link, set_online
from matchmaking.timetable.board.errors import NoSwap
from matchmaking.timetable.board.queries import swaps_for
from matchmaking.timetable.board.services import swap_meetings
from matchmaking.timetable.errors import BuyerBusy, MeetingChanged
from matchmaking.timetable.models import Placement
from matchmaking.timetable.planning.order import Order
from matchmaking.timetable.planning.publishing import publish_draft
from matchmaking.timetable.queries import free_places
from matchmaking.timetable.services import accept_meeting, move_meeting
from matchmaking.timetable.states import Aim
from tests.factories import (
    make_buyer,
    make_event,
    make_exhibitor,
    make_meeting,
    make_member,
    make_slot,
    make_table,
    make_team_member,
)
from tests.matchmaking.timetable.planning.plans import build, make_plan

LINK = "https://meet.example.org/che-ta-xua"


@pytest.fixture
def event(session: Any) -> Event:
    return make_event()


@pytest.fixture
def slot(event: Event) -> Slot:
    return make_slot(event)


def asked(event: Event, **values: Any) -> Meeting:
    return make_meeting(
        values.pop("buyer", None) or make_buyer(event), make_exhibitor(event), **values
    )


def go_online(meeting: Meeting, slot: Slot, at: datetime) -> Placement:
    return accept_meeting(meeting, slot=slot, table=None, actor=None, at=at)


def tables_claimed() -> int:
    count = sa.select(sa.func.count()).where(Claim.holder_kind == HolderKind.TABLE)
    return db.session.scalar(count) or 0


def test_any_number_of_online_meetings_share_a_slot(event: Event, slot: Slot, at: datetime) -> None:
    placements = [go_online(asked(event), slot, at) for _ in range(3)]

    assert [(one.table_id, one.is_online) for one in placements] == [(None, True)] * 3
    assert tables_claimed() == 0


def test_nobody_is_online_and_at_a_table_at_once(event: Event, slot: Slot, at: datetime) -> None:
    buyer = make_buyer(event)
    go_online(asked(event, buyer=buyer), slot, at)

    with pytest.raises(BuyerBusy):
        accept_meeting(
            asked(event, buyer=buyer), slot=slot, table=make_table(event), actor=None, at=at
        )


@pytest.mark.parametrize("is_online", [True, False])
def test_the_database_knows_that_online_is_without_a_table(
    event: Event, slot: Slot, at: datetime, *, is_online: bool
) -> None:
    table_id = make_table(event).id if is_online else None
    db.session.add(
        Placement(
            meeting_id=asked(event).id,
            event_id=event.id,
            slot_id=slot.id,
            table_id=table_id,
            is_online=is_online,
            placed_at=at,
        )
    )

    with pytest.raises(IntegrityError, match="online_takes_no_table"):
        db.session.flush()


def test_a_meeting_moves_from_the_table_to_the_screen_and_back(
    event: Event, slot: Slot, at: datetime
) -> None:
    meeting, table = asked(event), make_table(event)
    accept_meeting(meeting, slot=slot, table=table, actor=None, at=at)

    move_meeting(meeting, slot=slot, table=None, actor=None, side=Side.BUYER, at=at)
    was_online, tables = meeting.is_online, tables_claimed()
    move_meeting(meeting, slot=slot, table=table, actor=None, side=Side.BUYER, at=at)

    assert (was_online, tables) == (True, 0)
    assert (meeting.is_online, tables_claimed()) == (False, 1)


def test_without_free_tables_online_times_are_still_offered(
    event: Event, slot: Slot, at: datetime
) -> None:
    meeting = asked(event)
    nothing = free_places(meeting, at=at)

    set_online(meeting, is_online=True, side=Side.BUYER, actor=None, at=at)

    assert nothing == []
    assert [place.slot for place in free_places(meeting, at=at)] == [slot]


def test_what_has_its_place_is_moved_instead(event: Event, slot: Slot, at: datetime) -> None:
    meeting = asked(event)
    go_online(meeting, slot, at)

    with pytest.raises(errors.HasItsPlace):
        set_online(meeting, is_online=False, side=Side.BUYER, actor=None, at=at)


@pytest.mark.parametrize(
    "link",
    [
        "http://meet.example.org/a",
        "javascript:alert(1)",
        "meet.example.org/a",
        "https://",
        "https://localhost/a",
        "https://bank.vn@evil.example.org/",
        'https://meet.example.org/"><script>',
        "https://meet.example.org/a b",
        "https://meet.example.org:99999/",
        "https://meet.example.org/\u202egro",
        "https://meet.example.org/" + "a" * 500,
    ],
)
def test_only_plain_https_addresses_are_taken(
    event: Event, slot: Slot, at: datetime, link: str
) -> None:
    meeting = asked(event)
    go_online(meeting, slot, at)

    with pytest.raises(errors.BadLink):
        set_link(meeting, link, side=Side.BUYER, actor=None, at=at)

    assert meeting.link == ""


def test_a_meeting_at_a_table_has_no_link(event: Event, slot: Slot, at: datetime) -> None:
    meeting = asked(event)
    accept_meeting(meeting, slot=slot, table=make_table(event), actor=None, at=at)

    with pytest.raises(WrongState):
        set_link(meeting, LINK, side=Side.BUYER, actor=None, at=at)


def test_calendars_take_a_link_over_as_a_change(event: Event, slot: Slot, at: datetime) -> None:
    meeting = asked(event)
    go_online(meeting, slot, at)
    before = meeting.sequence

    set_link(meeting, LINK, side=Side.EXHIBITOR, actor=None, at=at)
    set_link(meeting, LINK, side=Side.EXHIBITOR, actor=None, at=at)

    assert meeting.sequence == before + 1


def test_mails_say_online(event: Event, slot: Slot, at: datetime) -> None:
    meeting = asked(event)
    make_member(meeting.buyer.company, language="en")

    go_online(meeting, slot, at)

    mail = db.session.scalars(
        sa.select(OutboxMessage).where(OutboxMessage.template == "meeting_placed")
    ).one()
    assert "Place: online" in render(mail)[1]


def test_a_timetable_gives_online_meetings_a_time_and_no_table(session: Any, at: datetime) -> None:
    plan = make_plan(buyers=2, exhibitors=2, slots=1, tables=1, pairs=[(0, 0), (1, 1)])
    first, second = plan["meetings"]
    first.is_online = True
    session.flush()

    draft = build(plan["event"], Order(Aim.ALL, seconds=10), at=at)
    publish_draft(draft, actor=None, at=at)

    tables = {row.meeting_id: row.table_id for row in session.scalars(sa.select(Placement))}
    assert tables == {first.id: None, second.id: plan["tables"][0].id}
    again = build(plan["event"], Order(Aim.ALL, keeps=False, seconds=10), at=at)
    assert again.reached["changes"] == 0


def test_going_online_after_a_draft_was_built_stops_its_publishing(
    session: Any, at: datetime
) -> None:
    plan = make_plan(exhibitors=1)
    draft = build(plan["event"], Order(Aim.ALL, seconds=10), at=at)

    set_online(plan["meetings"][0], is_online=True, side=Side.BUYER, actor=None, at=at)

    with pytest.raises(MeetingChanged):
        publish_draft(draft, actor=None, at=at)


def test_the_two_sides_and_the_organiser_see_the_link_once_it_is_agreed(
    client: Any, app: Any, committed: Any
) -> None:
    def make() -> tuple[str, int, int, int, int]:
        event = make_event()
        make_table(event)
        meeting, slot = asked(event, is_online=True, link=LINK), make_slot(event)
        return (
            event.slug,
            meeting.id,
            slot.id,
            make_member(meeting.exhibitor.company).id,
            make_team_member(event).id,
        )

    slug, meeting_id, slot_id, seller, organiser = committed(make)
    client.sign_in(seller)
    page = f"/events/{slug}/meetings/{meeting_id}"
    before = client.get(page).text

    client.submit(f"{page}/accept", {"slot_id": str(slot_id), "table_id": "0"})
    client.submit(f"{page}/link", {"link": f"{LINK}-2"}, page=page)

    assert LINK not in before
    assert f'href="{LINK}-2"' in client.get(page).text
    with app.app_context():
        meeting = db.session.get_one(Meeting, meeting_id)
        assert (meeting.state, meeting.placement.table_id) == (MeetingState.PLACED, None)
    assert "URL:" + LINK + "-2" in client.get(f"{page}.ics").text.replace("\r\n ", "")
    client.sign_in(organiser)
    listed = f"/manage/events/{slug}/online-meetings"
    client.submit(f"/manage/events/{slug}/meetings/{meeting_id}/link", {"link": LINK}, page=listed)
    assert f'value="{LINK}"' in client.get(listed).text


def test_an_online_meeting_has_no_table_to_swap(event: Event, slot: Slot, at: datetime) -> None:
    online, sitting = asked(event), asked(event)
    go_online(online, slot, at)
    accept_meeting(sitting, slot=make_slot(event), table=make_table(event), actor=None, at=at)
    seen = (online.sequence, sitting.sequence)

    with pytest.raises(NoSwap):
        swap_meetings(online, sitting, seen=seen, actor=None, at=at)

    assert swaps_for(online, at=at) == swaps_for(sitting, at=at) == []
