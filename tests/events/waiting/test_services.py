"""A free place goes to the first in line, waits for an answer, and moves on by itself."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from core.activity import Activity
from core.db import db
from events.programme import services as programme
from events.programme.errors import SeatTaken, SessionFull
from events.programme.models import Seat, Session
from events.waiting import jobs, keepers, queries, services
from events.waiting.errors import AlreadyWaiting, NotWaiting, OfferGone
from events.waiting.models import HolderKind, QueueKind, WaitingEntry
from events.waiting.states import WaitingState
from tests.factories import make_event, make_registration, make_session, make_user

S, R = QueueKind.SESSION, HolderKind.REGISTRATION


class Talk:
    """A session of one seat, which somebody has, and a line before it."""

    def __init__(self, at: datetime, *, waiting: int = 0, capacity: int = 1) -> None:
        self.at = at
        self.event = make_event()
        self.session: Session = make_session(self.event, capacity=capacity)
        self.holders = [make_registration(self.event) for _ in range(capacity)]
        for holder in self.holders:
            programme.reserve_seat(self.session, holder.id, self.event.id, at)
        self.line = [self.join() for _ in range(waiting)]

    def join(self, **values: Any) -> WaitingEntry:
        person = make_registration(self.event)
        return services.join(
            S, self.session.id, R, person.id, event_id=self.event.id, at=self.at, **values
        )

    def leave(self, number: int = 0) -> None:
        programme.release_seat(self.session, self.holders[number].id, self.at)

    def states(self) -> list[str]:
        for entry in self.line:
            db.session.refresh(entry)
        return [entry.state.value for entry in self.line]

    def ends(self, number: int) -> datetime:
        """When the offer of the one at this place ends."""
        moment = self.line[number].offer_expires_at
        assert moment is not None
        return moment

    def seated(self) -> list[int]:
        theirs = sa.select(Seat.registration_id).where(Seat.session_id == self.session.id)
        return list(db.session.scalars(theirs))


def test_one_seat_three_waiting_two_expiries_and_the_third_gets_it(
    session: Any, at: datetime
) -> None:
    talk = Talk(at, waiting=3)
    talk.leave()
    seen = [talk.states()]

    for number in range(2):
        jobs.expire_overdue(at=talk.ends(number))
        seen.append(talk.states())
    services.accept(talk.line[2], at=talk.ends(1))

    assert seen == [
        ["offered", "waiting", "waiting"],
        ["expired", "offered", "waiting"],
        ["expired", "expired", "offered"],
    ]
    assert talk.seated() == [talk.line[2].holder_id]
    assert db.session.get_one(Session, talk.session.id).taken == 1


def test_nobody_waits_before_a_free_seat(session: Any, at: datetime) -> None:
    event = make_event()
    free, person = make_session(event, capacity=1), make_registration(event)

    entry = services.join(S, free.id, R, person.id, event_id=event.id, at=at)

    assert entry.state is WaitingState.OFFERED


def test_an_offered_seat_is_nobody_elses(session: Any, at: datetime) -> None:
    talk = Talk(at, waiting=1)
    talk.leave()
    other = make_registration(talk.event)

    with pytest.raises(SessionFull):
        programme.reserve_seat(talk.session, other.id, talk.event.id, at)


def test_the_line_goes_by_rank_then_by_arrival(session: Any, at: datetime) -> None:
    talk = Talk(at)
    talk.line = [talk.join(), talk.join(rank=2), talk.join(rank=1)]

    order = [row.id for row in queries.line(S, talk.session.id)]

    assert order == [talk.line[2].id, talk.line[1].id, talk.line[0].id]


def test_as_many_are_offered_as_are_free(session: Any, at: datetime) -> None:
    talk = Talk(at, waiting=4)

    programme.edit_session(talk.session, {"capacity": 3}, by=make_user(), at=at)

    assert talk.states() == ["offered", "offered", "waiting", "waiting"]
    assert talk.session.taken == 3


def test_who_declines_makes_way(session: Any, at: datetime) -> None:
    talk = Talk(at, waiting=2)
    talk.leave()

    services.decline(talk.line[0], at=at)

    assert talk.states() == ["declined", "offered"]


@pytest.mark.parametrize("state", ["waiting", "offered"])
def test_one_may_leave_the_line_at_any_time(session: Any, at: datetime, state: str) -> None:
    talk = Talk(at, waiting=2)
    if state == "offered":
        talk.leave()

    services.withdraw(talk.line[0], at=at)

    after = "offered" if state == "offered" else "waiting"
    assert talk.states() == ["withdrawn", after]


def test_an_offer_is_open_until_its_very_end(session: Any, at: datetime) -> None:
    talk = Talk(at, waiting=1)
    talk.leave()
    entry = talk.line[0]
    last = talk.ends(0)

    with pytest.raises(OfferGone):
        services.accept(entry, at=last)
    assert services.expire(entry, at=last - timedelta(seconds=1)) is False
    assert services.accept(entry, at=last - timedelta(seconds=1)).state is WaitingState.ACCEPTED


def test_an_offer_ends_before_its_session_begins(session: Any, at: datetime) -> None:
    talk = Talk(at, waiting=1)
    talk.at = talk.session.starts_at - timedelta(minutes=4)
    talk.leave()

    assert talk.ends(0) == talk.session.starts_at


def test_no_seat_is_offered_once_the_session_has_begun(session: Any, at: datetime) -> None:
    talk = Talk(at, waiting=1)
    talk.at = talk.session.starts_at
    talk.leave()

    assert talk.states() == ["waiting"]


def test_a_failed_acceptance_loses_nothing(session: Any, at: datetime) -> None:
    talk = Talk(at, waiting=1)
    talk.leave()
    entry = talk.line[0]
    seat = Seat(event_id=talk.event.id, session_id=talk.session.id, registration_id=entry.holder_id)
    seat.reserved_at = at
    db.session.add(seat)
    db.session.flush()

    with pytest.raises(SeatTaken):
        services.accept(entry, at=at)

    assert talk.states() == ["offered"]


def test_one_stands_in_a_line_once_and_may_come_again(session: Any, at: datetime) -> None:
    talk = Talk(at, waiting=1)
    again: dict[str, Any] = {"event_id": talk.event.id, "at": at}
    holder = talk.line[0].holder_id

    with pytest.raises(AlreadyWaiting):
        services.join(S, talk.session.id, R, holder, **again)
    services.withdraw(talk.line[0], at=at)

    assert services.join(S, talk.session.id, R, holder, **again).state is WaitingState.WAITING
    with pytest.raises(NotWaiting):
        services.withdraw(talk.line[0], at=at)


def test_a_cancelled_registration_leaves_every_line(session: Any, at: datetime) -> None:
    talk = Talk(at, waiting=2)
    talk.leave()

    programme.release_seats_of(talk.line[0].holder_id, at)

    assert talk.states() == ["withdrawn", "offered"]


def test_a_deleted_session_ends_its_line(session: Any, at: datetime) -> None:
    talk = Talk(at, waiting=2)
    talk.leave()

    programme.delete_session(talk.session, by=make_user(), at=at)

    assert talk.states() == ["closed", "closed"]


def test_an_event_that_is_over_ends_its_lines(session: Any, at: datetime) -> None:
    talk = Talk(at, waiting=2)
    talk.leave()

    assert services.close_queues_of(talk.event.id, at=at) == 2
    db.session.refresh(talk.session)
    assert (talk.states(), talk.session.taken) == (["closed", "closed"], 0)


def test_whoever_asked_hears_of_offers_and_ends(
    session: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    for notes in (keepers.after_offer, keepers.after_end):
        monkeypatch.setitem(notes, S, [lambda entry, _at: heard.append(entry.state.value)])
    talk = Talk(at, waiting=2)

    talk.leave()
    services.decline(talk.line[0], at=at)
    services.accept(talk.line[1], at=at)

    assert heard == ["offered", "declined", "offered", "accepted"]


def test_every_change_is_in_the_log(session: Any, at: datetime) -> None:
    talk = Talk(at, waiting=1)
    talk.leave()
    services.accept(talk.line[0], at=at)

    mine = sa.select(Activity.verb).where(Activity.subject_kind == "waiting_entries")
    verbs = db.session.scalars(mine.order_by(Activity.id)).all()

    assert verbs == ["waiting:joined", "waiting:offered", "waiting:accepted"]


def test_overtaking_is_for_keepers_that_allow_it(
    session: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = Talk(at)
    talk.line = [talk.join(places=2), talk.join()]
    talk.leave()
    strict = talk.states()
    keeper = keepers.keeper_of(S)
    loose = keepers.Keeper(
        keeper.lock, keeper.hold, keeper.free, keeper.accept, keeper.lasts, overtakes=True
    )
    monkeypatch.setitem(keepers._keepers, S, loose)

    services.offer_next(S, talk.session.id, at=at)

    assert (strict, talk.states()) == (["waiting", "waiting"], ["waiting", "offered"])


def test_everybody_sees_positions_and_nobody_names(session: Any, at: datetime) -> None:
    talk = Talk(at, waiting=3)
    own = talk.line[1].holder_id

    rows = queries.public_line(S, talk.session.id, {own})
    standing = queries.standings(R, [own])[(S, talk.session.id)]

    assert [(row.position, row.is_own) for row in rows] == [(1, False), (2, True), (3, False)]
    assert (standing.position, standing.is_offered) == (2, False)
    assert queries.waiting_numbers(S, [talk.session.id, 0]) == {talk.session.id: 3}
    assert queries.live_entry(S, talk.session.id, R, own) == talk.line[1]


def test_an_offer_has_no_position(session: Any, at: datetime) -> None:
    talk = Talk(at, waiting=2)
    talk.leave()

    first, second = (queries.standings(R, [e.holder_id]) for e in talk.line)

    assert first[(S, talk.session.id)].is_offered
    assert second[(S, talk.session.id)].position == 1
