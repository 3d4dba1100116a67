"""What pages ask about one application, and about partners."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from accounts.companies.models import Company
from core.db import db
from events.exhibitors.models import (
    Application,
    BoothCategory,
    CoExhibitor,
    Paper,
    PaperKind,
    Wish,
)
from events.exhibitors.queries.standing import paper_kinds_of
from events.exhibitors.states import LIVE


def whole_application(application_id: int) -> Application | None:
    """An application with all that belongs to it."""
    return db.session.scalar(
        sa.select(Application)
        .where(Application.id == application_id)
        .options(
            joinedload(Application.company),
            joinedload(Application.event),
            joinedload(Application.category),
            selectinload(Application.wishes).options(joinedload(Wish.booth), joinedload(Wish.hall)),
            selectinload(Application.groups),
            selectinload(Application.partners).joinedload(CoExhibitor.company),
            selectinload(Application.papers).joinedload(Paper.kind),
        )
    )


def live_applications(event_id: int, companies: Iterable[Company]) -> list[Application]:
    """What these companies have asked for at an event and not taken back, the oldest first."""
    rows = db.session.scalars(
        sa.select(Application)
        .where(
            Application.event_id == event_id,
            Application.company_id.in_([company.id for company in companies]),
            Application.state.in_(LIVE),
        )
        .order_by(Application.id)
        .options(joinedload(Application.company), joinedload(Application.category))
    )
    return list(rows)


def papers_for(application: Application) -> list[tuple[PaperKind, Paper | None]]:
    """The papers asked of an application, each with what was sent."""
    sent = {paper.kind_id: paper for paper in application.papers}
    kinds = [
        kind
        for kind in paper_kinds_of(application.event_id)
        if kind.category_id in (None, application.category_id)
    ]
    return [(kind, sent.get(kind.id)) for kind in kinds]


def open_partnerships(company_id: int) -> list[CoExhibitor]:
    """Booths that a company was asked to share, and may still say yes or no to."""
    rows = db.session.scalars(
        sa.select(CoExhibitor)
        .join(Application, Application.id == CoExhibitor.application_id)
        .where(CoExhibitor.company_id == company_id, Application.state.in_(LIVE))
        .order_by(CoExhibitor.id)
        .options(
            joinedload(CoExhibitor.application).options(
                joinedload(Application.company), joinedload(Application.event)
            )
        )
    )
    return list(rows)


def category_of_event(event_id: int, category_id: int) -> BoothCategory | None:
    """A category, if it is one of the event's."""
    row = db.session.get(BoothCategory, category_id)
    return row if row is not None and row.event_id == event_id else None
