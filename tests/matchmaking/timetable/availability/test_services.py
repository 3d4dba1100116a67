"""Who is away is not offered, booked or planned; breaks and days hold; booths are places."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.activity import Activity
from core.db import db, transaction
from events.programme.models import Claim, HolderKind, Slot
from events.programme.services import delete_unused_slots
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Side
from matchmaking.recommendations.times import free_shared_slots
from matchmaking.timetable.availability.errors import (
    Away,
    DayFull,
    MeetsThen,
    NeedsBreak,
    TableMeetsThen,
)
from matchmaking.timetable.availability.services import (
    close_tables,
    open_table,
    set_away,
    set_rules,
    set_stay,
)
from matchmaking.timetable.errors import NotThere, TableTaken
from matchmaking.timetable.models import Placement, Stay, Table
from matchmaking.timetable.planning.order import Order
from matchmaking.timetable.planning.publishing import publish_draft
from matchmaking.timetable.planning.queries import lines_in
from matchmaking.timetable.queries import free_places, tables_of
from matchmaking.timetable.services import accept_meeting, move_meeting
from matchmaking.timetable.states import Aim, PlaceRule
from tests.factories import (
    make_allotment,
    make_booth,
    make_meeting,
)
from tests.matchmaking.timetable.planning.plans import build, make_plan, place
from tests.races import race

ALL = Order(Aim.ALL)


@pytest.fixture
def plan(session: Any) -> dict[str, Any]:
    """One buyer asked two exhibitors; four slots in a row, two tables."""
    made = make_plan(slots=4)
    for meeting in made["meetings"]:
        meeting.state = MeetingState.REQUESTED
    session.flush()
    return made


def offered(plan: dict[str, Any], at: datetime, number: int = 0) -> list[int]:
    """The numbers of the slots that suit both sides of a meeting."""
    slots = [slot.id for slot in plan["slots"]]
    return [slots.index(one.slot.id) for one in free_places(plan["meetings"][number], at=at)]


def accept(plan: dict[str, Any], at: datetime, number: int, slot: int) -> Placement:
    return accept_meeting(
        plan["meetings"][number],
        slot=plan["slots"][slot],
        table=plan["tables"][number],
        actor=None,
        at=at,
    )


def away(plan: dict[str, Any], at: datetime, *slots: int) -> None:
    ids = [plan["slots"][n].id for n in slots]
    set_away(plan["event"], plan["buyers"][0].company, ids, actor=None, at=at)


def stay(plan: dict[str, Any], at: datetime, **values: Any) -> Stay:
    return set_stay(plan["event"], plan["buyers"][0].company, values, actor=None, at=at)


def agreed(plan: dict[str, Any]) -> dict[str, Any]:
    for meeting in plan["meetings"]:
        meeting.state = MeetingState.ACCEPTED
    db.session.flush()
    return plan


# ── away ────────────────────────────────────────────────────────────────────────────────────────


def test_times_off_are_not_offered_and_refused_with_the_name(
    plan: dict[str, Any], at: datetime
) -> None:
    away(plan, at, 0, 2)

    assert offered(plan, at) == [1, 3]
    with pytest.raises(Away) as refused:
        accept(plan, at, 0, 2)
    assert refused.value.values["company"] == plan["buyers"][0].company.name


def test_saying_it_anew_takes_back_what_was_said(plan: dict[str, Any], at: datetime) -> None:
    away(plan, at, 0, 2)
    away(plan, at, 1)

    assert offered(plan, at) == [0, 2, 3]


def test_a_time_with_a_meeting_is_not_taken_off(plan: dict[str, Any], at: datetime) -> None:
    accept(plan, at, 0, 1)

    with pytest.raises(MeetsThen):
        away(plan, at, 1)


def test_what_an_organiser_says_for_a_company_is_in_its_log(
    session: Any, plan: dict[str, Any], at: datetime
) -> None:
    away(plan, at, 1)

    company = plan["buyers"][0].company
    rows = session.scalars(sa.select(Activity).where(Activity.verb == "event:away")).all()
    assert [row.company_id for row in rows] == [company.id]


def test_a_slot_in_which_somebody_is_away_can_still_be_deleted(
    plan: dict[str, Any], at: datetime
) -> None:
    away(plan, at, 0)

    assert delete_unused_slots(plan["event"], at=at) == 4


def test_arriving_and_leaving_close_what_is_outside(plan: dict[str, Any], at: datetime) -> None:
    slots = plan["slots"]
    stay(plan, at, arrives_at=slots[1].starts_at, leaves_at=slots[2].ends_at)

    assert offered(plan, at) == [1, 2]
    with pytest.raises(Away):
        accept(plan, at, 0, 3)


# ── breaks ──────────────────────────────────────────────────────────────────────────────────────


def test_no_more_meetings_a_day_than_wanted(plan: dict[str, Any], at: datetime) -> None:
    stay(plan, at, most_a_day=1)
    accept(plan, at, 0, 0)

    assert offered(plan, at, 1) == []
    with pytest.raises(DayFull):
        accept(plan, at, 1, 2)


def test_a_break_after_so_many_in_a_row(plan: dict[str, Any], at: datetime) -> None:
    set_rules(plan["event"], {"most_in_row": 1}, actor=None, at=at)
    accept(plan, at, 0, 1)

    assert offered(plan, at, 1) == [3]
    with pytest.raises(NeedsBreak):
        accept(plan, at, 1, 2)


def test_moving_a_meeting_does_not_count_it_twice(plan: dict[str, Any], at: datetime) -> None:
    stay(plan, at, most_a_day=1)
    accept(plan, at, 0, 0)

    assert offered(plan, at) == [1, 2, 3]
    meeting, slot, table = plan["meetings"][0], plan["slots"][3], plan["tables"][1]
    move_meeting(meeting, slot=slot, table=table, actor=None, side=Side.BUYER, at=at)
    assert meeting.placement.slot_id == slot.id


def test_two_bookings_at_once_do_not_share_the_last_of_a_day(
    app: Flask, committed: Callable[..., Any], at: datetime
) -> None:
    def make() -> Any:
        plan = make_plan(exhibitors=4, slots=4, tables=4)
        for meeting in plan["meetings"]:
            meeting.state = MeetingState.REQUESTED
        stay(plan, at, most_a_day=1)
        return [
            (meeting.id, slot.id, table.id)
            for meeting, slot, table in zip(
                plan["meetings"], plan["slots"], plan["tables"], strict=True
            )
        ]

    rows = committed(make)

    def act(number: int) -> str:
        meeting_id, slot_id, table_id = rows[number]
        with transaction():
            accept_meeting(
                db.session.get_one(Meeting, meeting_id),
                slot=db.session.get_one(Slot, slot_id),
                table=db.session.get_one(Table, table_id),
                actor=None,
                at=at,
            )
        return "booked"

    outcomes = race(app, 4, act)

    assert outcomes.count("booked") == 1
    assert [type(one) for one in outcomes if one != "booked"] == [DayFull] * 3


# ── planning ────────────────────────────────────────────────────────────────────────────────────


def test_a_build_keeps_what_everybody_said(plan: dict[str, Any], at: datetime) -> None:
    set_rules(plan["event"], {"most_in_row": 1}, actor=None, at=at)
    away(agreed(plan), at, 3)

    draft = build(plan["event"], ALL, at=at)

    slots = [slot.id for slot in plan["slots"]]
    taken = sorted(slots.index(line.slot_id) for line in db.session.scalars(lines_in(draft, "new")))
    assert taken == [0, 2]


def test_what_was_taken_off_since_stops_publishing(plan: dict[str, Any], at: datetime) -> None:
    draft = build(agreed(plan)["event"], ALL, at=at)
    stay(plan, at, arrives_at=plan["slots"][3].starts_at)

    with pytest.raises(NotThere), db.session.begin_nested():
        publish_draft(draft, actor=None, at=at)

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Placement)) == 0


def test_who_comes_later_than_their_meeting_is_healed_without_being_named(
    plan: dict[str, Any], at: datetime
) -> None:
    agreed(plan)
    place(plan["meetings"][0], plan["slots"][0], plan["tables"][0], at=at)
    stay(plan, at, arrives_at=plan["slots"][2].starts_at)

    draft = build(plan["event"], Order(Aim.REPAIR), at=at)
    done = publish_draft(draft, actor=None, at=at)

    assert done.moved == 1
    assert plan["meetings"][0].placement.slot_id in {slot.id for slot in plan["slots"][2:]}


def test_a_limit_set_after_the_meetings_does_not_stop_a_repair(
    plan: dict[str, Any], at: datetime
) -> None:
    agreed(plan)
    for meeting, slot in zip(plan["meetings"], plan["slots"], strict=False):
        place(meeting, slot, plan["tables"][0], at=at)
    stay(plan, at, most_a_day=1)
    order = Order(Aim.REPAIR, table_ids=(plan["tables"][0].id,), last_slot_id=plan["slots"][0].id)

    done = publish_draft(build(plan["event"], order, at=at), actor=None, at=at)

    assert (done.moved, done.dropped) == (1, 0)


# ── places ──────────────────────────────────────────────────────────────────────────────────────


def receive_at_booths(plan: dict[str, Any], at: datetime, *numbers: int) -> list[int]:
    """These exhibitors have a booth, and the event says that one meets there."""
    booths = [make_booth(plan["event"]) for _number in numbers]
    for number, booth in zip(numbers, booths, strict=True):
        make_allotment(booth, plan["exhibitors"][number])
    set_rules(plan["event"], {"places": PlaceRule.BOOTHS}, actor=None, at=at)
    return [booth.id for booth in booths]


def test_at_booths_the_booth_is_the_place_and_holds_the_slot(
    session: Any, plan: dict[str, Any], at: datetime
) -> None:
    [booth_id] = receive_at_booths(plan, at, 0)

    [place_there] = free_places(plan["meetings"][0], at=at)[0].tables
    accept_meeting(plan["meetings"][0], slot=plan["slots"][0], table=place_there, actor=None, at=at)

    assert place_there.booth_id == booth_id
    held = session.execute(sa.select(Claim.holder_kind, Claim.holder_id)).tuples().all()
    assert (HolderKind.BOOTH, booth_id) in held
    assert HolderKind.TABLE not in {kind for kind, _id in held}


def test_who_has_no_booth_receives_at_a_table(plan: dict[str, Any], at: datetime) -> None:
    receive_at_booths(plan, at, 0)

    assert free_places(plan["meetings"][1], at=at)[0].tables == tables_of(plan["event"].id)


def test_an_exhibitor_chooses_where_the_event_leaves_it_open(
    plan: dict[str, Any], at: datetime
) -> None:
    receive_at_booths(plan, at, 0, 1)
    set_rules(plan["event"], {"places": PlaceRule.EACH}, actor=None, at=at)
    company = plan["exhibitors"][1].company
    set_stay(plan["event"], company, {"at_booth": True}, actor=None, at=at)

    first, second = (free_places(one, at=at)[0].tables for one in plan["meetings"])

    assert [one.booth_id is None for one in first] == [True, True]
    assert [one.booth_id is None for one in second] == [False]


def test_booths_need_no_table_in_a_build(plan: dict[str, Any], at: datetime) -> None:
    """Two buyers at two booths in the only slot, and not a single table."""
    made = make_plan(buyers=2, exhibitors=2, slots=1, tables=0, pairs=[(0, 0), (1, 1)])
    receive_at_booths(made, at, 0, 1)

    draft = build(made["event"], ALL, at=at)
    done = publish_draft(draft, actor=None, at=at)

    db.session.expire_all()
    assert done.new == 2
    assert all(one.placement.table.booth_id is not None for one in made["meetings"])


def test_a_shared_booth_receives_one_after_the_other(session: Any, at: datetime) -> None:
    made = make_plan(buyers=2, exhibitors=2, slots=2, tables=0, pairs=[(0, 0), (1, 1)])
    booth = make_booth(made["event"])
    allotment = make_allotment(booth, made["exhibitors"][0])
    session.execute(
        sa.insert(db.metadata.tables["allotment_shares"]).values(
            event_id=made["event"].id,
            allotment_id=allotment.id,
            exhibitor_id=made["exhibitors"][1].id,
        )
    )
    set_rules(made["event"], {"places": PlaceRule.BOOTHS}, actor=None, at=at)

    publish_draft(build(made["event"], ALL, at=at), actor=None, at=at)

    session.expire_all()
    assert len({one.placement.slot_id for one in made["meetings"]}) == 2


def test_a_closed_table_is_neither_offered_nor_planned_until_it_opens(
    plan: dict[str, Any], at: datetime
) -> None:
    first, second = plan["tables"]
    event, slots = plan["event"], plan["slots"]

    close_tables(event, [first], slots[:2], actor=None, at=at)

    assert [one.tables[0].id for one in free_places(plan["meetings"][0], at=at)] == [
        second.id,
        second.id,
        first.id,
        first.id,
    ]
    with pytest.raises(TableTaken):
        accept(plan, at, 0, 0)
    open_table(event, first, actor=None, at=at)
    assert accept(plan, at, 0, 0).table_id == first.id


def test_a_table_with_a_meeting_is_not_closed_over_it(plan: dict[str, Any], at: datetime) -> None:
    accept(plan, at, 0, 1)

    with pytest.raises(TableMeetsThen):
        close_tables(plan["event"], plan["tables"], plan["slots"], actor=None, at=at)


def test_the_event_is_over_before_anything_is_taken_back(
    plan: dict[str, Any], at: datetime
) -> None:
    """Slots that have begun stay as they were said: they are history."""
    away(plan, at, 0)
    later = plan["slots"][0].starts_at + timedelta(minutes=1)

    away(plan, later)

    claims = db.session.scalars(sa.select(Claim.slot_id)).all()
    assert claims == [plan["slots"][0].id]


def test_other_meetings_do_not_mind(plan: dict[str, Any], at: datetime) -> None:
    """A company is away at its own event alone."""
    away(plan, at, 0)
    other = make_plan(slots=1)
    other["meetings"][0].state = MeetingState.REQUESTED
    again = make_meeting(other["buyers"][0], other["exhibitors"][1], state=MeetingState.DECLINED)

    assert len(free_places(again, at=at)) == 1


def shared(plan: dict[str, Any], at: datetime) -> int:
    """In how many slots to come the two of the first meeting are both free."""
    meeting = plan["meetings"][0]
    seller = meeting.exhibitor.company_id
    found = free_shared_slots(meeting.event, meeting.buyer.company_id, [seller], at=at)
    assert found is not None
    return found[seller]


def test_suggestions_count_only_times_at_which_both_are_there(
    plan: dict[str, Any], at: datetime
) -> None:
    meeting, slots = plan["meetings"][0], plan["slots"]
    everything = shared(plan, at)

    values = {"leaves_at": slots[2].starts_at}
    set_stay(meeting.event, meeting.buyer.company, values, actor=None, at=at)

    assert (everything, shared(plan, at)) == (4, 2)


def test_suggestions_count_no_times_beyond_the_limit_of_a_day(
    plan: dict[str, Any], at: datetime
) -> None:
    meeting = plan["meetings"][0]
    set_rules(meeting.event, {"most_a_day": 1}, actor=None, at=at)
    before = shared(plan, at)

    accept(plan, at, 1, 3)  # the buyer's one meeting of the day

    assert (before, shared(plan, at)) == (4, 0)
