"""What an exhibitor's people still have to do for their booth: answer an offer, pay, get in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from accounts.companies.queries import company_ids_of
from core.db import db
from events.exhibitors.models import Application, Booth, BoothFee, Exhibitor
from events.programme.models import Event, EventState
from events.waiting.models import HolderKind, WaitingEntry
from events.waiting.states import WaitingState


def offered_booths(
    user: Any, at: datetime
) -> Sequence[sa.Row[tuple[WaitingEntry, Application, Booth]]]:
    """Booths that are held for a person's companies until they answer, what ends first on top."""
    query = (
        sa.select(WaitingEntry, Application, Booth)
        .join(Application, Application.id == WaitingEntry.holder_id)
        .join(Booth, Booth.id == WaitingEntry.place_id)
        .options(joinedload(Application.company), joinedload(Application.event))
        .where(
            WaitingEntry.holder_kind == HolderKind.APPLICATION,
            WaitingEntry.state == WaitingState.OFFERED,
            WaitingEntry.offer_expires_at > at,
            Application.company_id.in_(company_ids_of(user)),
        )
        .order_by(WaitingEntry.offer_expires_at)
    )
    return db.session.execute(query).all()


def open_fees(user: Any) -> list[BoothFee]:
    """What a person's companies still have to pay, the most urgent on top."""
    query = (
        sa.select(BoothFee)
        .join(BoothFee.exhibitor)
        .options(
            contains_eager(BoothFee.exhibitor).joinedload(Exhibitor.company),
            selectinload(BoothFee.payments),
        )
        .where(
            Exhibitor.company_id.in_(company_ids_of(user)),
            Exhibitor.cancelled_at.is_(None),
            Exhibitor.application_id.is_not(None),
            BoothFee.cancelled_at.is_(None),
        )
        .order_by(BoothFee.due_on, BoothFee.id)
    )
    return [fee for fee in db.session.scalars(query) if fee.open_minor > 0]


def showing_now(user: Any, at: datetime) -> list[Exhibitor]:
    """Where a person's companies show at this moment."""
    query = (
        sa.select(Exhibitor)
        .join(Exhibitor.event)
        .options(contains_eager(Exhibitor.event))
        .where(
            Exhibitor.company_id.in_(company_ids_of(user)),
            Exhibitor.cancelled_at.is_(None),
            Event.state == EventState.RUNNING,
            Event.starts_at <= at,
            Event.ends_at > at,
        )
        .order_by(Event.starts_at, Exhibitor.id)
    )
    return list(db.session.scalars(query))
