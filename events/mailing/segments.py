"""Which part of those who come: chosen by role, state, sector and what is still open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from accounts.consent.models import Consent, Purpose
from core.db import db
from core.i18n import N_
from events.catalogue.models import Product
from events.catalogue.queries import tagged
from events.catalogue.sectors import BY_KEY
from events.exhibitors.models import Application, Exhibitor
from events.exhibitors.models.fees import BoothFee, FeePayment
from events.exhibitors.states import ApplicationState
from events.mailing.states import MailingKind
from events.programme.models import Event
from events.registration.models import Registration, RegistrationState

Companies = Callable[[Event], sa.Select[tuple[int]]]


def _without_products(event: Event) -> sa.Select[tuple[int]]:
    has = sa.select(Product.company_id).where(Product.is_published)
    return sa.select(Exhibitor.company_id).where(
        Exhibitor.event_id == event.id,
        Exhibitor.cancelled_at.is_(None),
        Exhibitor.company_id.not_in(has),
    )


def _unanswered(event: Event) -> sa.Select[tuple[int]]:
    return sa.select(Application.company_id).where(
        Application.event_id == event.id, Application.state == ApplicationState.SUBMITTED
    )


def _unpaid(event: Event) -> sa.Select[tuple[int]]:
    """Exhibitors who owe something of a booth's fee."""
    came_in = (
        sa.select(sa.func.coalesce(sa.func.sum(FeePayment.amount_minor), 0))
        .where(FeePayment.fee_id == BoothFee.id)
        .correlate(BoothFee)
        .scalar_subquery()
    )
    return (
        sa.select(Exhibitor.company_id)
        .join(BoothFee, BoothFee.exhibitor_id == Exhibitor.id)
        .where(
            Exhibitor.event_id == event.id,
            BoothFee.cancelled_at.is_(None),
            BoothFee.amount_minor > came_in,
        )
    )


# What is still open with a firm: a key, its words, and the firms; upper slices may add theirs.
OPEN: dict[str, tuple[str, Companies]] = {
    "no_products": (N_("Exhibitors without products"), _without_products),
    "unpaid": (N_("Exhibitors who have not paid"), _unpaid),
    "unanswered": (N_("Firms whose application has no answer"), _unanswered),
}


@dataclass(frozen=True)
class Reader:
    """One address with the registration it stands for."""

    registration_id: int
    address: str
    full_name: str
    language: str
    token: str


@dataclass(frozen=True)
class Audience:
    """Who is written to, and who is not, counted."""

    readers: list[Reader]
    chosen: int
    without_address: int
    without_consent: int
    doubles: int


def audience(event: Event, segment: Mapping[str, Any], kind: MailingKind) -> Audience:
    """The readers of a part of those who come; a fixed number of questions to the database."""
    rows = db.session.execute(_chosen(event, segment)).all()
    willing = _willing(event) if kind is MailingKind.NEWS else None
    readers: dict[str, Reader] = {}
    without_address = without_consent = doubles = 0
    for row in rows:
        if not row.email:
            without_address += 1
        elif row.email in readers:
            doubles += 1
        elif willing is not None and row.id not in willing:
            without_consent += 1
        else:
            readers[row.email] = Reader(
                row.id, row.email, row.full_name, row.language, row.access_token
            )
    return Audience(list(readers.values()), len(rows), without_address, without_consent, doubles)


def _chosen(event: Event, segment: Mapping[str, Any]) -> sa.Select[Any]:
    states = segment.get("states") or [RegistrationState.APPROVED.value]
    chosen = sa.select(
        Registration.id,
        Registration.email,
        Registration.full_name,
        Registration.language,
        Registration.access_token,
    ).where(Registration.event_id == event.id, Registration.state.in_(states))
    if segment.get("roles"):
        chosen = chosen.where(Registration.role.in_(segment["roles"]))
    sector = BY_KEY.get(segment.get("sector") or "")
    if sector is not None:
        makers = sa.select(Product.company_id).where(Product.is_published, tagged(sector.roots))
        chosen = chosen.where(Registration.company_id.in_(makers))
    if segment.get("open") in OPEN:
        _words, companies = OPEN[segment["open"]]
        chosen = chosen.where(Registration.company_id.in_(companies(event)))
    return chosen.order_by(Registration.id)


def _willing(event: Event) -> set[int]:
    """The registrations whose people want news: said when they registered, or in their account."""
    of_registration = (
        sa.select(Consent.registration_id)
        .join(Registration, Registration.id == Consent.registration_id)
        .where(Registration.event_id == event.id)
    )
    of_account = (
        sa.select(Registration.id)
        .join(Consent, Consent.user_id == Registration.user_id)
        .where(Registration.event_id == event.id)
    )
    live = (Consent.purpose == Purpose.MARKETING, Consent.withdrawn_at.is_(None))
    both = of_registration.where(*live).union(of_account.where(*live))
    return {number for (number,) in db.session.execute(both) if number is not None}


def still_wants_news(registration_id: int) -> bool:
    """Asked again when it is a reader's turn: a consent may be taken back at any time."""
    registration = db.session.get(Registration, registration_id)
    if registration is None:
        return False
    whose = Consent.registration_id == registration.id
    if registration.user_id is not None:
        whose = sa.or_(whose, Consent.user_id == registration.user_id)
    live = sa.select(Consent.id).where(
        whose, Consent.purpose == Purpose.MARKETING, Consent.withdrawn_at.is_(None)
    )
    return db.session.scalar(live.limit(1)) is not None
