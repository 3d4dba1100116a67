"""Building a timetable in the background: the solver works in a thread, the job watches it."""

import threading
from concurrent.futures import ThreadPoolExecutor

from core import clock, jobs
from core.db import db, transaction
from core.errors import DomainError
from matchmaking.engine.timetable.problem import Timetable
from matchmaking.timetable.models import TimetableDraft
from matchmaking.timetable.planning import services, standby
from matchmaking.timetable.planning.curve import Curve
from matchmaking.timetable.planning.frames import Frame
from matchmaking.timetable.planning.gathering import frame_of
from matchmaking.timetable.planning.order import Order
from matchmaking.timetable.planning.services import BUILD
from matchmaking.timetable.states import DraftState

LOOK_EVERY = 1.0  # seconds


@jobs.handler(BUILD, takes_minutes=True)
def build(job: jobs.Job) -> None:
    """Build the draft; one that was deleted or has its answer is left alone."""
    draft_id = job.payload["draft_id"]
    draft = _waiting(draft_id)
    if draft is None:
        return
    order = Order.of(draft.aim, draft.settings)
    try:
        frame = frame_of(draft.event, order, at=clock.now())
        _ = frame.problem  # what cannot be a problem is told here, not in the thread
    except DomainError as error:
        with transaction():
            services.fail(draft, error, at=clock.now())
        return
    answer, more = _watched(job, draft_id, frame, order.seconds)
    with transaction():
        draft = _waiting(draft_id)
        if draft is not None:
            services.keep_answer(draft, frame, answer, at=clock.now(), more=more)


def _waiting(draft_id: int) -> TimetableDraft | None:
    draft = db.session.get(TimetableDraft, draft_id)
    return draft if draft is not None and draft.state is DraftState.BUILDING else None


def _watched(
    job: jobs.Job, draft_id: int, frame: Frame, seconds: int
) -> tuple[Timetable, Timetable | None]:
    """Solve while saying how long it has been at work, and stop when somebody asks."""
    from matchmaking.engine.timetable.solve import solve  # noqa: PLC0415 -- slow import

    stop, spent, curve = threading.Event(), 0, Curve()

    def work_out() -> tuple[Timetable, Timetable | None]:
        answer = solve(frame.problem, time_limit=seconds, stop=stop.is_set, tell=curve.tell)
        return answer, standby.fill(frame, answer, solve, stop.is_set)

    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(work_out)
        try:
            while True:
                try:
                    return work.result(timeout=LOOK_EVERY)
                except TimeoutError:
                    spent += 1
                    with transaction():
                        jobs.beat(job, done=min(spent, seconds), total=seconds, at=clock.now())
                        services.show_curve(draft_id, curve.points)
                    if _is_to_stop(draft_id):
                        stop.set()
        finally:
            stop.set()


def _is_to_stop(draft_id: int) -> bool:
    """Whether somebody pressed the button, or deleted the draft."""
    db.session.rollback()  # what others wrote since is seen in a new reading transaction
    draft = _waiting(draft_id)
    return draft is None or draft.stop_asked_at is not None
