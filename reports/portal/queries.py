"""The addresses everybody may find, each kind in one question."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from core.db import db
from events.catalogue.models import Product
from events.exhibitors.models import Exhibitor
from events.programme.models import Event
from events.programme.states import PUBLIC

MOST = 20_000  # of each kind; a sitemap holds 50,000 addresses


def public_events() -> Sequence[Any]:
    """Slugs of the events that everybody sees, the latest first."""
    shown = sa.select(Event.slug).where(Event.state.in_(PUBLIC))
    return db.session.scalars(shown.order_by(Event.starts_at.desc()).limit(MOST)).all()


def public_companies() -> Sequence[int]:
    """Companies with a public page: they offer something, or show at a public event."""
    offers = sa.select(Product.company_id).where(Product.is_published)
    shows = (
        sa.select(Exhibitor.company_id)
        .join(Event, Event.id == Exhibitor.event_id)
        .where(Exhibitor.cancelled_at.is_(None), Event.state.in_(PUBLIC))
    )
    both = offers.union(shows).subquery()
    return db.session.scalars(sa.select(both).order_by(both.c[0]).limit(MOST)).all()


def public_products() -> Sequence[int]:
    """Published products."""
    shown = sa.select(Product.id).where(Product.is_published)
    return db.session.scalars(shown.order_by(Product.id).limit(MOST)).all()
