"""Whatever two sides try in whatever order, the platform does what a plain model says.

The model knows nothing of tables and locks: who asked, whose turn it is, what was said last.
"""

import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from core import db as core_db
from core.db import db
from core.errors import DomainError
from events.programme.models import Claim, MeetingMode
from matchmaking.meetings import services as meetings
from matchmaking.meetings.models import Meeting, MeetingWish, across
from matchmaking.meetings.queries import contacts_of
from matchmaking.meetings.services.deadlines import answer_until
from matchmaking.meetings.services.proposing import MOST_ROUNDS, MOST_TIMES
from matchmaking.meetings.states import AGREED, LIVE, MeetingState, Strength
from matchmaking.needs.models import Side
from matchmaking.timetable.services import accept_meeting, cancel_meeting
from tests import factories as make

S = MeetingState
SIDES = (Side.BUYER, Side.EXHIBITOR)
MOST_OPEN = 1
WHOLE = os.environ.get("CHOPHIEN_PROOF") == "full"
PAIRS = 2  # one buyer, two exhibitors: the second request of the buyer meets the cap
sides, pairs = st.sampled_from(SIDES), st.integers(0, PAIRS - 1)


@dataclass
class Pair:
    """What the model knows of a pair."""

    state: MeetingState | None = None
    asker: Side | None = None
    turn: Side | None = None
    until: datetime | None = None
    rounds: int = 0
    no_by: Side | None = None
    wishes: set[Side] = field(default_factory=set)
    offered: set[int] = field(default_factory=set)

    @property
    def live(self) -> bool:
        return self.state in LIVE


