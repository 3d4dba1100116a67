"""The board moves meetings under everybody's rules, says what is in the way, and tells few."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.activity import Activity
from core.db import db
from core.errors import DomainError
from core.outbox import OutboxMessage
from events.programme.models import Claim, HolderKind
from matchmaking.meetings.errors import WrongState
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState
from matchmaking.timetable.board.conflicts import conflicts_of
from matchmaking.timetable.board.errors import (
    AtATable,
    AtSession,
    Changed,
    Locked,
    NoSwap,
    TableHeld,
)
from matchmaking.timetable.board.queries import board_of, history_of, swaps_for
from matchmaking.timetable.board.services import put_meeting, set_locked, swap_meetings
from matchmaking.timetable.errors import ForeignPlace, SlotPast
from matchmaking.timetable.models import Placement
from tests.conftest import Browser
from tests.factories import make_event, make_session, make_slot, make_table, make_team_member
from tests.matchmaking.timetable.planning.plans import make_plan, place
from tests.queries import count_queries

Commit = Callable[..., Any]


@pytest.fixture
def plan(session: Any, at: datetime) -> dict[str, Any]:
    """Two buyers, two exhibitors; B0–E0 stands at 0/0, B1–E1 at 1/0; the others wait."""
    plan = make_plan(buyers=2, exhibitors=2, slots=4, tables=2)
    place(plan["meetings"][0], plan["slots"][0], plan["tables"][0], at=at)
    place(plan["meetings"][3], plan["slots"][1], plan["tables"][0], at=at)
    return plan


def put(plan: Any, number: int, slot: int, table: int, at: datetime, **values: Any) -> Placement:
    meeting = plan["meetings"][number]
    values.setdefault("seen", meeting.sequence)
    return put_meeting(
        meeting,
        slot=plan["slots"][slot],
        table=plan["tables"][table],
        actor=values.pop("actor", None),
        at=at,
        **values,
    )


def readers() -> list[str]:
    return sorted(db.session.scalars(sa.select(OutboxMessage.to_address)))


def test_a_move_changes_time_table_claims_and_number(plan: Any, at: datetime) -> None:
    meeting = plan["meetings"][0]

    put(plan, 0, 3, 1, at)

    assert (meeting.placement.slot_id, meeting.placement.table_id) == (
        plan["slots"][3].id,
        plan["tables"][1].id,
    )
    assert meeting.sequence == 1
    claims = sa.select(Claim.slot_id).where(Claim.meeting_id == meeting.id).distinct()
    assert db.session.scalars(claims).all() == [plan["slots"][3].id]


def test_only_the_two_sides_are_told_once(plan: Any, at: datetime) -> None:
    put(plan, 0, 3, 1, at)

    people = plan["people"]
    assert readers() == sorted([people[0].email, people[2].email])


def test_a_move_to_where_it_stands_tells_nobody(plan: Any, at: datetime) -> None:
    put(plan, 0, 0, 0, at)

    assert readers() == []
    assert plan["meetings"][0].sequence == 0


def test_what_waits_gets_a_time(plan: Any, at: datetime) -> None:
    meeting = plan["meetings"][1]

    put(plan, 1, 2, 0, at)

    assert (meeting.state, meeting.sequence) == (MeetingState.PLACED, 1)


def test_who_is_elsewhere_is_named_with_partner_and_table(plan: Any, at: datetime) -> None:
    with pytest.raises(AtATable) as refused:
        put(plan, 1, 0, 1, at)  # buyer 0 meets exhibitor 0 then

    assert refused.value.values == {
        "company": "Siêu thị 0",
        "partner": "HTX 0",
        "table": plan["tables"][0].label,
    }
    assert plan["meetings"][1].state is MeetingState.ACCEPTED


def test_a_taken_table_says_by_whom(plan: Any, at: datetime) -> None:
    with pytest.raises(TableHeld) as refused:
        put(plan, 0, 1, 0, at)

    assert (refused.value.values["one"], refused.value.values["other"]) == ("Siêu thị 1", "HTX 1")
    assert plan["meetings"][0].placement.slot_id == plan["slots"][0].id


def test_a_session_is_named_with_the_person_who_sits_there(plan: Any, at: datetime) -> None:
    event, meeting, user = plan["event"], plan["meetings"][0], plan["people"][0]
    meeting.buyer_person_id = user.id
    talk = make_session(event, title_vi="Chè và thế giới")
    db.session.add(
        Claim(
            event_id=event.id,
            slot_id=plan["slots"][2].id,
            holder_kind=HolderKind.PERSON,
            holder_id=user.id,
            session_id=talk.id,
        )
    )
    db.session.flush()

    with pytest.raises(AtSession) as refused:
        put(plan, 0, 2, 1, at)

    assert refused.value.values["session"] == "Chè và thế giới"
    assert refused.value.values["person"] == user.full_name
    assert list(conflicts_of(meeting)) == [plan["slots"][2].id]


@pytest.mark.parametrize("seen", [1, 7])
def test_a_stale_move_is_told_what_happened(plan: Any, at: datetime, seen: int) -> None:
    organiser = make_team_member(plan["event"], full_name="Lò Thị Tổ Chức")
    put(plan, 0, 3, 1, at, actor=organiser)

    with pytest.raises(Changed) as refused:
        put(plan, 0, 2, 1, at, seen=0 if seen == 1 else seen)

    assert refused.value.values["who"] == "Lò Thị Tổ Chức"
    assert plan["tables"][1].label in refused.value.values["place"]


def test_a_locked_meeting_stays(plan: Any, at: datetime) -> None:
    meeting = plan["meetings"][0]
    set_locked(meeting, locked=True, seen=0, actor=None, at=at)

    with pytest.raises(Locked):
        put(plan, 0, 3, 1, at)
    set_locked(meeting, locked=False, seen=0, actor=None, at=at)

    assert put(plan, 0, 3, 1, at).table_id == plan["tables"][1].id


def refused_moves(plan: Any, at: datetime) -> dict[str, tuple[type[DomainError], Any]]:
    other = make_event()
    table, slot = make_table(other), make_slot(other)
    begun = plan["slots"][0].starts_at
    meeting = plan["meetings"][0]
    own = {"slot": plan["slots"][3], "table": plan["tables"][1], "at": at}
    return {
        "a table of another event": (ForeignPlace, {**own, "table": table}),
        "a time of another event": (ForeignPlace, {**own, "slot": slot}),
        "a meeting that has begun": (SlotPast, {**own, "at": begun + timedelta(minutes=1)}),
        "a time that has begun": (
            SlotPast,
            {**own, "slot": plan["slots"][0], "at": begun, "meeting": plan["meetings"][1]},
        ),
        "a declined meeting": (WrongState, {**own, "meeting": meeting, "state": "declined"}),
    }


@pytest.mark.parametrize(
    "name",
    [
        "a table of another event",
        "a time of another event",
        "a meeting that has begun",
        "a time that has begun",
        "a declined meeting",
    ],
)
def test_the_rules_of_everybody_hold_on_the_board(plan: Any, at: datetime, name: str) -> None:
    error, values = refused_moves(plan, at)[name]
    meeting = values.pop("meeting", plan["meetings"][0])
    if values.pop("state", None):
        meeting.state = MeetingState.DECLINED
        db.session.flush()

    with pytest.raises(error):
        put_meeting(meeting, seen=meeting.sequence, actor=None, **values)


def test_two_meetings_change_places(plan: Any, at: datetime) -> None:
    one, other = plan["meetings"][0], plan["meetings"][3]
    assert [card.id for card in swaps_for(one, at=at)] == [other.id]

    swap_meetings(one, other, seen=(0, 0), actor=None, at=at)

    assert one.placement.slot_id == plan["slots"][1].id
    assert other.placement.slot_id == plan["slots"][0].id
    assert (one.sequence, other.sequence) == (1, 1)
    assert len(readers()) == 4


def test_a_swap_that_one_of_the_two_cannot_keep_changes_nothing(plan: Any, at: datetime) -> None:
    one, third = plan["meetings"][0], plan["meetings"][1]
    put(plan, 3, 3, 0, at)
    put(plan, 2, 1, 0, at)  # exhibitor 0 meets buyer 1 then …
    put(plan, 1, 1, 1, at)

    with pytest.raises(AtATable) as refused:  # … so its meeting with buyer 0 cannot go there
        swap_meetings(one, third, seen=(0, 1), actor=None, at=at)

    assert refused.value.values["company"] == "HTX 0"
    assert third.id not in {card.id for card in swaps_for(one, at=at)}
    assert one.placement.slot_id == plan["slots"][0].id
    assert third.placement.slot_id == plan["slots"][1].id


def test_a_meeting_without_a_time_swaps_with_nobody(plan: Any, at: datetime) -> None:
    with pytest.raises(NoSwap):
        swap_meetings(plan["meetings"][0], plan["meetings"][1], seen=(0, 0), actor=None, at=at)
    with pytest.raises(NoSwap):
        swap_meetings(plan["meetings"][0], plan["meetings"][0], seen=(0, 0), actor=None, at=at)


def test_acting_for_a_participant_stands_in_the_log(plan: Any, at: datetime) -> None:
    organiser = make_team_member(plan["event"], full_name="Lò Thị Tổ Chức")
    company = plan["buyers"][0].company

    put(plan, 0, 3, 1, at, actor=organiser, for_company_id=company.id)

    row, who, whom = history_of(plan["meetings"][0])[0]
    assert (row.verb, who, whom) == ("meeting:moved", "Lò Thị Tổ Chức", company.name)
    assert row.details["after"].endswith(plan["tables"][1].label)
    assert db.session.scalar(sa.select(Activity.for_somebody).where(Activity.id == row.id))


def test_the_fill_of_a_hall_is_its_share_of_times_and_tables(plan: Any, at: datetime) -> None:
    board = board_of(plan["event"], day="", zone=None, at=at)

    assert [(fill.zone, fill.taken, fill.places, fill.share) for fill in board.fills] == [
        ("Khu 0", 2, 4, 50),
        ("Khu 1", 0, 4, 0),
    ]
    assert {card.id for card in board.waiting} == {m.id for m in plan["meetings"][1:3]}
    assert board.free_in(plan["slots"][0]) == 1


def make_large(at: datetime, *, slots: int, tables: int) -> dict[str, Any]:
    """Every table taken at every time, by as many buyers and exhibitors."""
    pairs = [(n, (n + s) % tables) for s in range(slots) for n in range(tables)]
    plan = make_plan(buyers=tables, exhibitors=tables, slots=slots, tables=tables, pairs=pairs)
    rows = [
        {
            "meeting_id": meeting.id,
            "event_id": plan["event"].id,
            "slot_id": plan["slots"][number // tables].id,
            "table_id": plan["tables"][number % tables].id,
            "placed_at": at,
        }
        for number, meeting in enumerate(plan["meetings"])
    ]
    db.session.execute(sa.insert(Placement), rows)
    ids = [meeting.id for meeting in plan["meetings"]]
    db.session.execute(
        sa.update(Meeting).where(Meeting.id.in_(ids)).values(state=MeetingState.PLACED)
    )
    return {"slug": plan["event"].slug, "organiser": make_team_member(plan["event"]).id, "ids": ids}


def test_a_large_board_asks_as_much_as_a_small_one(
    app: Flask, client: Browser, committed: Commit, at: datetime
) -> None:
    counts = []
    for slots, tables in ((2, 2), (6, 8)):
        fair = committed(lambda s=slots, t=tables: make_large(at, slots=s, tables=t))
        client.sign_in(fair["organiser"])
        url = f"/manage/events/{fair['slug']}/timetable/board"
        client.get(url)
        for path in (url, f"{url}/{fair['ids'][0]}"):
            with count_queries(app) as sent:
                page = client.get(path)
            counts.append(len(sent))
            assert page.status_code == 200

    assert counts[:2] == counts[2:]


@pytest.fixture
def fair(committed: Commit, at: datetime) -> Any:
    def make() -> dict[str, Any]:
        plan = make_plan(buyers=2, exhibitors=2, slots=4, tables=2)
        place(plan["meetings"][0], plan["slots"][0], plan["tables"][0], at=at)
        place(plan["meetings"][3], plan["slots"][1], plan["tables"][0], at=at)
        return {
            "slug": plan["event"].slug,
            "organiser": make_team_member(plan["event"]).id,
            "meetings": [meeting.id for meeting in plan["meetings"]],
            "slots": [slot.id for slot in plan["slots"]],
            "tables": [table.id for table in plan["tables"]],
            "company": plan["buyers"][0].company_id,
        }

    return committed(make)


def where_is(app: Flask, meeting_id: int) -> tuple[int, int | None] | None:
    with app.app_context():
        row = db.session.get(Placement, meeting_id)
        return (row.slot_id, row.table_id) if row else None


def test_without_script_a_form_moves_swaps_and_locks(
    app: Flask, client: Browser, fair: Any
) -> None:
    client.sign_in(fair["organiser"])
    url = f"/manage/events/{fair['slug']}/timetable/board"
    first, last = fair["meetings"][0], fair["meetings"][3]
    page = f"{url}/{first}"

    target = {"slot_id": fair["slots"][3], "table_id": fair["tables"][1], "seen": 0}
    moved = client.submit(f"{page}/move", target, page=page)
    after_move = where_is(app, first)
    swapped = client.submit(f"{page}/swap", {"other": f"{last}.0", "seen": 1}, page=page)
    after_swap = where_is(app, last)
    locked = client.submit(f"{page}/lock", {"locked": "1", "seen": 2}, page=page)
    stale = client.submit(f"{page}/move", {**target, "seen": 0}, page=url)

    assert [one.status_code for one in (moved, swapped, locked)] == [303] * 3
    assert after_move == after_swap == (fair["slots"][3], fair["tables"][1])
    assert stale.status_code == 409
    assert "Trong lúc đó" in stale.text


def test_the_script_gets_its_answers_in_words(client: Browser, fair: Any) -> None:
    client.sign_in(fair["organiser"])
    url = f"/manage/events/{fair['slug']}/timetable/board"
    token = client.token(url)
    headers = {"Accept": "application/json"}
    data = {
        "csrf_token": token,
        "slot_id": fair["slots"][0],
        "table_id": fair["tables"][1],
        "seen": 0,
    }

    conflicts = client.get(f"{url}/{fair['meetings'][1]}/conflicts.json").json
    refused = client.post(f"{url}/{fair['meetings'][1]}/move", data=data, headers=headers)
    data["slot_id"] = fair["slots"][2]
    done = client.post(f"{url}/{fair['meetings'][1]}/move", data=data, headers=headers)
    part = client.get(f"{url}?part=1")
    same = client.get(f"{url}?part=1", headers={"If-None-Match": part.headers["ETag"]})

    assert conflicts is not None
    assert set(conflicts) == {str(fair["slots"][0]), str(fair["slots"][1])}
    assert refused.status_code == 409
    assert refused.json is not None
    assert "Siêu thị 0 gặp HTX 0" in refused.json["text"]
    assert (done.status_code, same.status_code) == (200, 304)


def test_who_is_acted_for_is_shown_on_every_page(client: Browser, fair: Any) -> None:
    client.sign_in(fair["organiser"])
    url = f"/manage/events/{fair['slug']}/timetable/board"
    query = f"?for={fair['company']}"

    for page in (url + query, f"{url}/{fair['meetings'][0]}{query}"):
        assert "Bạn đang làm thay Siêu thị 0" in client.get(page).text
    assert "Bạn đang làm thay" not in client.get(f"{url}?for=99999").text


def test_an_event_without_tables_or_times_says_what_to_do(
    client: Browser, committed: Commit
) -> None:
    def make() -> tuple[str, int]:
        event = make_event()
        return event.slug, make_team_member(event).id

    slug, organiser = committed(make)
    client.sign_in(organiser)

    assert "Chưa có bàn nào" in client.get(f"/manage/events/{slug}/timetable/board").text
