"""What pages ask about leads, and what an exhibitor may see of a person."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from accounts.companies.queries import company_ids_of
from accounts.consent.models import Consent, Purpose
from core.db import db
from core.text import fold
from events.catalogue.models import Product
from events.exhibitors.models import Exhibitor
from events.leads.models import Lead, LeadScan
from events.programme.models import Event
from events.registration.models import Registration


@dataclass(frozen=True)
class Shown:
    """What an exhibitor sees of a person; ``shares`` tells whether the person agreed to it."""

    role: Any
    organisation: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    shares: bool = False


def shown_of(people: Iterable[Registration]) -> dict[int, Shown]:
    """What of each person may be seen now; without their consent only role and company."""
    people = list(people)
    allowed = _who_share(people)
    return {
        one.id: Shown(
            role=one.role,
            organisation=one.organisation,
            name=one.full_name,
            email=one.email or "",
            phone=one.phone or "",
            shares=True,
        )
        if one.id in allowed
        else Shown(role=one.role, organisation=one.organisation)
        for one in people
    }


def _who_share(people: Sequence[Registration]) -> set[int]:
    """Who agreed that those who scan the badge see their contact: at registration or by account."""
    ids = {one.id for one in people}
    users = {one.user_id for one in people if one.user_id is not None}
    rows = db.session.execute(
        sa.select(Consent.registration_id, Consent.user_id).where(
            Consent.purpose == Purpose.SHARE_CONTACT,
            Consent.withdrawn_at.is_(None),
            sa.or_(Consent.registration_id.in_(ids), Consent.user_id.in_(users)),
        )
    ).all()
    by_ticket = {row.registration_id for row in rows}
    by_account = {row.user_id for row in rows if row.user_id is not None}
    return {one.id for one in people if one.id in by_ticket or one.user_id in by_account}


def exhibitor_at(exhibitor_id: int) -> Exhibitor | None:
    """An exhibitor with its company and event."""
    one = sa.select(Exhibitor).where(Exhibitor.id == exhibitor_id)
    whole = one.options(joinedload(Exhibitor.company), joinedload(Exhibitor.event))
    return db.session.scalar(whole)


def exhibitors_of_actor(actor: Any, *, event_id: int | None = None) -> list[Exhibitor]:
    """Where the companies that a person acts for show, the latest event first."""
    mine = sa.select(Exhibitor).where(
        Exhibitor.company_id.in_(company_ids_of(actor)), Exhibitor.cancelled_at.is_(None)
    )
    if event_id is not None:
        mine = mine.where(Exhibitor.event_id == event_id)
    whole = mine.join(Event, Event.id == Exhibitor.event_id).options(
        joinedload(Exhibitor.company), joinedload(Exhibitor.event)
    )
    return list(db.session.scalars(whole.order_by(Event.starts_at.desc(), Exhibitor.id)))


def counts_of(exhibitor_ids: Collection[int]) -> dict[int, int]:
    """How many leads each exhibitor has."""
    rows = db.session.execute(
        sa.select(Lead.exhibitor_id, sa.func.count())
        .where(Lead.exhibitor_id.in_(exhibitor_ids), Lead.withdrawn_at.is_(None))
        .group_by(Lead.exhibitor_id)
    )
    return dict(rows.tuples().all())


def leads_of(
    exhibitor_id: int, *, text: str = "", rating: int | None = None, product_id: int | None = None
) -> sa.Select[tuple[Lead]]:
    """The leads of an exhibitor, the latest first, by words of the note, tags or company."""
    wanted = sa.select(Lead).where(Lead.exhibitor_id == exhibitor_id)
    if rating is not None:
        wanted = wanted.where(Lead.rating == rating)
    if product_id is not None:
        wanted = wanted.where(Lead.products.any(Product.id == product_id))
    wanted = wanted.join(Registration, Registration.id == Lead.registration_id)
    for word in fold(text).split()[:6]:
        wanted = wanted.where(
            sa.or_(
                sa.func.lower(Lead.note).contains(word, autoescape=True),
                sa.func.lower(Lead.next_step).contains(word, autoescape=True),
                sa.func.lower(sa.cast(Lead.tags, sa.String)).contains(word, autoescape=True),
                sa.func.lower(Registration.organisation).contains(word, autoescape=True),
            )
        )
    return wanted.options(joinedload(Lead.registration), selectinload(Lead.products)).order_by(
        Lead.last_scanned_at.desc(), Lead.id.desc()
    )


def lead_at(exhibitor_id: int, lead_id: int) -> Lead | None:
    """A lead of this exhibitor, or nothing."""
    one = sa.select(Lead).where(Lead.id == lead_id, Lead.exhibitor_id == exhibitor_id)
    return db.session.scalar(one.options(joinedload(Lead.registration)))


def lead_between(exhibitor_id: int, registration_id: int) -> Lead | None:
    """What an exhibitor keeps about a person."""
    return db.session.scalar(
        sa.select(Lead).where(
            Lead.exhibitor_id == exhibitor_id, Lead.registration_id == registration_id
        )
    )


def scan_by_nonce(exhibitor_id: int, nonce: str) -> LeadScan | None:
    """The scan of an exhibitor that arrived under a nonce."""
    one = sa.select(LeadScan).where(LeadScan.exhibitor_id == exhibitor_id, LeadScan.nonce == nonce)
    return db.session.scalar(one.options(joinedload(LeadScan.lead).joinedload(Lead.registration)))


def by_badge_code(event_id: int, badge_code: str) -> Registration | None:
    """Whose badge this is, today."""
    return db.session.scalar(
        sa.select(Registration).where(
            Registration.event_id == event_id, Registration.badge_code == badge_code
        )
    )


def leads_about(registration_id: int) -> list[Lead]:
    """Which exhibitors scanned a person's badge, the latest first."""
    mine = sa.select(Lead).where(Lead.registration_id == registration_id)
    whole = mine.options(joinedload(Lead.exhibitor).joinedload(Exhibitor.company))
    return list(db.session.scalars(whole.order_by(Lead.last_scanned_at.desc())))


def scan_times(lead_ids: Collection[int]) -> dict[int, list[datetime]]:
    """When each lead was scanned."""
    rows = db.session.execute(
        sa.select(LeadScan.lead_id, LeadScan.scanned_at)
        .where(LeadScan.lead_id.in_(lead_ids))
        .order_by(LeadScan.scanned_at)
    )
    found: dict[int, list[datetime]] = {}
    for lead_id, moment in rows:
        found.setdefault(lead_id, []).append(moment)
    return found


def tags_of(exhibitor_id: int) -> list[str]:
    """The words an exhibitor has used so far, to be offered again."""
    rows = db.session.scalars(sa.select(Lead.tags).where(Lead.exhibitor_id == exhibitor_id))
    return sorted({word for words in rows for word in words}, key=fold)