class TwoSides(RuleBasedStateMachine):
    """Ask, wish, answer, propose, decline, withdraw, wait, cancel."""

    mode = MeetingMode.BOOKS
    app: Flask

    def __init__(self) -> None:
        super().__init__()
        self.context = self.app.app_context()
        self.context.push()
        self.token = core_db._writing.set(True)
        self.at = make.now()
        self.event = make.make_event(meeting_mode=self.mode)
        self.slots = [make.make_slot(self.event) for _ in range(4)]
        self.tables = [make.make_table(self.event) for _ in range(2)]
        self.buyer = make.make_buyer(self.event)
        make.make_member(self.buyer.company)
        self.exhibitors = [make.make_exhibitor(self.event) for _ in range(PAIRS)]
        for one in self.exhibitors:
            make.make_member(one.company)
        meetings.set_limits(
            self.event, most_open=MOST_OPEN, most_agreed=9, most_musts=9, actor=None, at=self.at
        )
        self.pairs = [Pair() for _ in range(PAIRS)]

    def teardown(self) -> None:
        db.session.rollback()
        core_db._writing.reset(self.token)
        db.session.remove()
        self.context.pop()

    # What the model expects

    def _lapse(self, pair: Pair) -> None:
        if pair.state is S.REQUESTED and pair.until is not None and pair.until <= self.at:
            pair.state = S.EXPIRED

    def _open(self, side: Side) -> int:
        mine = [
            one
            for one in self.pairs
            if one.state is S.REQUESTED
            and one.asker is side
            and one.until is not None
            and one.until > self.at
        ]
        return len(mine) if side is Side.BUYER else 0

    def _try(self, act: Any, *args: Any, expected: bool, **values: Any) -> Any:
        """Do it in a savepoint; whether it was refused must be what the model says."""
        refusal, done = "", None
        try:
            with db.session.begin_nested():
                done = act(*args, at=self.at, actor=None, **values)
                db.session.flush()
        except DomainError as error:
            refusal = error.code
        assert (refusal == "") is expected, refusal
        return done

    def _meeting(self, number: int) -> Meeting | None:
        mine = sa.select(Meeting).where(Meeting.exhibitor_id == self.exhibitors[number].id)
        return db.session.scalars(mine.order_by(Meeting.id.desc())).first()

    def _agree(self, pair: Pair, state: MeetingState) -> None:
        pair.state, pair.turn, pair.until = state, None, None

    # What people do

    @rule(number=pairs, side=sides)
    def ask(self, number: int, side: Side) -> None:
        pair = self.pairs[number]
        self._lapse(pair)
        yes = pair.state is S.REQUESTED and pair.turn is side and not pair.rounds
        refused = pair.state is S.DECLINED and pair.no_by is across(side)
        refused = refused and across(side) not in pair.wishes
        anew = not pair.live and not refused and self._open(side) < MOST_OPEN
        done = self._try(
            meetings.request_meeting,
            self.buyer,
            self.exhibitors[number],
            side=side,
            expected=yes or anew,
        )
        if done is None:
            return
        if yes:
            self._agree(pair, S.ACCEPTED)
            return
        pair.asker, pair.turn, pair.rounds, pair.no_by = side, across(side), 0, None
        pair.state, pair.until = S.REQUESTED, answer_until(self.event, at=self.at)
        if across(side) in pair.wishes:
            self._agree(pair, S.ACCEPTED)

    @rule(number=pairs, side=sides)
    def wish(self, number: int, side: Side) -> None:
        pair = self.pairs[number]
        self._lapse(pair)
        refused = pair.state is S.DECLINED and pair.no_by is across(side)
        refused = refused and across(side) not in pair.wishes
        expected = self.mode is MeetingMode.PLANS and not (refused and not pair.live)
        self._try(
            meetings.wish,
            self.buyer,
            self.exhibitors[number],
            side=side,
            strength=Strength.WOULD,
            expected=expected,
        )
        if not expected:
            return
        pair.wishes.add(side)
        if pair.state is S.REQUESTED and pair.turn is side:
            self._agree(pair, S.ACCEPTED)
        elif not pair.live and pair.wishes == set(SIDES):
            pair.asker, pair.rounds, pair.no_by = across(side), 0, None
            self._agree(pair, S.ACCEPTED)

    @rule(number=pairs, slot=st.integers(0, 3), table=st.integers(0, 1))
    def accept(self, number: int, slot: int, table: int) -> None:
        pair, meeting = self.pairs[number], self._meeting(number)
        self._lapse(pair)
        if meeting is None:
            return
        if self.mode is MeetingMode.PLANS:
            expected = pair.state is S.REQUESTED
            if self._try(meetings.accept_without_slot, meeting, expected=expected):
                self._agree(pair, S.ACCEPTED)
            return
        taken = {claim.slot_id for claim in db.session.scalars(sa.select(Claim))}
        offered = pair.rounds == 0 or self.slots[slot].id in pair.offered
        free = self.slots[slot].id not in taken  # the buyer is the same in both pairs
        expected = free and (pair.state is S.ACCEPTED or (pair.state is S.REQUESTED and offered))
        place = {"slot": self.slots[slot], "table": self.tables[table]}
        if self._try(accept_meeting, meeting, expected=expected, **place):
            self._agree(pair, S.PLACED)

    @rule(number=pairs, count=st.integers(1, 4), first=st.integers(0, 3))
    def propose(self, number: int, count: int, first: int) -> None:
        pair, meeting = self.pairs[number], self._meeting(number)
        self._lapse(pair)
        if meeting is None:
            return
        chosen = [self.slots[(first + n) % 4] for n in range(count)]
        taken = {claim.slot_id for claim in db.session.scalars(sa.select(Claim))}
        expected = (
            self.mode is MeetingMode.BOOKS
            and pair.state is S.REQUESTED
            and count <= MOST_TIMES
            and pair.rounds < MOST_ROUNDS
            and taken.isdisjoint({slot.id for slot in chosen})
        )
        if self._try(meetings.propose_times, meeting, chosen, expected=expected):
            assert pair.turn is not None
            pair.turn, pair.rounds = across(pair.turn), pair.rounds + 1
            pair.until = answer_until(self.event, at=self.at)
            pair.offered = {slot.id for slot in chosen}

    @rule(number=pairs, side=sides)
    def decline(self, number: int, side: Side) -> None:
        pair, meeting = self.pairs[number], self._meeting(number)
        self._lapse(pair)
        if meeting is None:
            return
        expected = pair.state is S.REQUESTED and (side is pair.turn or side is not pair.asker)
        if self._try(meetings.decline_meeting, meeting, by=side, expected=expected):
            pair.state, pair.no_by, pair.wishes = S.DECLINED, side, set()

    @rule(number=pairs)
    def withdraw(self, number: int) -> None:
        pair, meeting = self.pairs[number], self._meeting(number)
        self._lapse(pair)
        if meeting is None:
            return
        if self._try(meetings.withdraw_meeting, meeting, expected=pair.state is S.REQUESTED):
            pair.state = S.WITHDRAWN
            pair.wishes -= {pair.asker} if pair.asker else set()

    @rule(number=pairs, side=sides)
    def cancel(self, number: int, side: Side) -> None:
        pair, meeting = self.pairs[number], self._meeting(number)
        if meeting is None:
            return
        expected = pair.state in {S.ACCEPTED, S.PLACED, S.CANCELLED}  # saying so twice is fine
        if self._try(cancel_meeting, meeting, side=side, expected=expected):
            pair.state, pair.wishes = S.CANCELLED, set()

    @rule(hours=st.integers(1, 30))
    def wait(self, hours: int) -> None:
        self.at = min(
            self.at + timedelta(hours=hours), self.slots[0].starts_at - timedelta(hours=1)
        )
        meetings.remind_of_requests(at=self.at)
        meetings.expire_requests(at=self.at)
        for pair in self.pairs:
            self._lapse(pair)

    # What always holds

    @invariant()
    def the_platform_says_what_the_model_says(self) -> None:
        for number, pair in enumerate(self.pairs):
            meeting = self._meeting(number)
            state = meeting.state_at(self.at) if meeting is not None else None
            if pair.state is S.REQUESTED and pair.until is not None and pair.until <= self.at:
                assert state is S.EXPIRED
            else:
                assert state is pair.state
            if meeting is not None and pair.state is S.REQUESTED:
                assert (meeting.awaits, meeting.asked_by) == (pair.turn, pair.asker)

    @invariant()
    def one_meeting_of_a_pair_is_live_and_only_placed_ones_hold_anything(self) -> None:
        rows = list(db.session.scalars(sa.select(Meeting)))
        live = [(one.buyer_id, one.exhibitor_id) for one in rows if one.state in LIVE]
        assert len(live) == len(set(live))
        placed = {one.id for one in rows if one.state is S.PLACED}
        assert set(db.session.scalars(sa.select(Claim.meeting_id))) == placed

    @invariant()
    def contacts_are_shown_after_both_agreed_and_not_before(self) -> None:
        for number, pair in enumerate(self.pairs):
            meeting = self._meeting(number)
            for side in SIDES if meeting is not None else ():
                assert meeting is not None
                assert bool(contacts_of(meeting, side)) is (pair.state in AGREED)

    @invariant()
    def a_no_leaves_no_wish(self) -> None:
        for number, pair in enumerate(self.pairs):
            mine = sa.select(MeetingWish.side).where(
                MeetingWish.exhibitor_id == self.exhibitors[number].id
            )
            assert set(db.session.scalars(mine)) == pair.wishes


@pytest.mark.proof("requests")
@pytest.mark.parametrize("mode", list(MeetingMode))
def test_every_sequence_of_moves_keeps_the_promises(
    app: Flask, committed: Any, mode: MeetingMode
) -> None:
    machine = type(f"TwoSides_{mode}", (TwoSides,), {"mode": mode, "app": app})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=200 if WHOLE else 6,
            stateful_step_count=30,
            suppress_health_check=list(HealthCheck),
            deadline=None,
        ),
    )
