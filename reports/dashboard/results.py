"""What the system itself has counted of an event's results, proposed to its organiser."""

import sqlalchemy as sa

from core.db import db
from events.checkin.models import Direction, Scan
from events.exhibitors.models import Allotment, Exhibitor
from events.programme.models import Event, EventKind
from events.programme.results import register_counted
from events.programme.services.opportunities import vacancies_at
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Buyer, BuyerState


@register_counted
def counted(event: Event) -> dict[str, int]:
    """Visitors let in, exhibitors, booths, buyers and meetings held: one question."""
    scans = sa.select(sa.func.count(sa.distinct(Scan.registration_id))).where(
        Scan.event_id == event.id,
        Scan.counts,
        Scan.direction == Direction.ENTRY,
    )
    columns = {
        "visitors": scans,
        "exhibitors": _count(
            Exhibitor, Exhibitor.event_id == event.id, Exhibitor.cancelled_at.is_(None)
        ),
        "booths_used": _count(Allotment, Allotment.event_id == event.id),
        "buyers": _count(Buyer, Buyer.event_id == event.id, Buyer.state == BuyerState.APPROVED),
        "meetings_held": _count(
            Meeting, Meeting.event_id == event.id, Meeting.state == MeetingState.HELD
        ),
    }
    asked = [query.scalar_subquery().label(name) for name, query in columns.items()]
    if event.kind is EventKind.JOB_FAIR:
        columns["vacancies"] = sa.select(vacancies_at(event.id))
        asked.append(vacancies_at(event.id).label("vacancies"))
    row = db.session.execute(sa.select(*asked)).one()
    return {name: int(row[number]) for number, name in enumerate(columns)}


def _count(model: type, *conditions: sa.ColumnElement[bool]) -> sa.Select[tuple[int]]:
    return sa.select(sa.func.count()).select_from(model).where(*conditions)
