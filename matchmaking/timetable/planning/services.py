"""Drafts of timetables: ordered, filled by the solver's answer, stopped, deleted, locked."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core import activity, jobs
from core.db import constraints, db, lock
from core.errors import DomainError
from events.programme.models import Event
from matchmaking.engine.timetable.check import values
from matchmaking.engine.timetable.problem import Timetable
from matchmaking.timetable.availability.services import make_places
from matchmaking.timetable.errors import BuildRunning, NoAnswer
from matchmaking.timetable.models import DraftPlacement, DraftWish, Placement, TimetableDraft
from matchmaking.timetable.planning.answers import conflict_of, lines_of, without_blockers
from matchmaking.timetable.planning.candidates import is_wish
from matchmaking.timetable.planning.frames import Frame
from matchmaking.timetable.planning.gathering import frame_of
from matchmaking.timetable.planning.order import Order
from matchmaking.timetable.planning.promises import shortfalls
from matchmaking.timetable.planning.wishes import wish_lines
from matchmaking.timetable.states import DraftState

BUILD = "timetable.build"


def order_draft(event: Event, order: Order, *, actor: Any, at: datetime) -> TimetableDraft:
    """Ask for a draft; it is built in the background.

    Raises
    ------
    BuildRunning, NothingToPlan, NothingHappened, LockedInTheWay
    """
    make_places(event)
    frame_of(event, order, at=at)
    draft = TimetableDraft(
        event_id=event.id,
        aim=order.aim,
        settings=order.as_settings(),
        made_at=at,
        made_by_id=getattr(actor, "id", None),
    )
    with constraints({"uq_timetable_drafts_one_build": BuildRunning}):
        db.session.add(draft)
    job = jobs.put(
        BUILD,
        at=at,
        payload={"draft_id": draft.id},
        event_id=event.id,
        started_by_id=draft.made_by_id,
        total=order.seconds,
    )
    draft.job_id = job.id
    activity.record("timetable:ordered", draft, actor=actor, at=at, aim=order.aim.value)
    return draft


def stop_build(draft: TimetableDraft, *, actor: Any, at: datetime) -> None:
    """Let a running build end with the best it has; once it has ended this changes nothing."""
    lock(draft)
    if draft.state is DraftState.BUILDING and draft.stop_asked_at is None:
        draft.stop_asked_at = at
        activity.record("timetable:stopped", draft, actor=actor, at=at)


def show_curve(draft_id: int, points: list[dict[str, Any]]) -> None:
    """Note how far a build is, for the page that waits."""
    draft = db.session.get(TimetableDraft, draft_id)
    if draft is not None and len(points) != len(draft.curve):
        draft.curve = points


def keep_answer(
    draft: TimetableDraft,
    frame: Frame,
    answer: Timetable,
    *,
    at: datetime,
    more: Timetable | None = None,
) -> None:
    """Fill a draft with what the solver found: places and reasons, or the conflict.

    ``more`` is what those on standby get: agreed meetings after a repair, else wishes.
    """
    draft.status, draft.finished_at = answer.status, at
    draft.wanted = len(frame.candidates)
    if answer.status == "unknown":
        fail(draft, NoAnswer(), at=at)
        return
    if answer.conflict is not None:
        draft.conflict = conflict_of(frame, answer.conflict)
    if answer.status == "infeasible":
        draft.state = DraftState.INFEASIBLE
        return
    draft.reached = without_blockers(frame, values(frame.problem, answer.assignments))
    draft.bound = without_blockers(frame, dict(answer.bound))
    draft.state = DraftState.READY
    draft.short = shortfalls(frame, answer)
    lines = lines_of(frame, answer)
    if more is not None:
        meetings = tuple(one for one in frame.standby if not is_wish(one))
        new = lines_of(replace(frame, candidates=meetings), more)
        lines += [line for line in new if line["slot_id"] is not None]
    own = {"draft_id": draft.id, "event_id": draft.event_id}
    rows = [own | line for line in lines]
    wishes = [own | line for line in wish_lines(frame, more)] if more is not None else []
    db.session.flush()
    for model, made in ((DraftPlacement, rows), (DraftWish, wishes)):
        if made:
            db.session.execute(sa.insert(model), made)


def fail(draft: TimetableDraft, error: DomainError, *, at: datetime) -> None:
    """Say why there is no answer."""
    draft.state, draft.finished_at = DraftState.FAILED, at
    draft.problem = {"message": error.message, "values": error.values}


def delete_draft(draft: TimetableDraft, *, actor: Any, at: datetime) -> None:
    """Throw a draft away, also while it is being built; what is published stays."""
    activity.record("timetable:draft_deleted", draft, actor=actor, at=at)
    db.session.delete(draft)
    db.session.flush()


def set_lock(placement: Placement, *, locked: bool, actor: Any, at: datetime) -> None:
    """Hold a meeting where it stands against every build, or let it go."""
    lock(placement)
    if (placement.locked_at is not None) == locked:
        return
    placement.locked_at = at if locked else None
    verb = "meeting:locked" if locked else "meeting:unlocked"
    activity.record(verb, placement.meeting, actor=actor, at=at)
