"""Keeping leads. All flush; the caller commits."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import astuple
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core import activity
from core.db import changed, constraints, db, lock
from events.badges.queries import ended_badge
from events.catalogue.models import Product
from events.exhibitors.models import Exhibitor
from events.exhibitors.services.merging import folding_exhibitors
from events.leads import queries
from events.leads.errors import CLASHES, LeadThere, NonceReused, NonceSeen, Withdrawn
from events.leads.models import Lead, LeadScan
from events.leads.said import MOST_NOTE, MOST_TAGS, Said
from events.leads.states import Outcome, Refusal
from events.registration.codes import Unreadable, read_code
from events.registration.models import Registration, RegistrationState

OLDEST_SCAN = timedelta(days=7)  # an offline phone's clock is believed so far back


def scan_badge(
    exhibitor: Exhibitor,
    code: str,
    *,
    nonce: str,
    at: datetime,
    actor: Any,
    said: Said | None = None,
    scanned_at: datetime | None = None,
) -> LeadScan:
    """Keep whose badge this is, or say why not: a row either way.

    A second scan adds to the lead and takes nothing from it: notes are appended, words and
    products added, and rating and next step only fill what is empty. The same nonce with the same
    content gets the same row for ever.

    Raises
    ------
    NonceReused
    """
    said = said or Said()
    believed = scanned_at is not None and at - OLDEST_SCAN <= scanned_at <= at
    moment = scanned_at if believed and scanned_at else at
    fingerprint = _fingerprint(code, said)
    earlier = queries.scan_by_nonce(exhibitor.id, nonce)
    if earlier is not None:
        return _same(earlier, fingerprint)
    registration, refusal, badge_code = _judge(exhibitor, code, moment)
    scan = LeadScan(
        event_id=exhibitor.event_id,
        exhibitor_id=exhibitor.id,
        nonce=nonce,
        badge_code=badge_code,
        fingerprint=fingerprint,
        outcome=Outcome.REFUSED if refusal else Outcome.KEPT,
        refusal=refusal,
        user_id=getattr(actor, "id", None),
        scanned_at=moment,
        received_at=at,
    )
    try:
        with constraints(CLASHES):
            db.session.add(scan)
    except NonceSeen:  # it came twice in this moment
        arrived = queries.scan_by_nonce(exhibitor.id, nonce)
        if arrived is None:
            raise
        return _same(arrived, fingerprint)
    if registration is None or refusal is not None:
        return scan
    lead = _keep(exhibitor, registration, said, moment, actor=actor, at=at)
    if lead.withdrawn_at is not None:
        scan.outcome, scan.refusal, scan.badge_code = Outcome.REFUSED, Refusal.WITHDRAWN, ""
    else:
        scan.lead = lead
    db.session.flush()
    return scan


def _fingerprint(code: str, said: Said) -> str:
    return hashlib.sha256(repr((code.strip(), astuple(said))).encode()).hexdigest()


def _same(earlier: LeadScan, fingerprint: str) -> LeadScan:
    if earlier.fingerprint != fingerprint:
        raise NonceReused
    return earlier


def _judge(
    exhibitor: Exhibitor, code: str, moment: datetime
) -> tuple[Registration | None, Refusal | None, str]:
    """Whose badge a code is, what speaks against keeping it, and the code where it is a badge's."""
    try:
        reading = read_code(code)
    except Unreadable:
        return None, Refusal.UNREADABLE, ""
    if reading.kind != "badge":
        return None, Refusal.TICKET, ""
    found = queries.by_badge_code(exhibitor.event_id, reading.digits)
    if found is None:
        ended = ended_badge(exhibitor.event_id, reading.digits)
        if ended is None:
            return None, Refusal.UNKNOWN, reading.digits
        if moment >= ended.taken_at:  # an offline scan from before the loss still counts
            return None, Refusal.ENDED, reading.digits
        found = ended.registration
    return found, _objection(exhibitor, found), reading.digits


def _objection(exhibitor: Exhibitor, registration: Registration) -> Refusal | None:
    in_order = registration.state is RegistrationState.APPROVED and not registration.revoked_at
    if not in_order:
        return Refusal.NOT_VALID
    if registration.company_id == exhibitor.company_id:
        return Refusal.OWN_PEOPLE
    return None


def _keep(
    exhibitor: Exhibitor,
    registration: Registration,
    said: Said,
    moment: datetime,
    *,
    actor: Any,
    at: datetime,
) -> Lead:
    """The one lead of the two: made now, or added to; the database decides who was first."""
    made = Lead(
        event_id=exhibitor.event_id,
        exhibitor_id=exhibitor.id,
        registration_id=registration.id,
        first_scanned_at=moment,
        last_scanned_at=moment,
        kept_by_id=getattr(actor, "id", None),
        changed_at=at,
    )
    try:
        with constraints(CLASHES):
            db.session.add(made)
    except LeadThere:
        lead = queries.lead_between(exhibitor.id, registration.id)
        if lead is None:
            raise
        lock(lead)
        if lead.withdrawn_at is None:
            lead.scans += 1
            lead.first_scanned_at = min(lead.first_scanned_at, moment)
            lead.last_scanned_at = max(lead.last_scanned_at, moment)
            _add(lead, exhibitor, said, at=at)
            _record("lead:scanned_again", lead, exhibitor, actor=actor, at=at)
        return lead
    _add(made, exhibitor, said, at=at)
    _record("lead:kept", made, exhibitor, actor=actor, at=at)
    return made


def _record(verb: str, lead: Lead, exhibitor: Exhibitor, *, actor: Any, at: datetime) -> None:
    activity.record(verb, lead, actor=actor, at=at, for_company_id=exhibitor.company_id)


def _add(lead: Lead, exhibitor: Exhibitor, said: Said, *, at: datetime) -> None:
    """Add what was said and take nothing away."""
    lead.note = _joined(lead.note or "", said.note)
    lead.tags = _more_tags(lead.tags or [], said.tags)
    here = {product.id for product in lead.products}
    lead.products.extend(
        product for product in _own(exhibitor, said.product_ids) if product.id not in here
    )
    lead.rating = lead.rating or said.rating
    lead.next_step = lead.next_step or said.next_step
    lead.next_step_on = lead.next_step_on or said.next_step_on
    lead.changed_at = at
    db.session.flush()


def _joined(old: str, new: str) -> str:
    if not new or new in old.split("\n"):
        return old
    return f"{old}\n{new}".strip()[:MOST_NOTE]


def _more_tags(old: Sequence[str], new: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*old, *new]))[:MOST_TAGS]


def _own(exhibitor: Exhibitor, product_ids: Collection[int]) -> list[Product]:
    """Of these the exhibitor's own products; another firm's say nothing here."""
    if not product_ids:
        return []
    mine = sa.select(Product).where(
        Product.id.in_(product_ids), Product.company_id == exhibitor.company_id
    )
    return list(db.session.scalars(mine.order_by(Product.id)))


def edit_lead(lead: Lead, said: Said, *, actor: Any, at: datetime) -> None:
    """Write a lead anew as its page says: here, and here alone, something can be taken away.

    Raises
    ------
    Withdrawn
    """
    lock(lead)
    if lead.withdrawn_at is not None:
        raise Withdrawn
    exhibitor = lead.exhibitor
    lead.note, lead.tags = said.note[:MOST_NOTE], _more_tags([], said.tags)
    lead.products = _own(exhibitor, said.product_ids)
    lead.rating, lead.next_step, lead.next_step_on = said.rating, said.next_step, said.next_step_on
    lead.changed_at = at
    _record("lead:edited", lead, exhibitor, actor=actor, at=at)
    db.session.flush()


def withdraw(lead: Lead, *, actor: Any, at: datetime) -> None:
    """A person takes their data back from an exhibitor: what it noted about them is erased.

    What stays is that the two met and when, for the exhibitor's count and so that a later scan
    does not undo the withdrawal.
    """
    lock(lead)
    if lead.withdrawn_at is not None:
        return
    lead.note, lead.tags, lead.products = "", [], []
    lead.rating, lead.next_step, lead.next_step_on = None, "", None
    lead.withdrawn_at = lead.changed_at = at
    db.session.flush()
    changed(
        sa.update(LeadScan)
        .where(LeadScan.lead_id == lead.id)
        .values(badge_code="")
        .execution_options(synchronize_session=False)
    )
    _record("lead:withdrawn", lead, lead.exhibitor, actor=actor, at=at)


def allow_again(lead: Lead, *, actor: Any, at: datetime) -> None:
    """The person lets the exhibitor keep them again; what was erased stays erased."""
    lock(lead)
    if lead.withdrawn_at is None:
        return
    lead.withdrawn_at, lead.changed_at = None, at
    _record("lead:allowed_again", lead, lead.exhibitor, actor=actor, at=at)


def fold_leads(kept: Exhibitor, gone: Exhibitor, log: Any) -> None:
    """Two entries of one firm kept the same person: one lead says what both said."""
    rows = sa.select(Lead).where(Lead.exhibitor_id.in_((kept.id, gone.id))).order_by(Lead.id)
    mine: dict[int, dict[int, Lead]] = {kept.id: {}, gone.id: {}}
    for lead in db.session.scalars(rows).all():
        mine[lead.exhibitor_id][lead.registration_id] = lead
    for registration_id, coming in mine[gone.id].items():
        here = mine[kept.id].get(registration_id)
        if here is not None:
            _fold(here, coming, log)
    seen = sa.select(LeadScan.nonce).where(LeadScan.exhibitor_id == kept.id)
    twice = sa.select(LeadScan).where(LeadScan.exhibitor_id == gone.id, LeadScan.nonce.in_(seen))
    for scan in db.session.scalars(twice).all():
        log.drop(scan)


def _fold(here: Lead, coming: Lead, log: Any) -> None:
    if here.withdrawn_at is None and coming.withdrawn_at is None:
        log.change(
            here,
            note=_joined(here.note, coming.note),
            tags=_more_tags(here.tags, coming.tags),
            rating=here.rating or coming.rating,
            next_step=here.next_step or coming.next_step,
            next_step_on=here.next_step_on or coming.next_step_on,
            scans=here.scans + coming.scans,
            first_scanned_at=min(here.first_scanned_at, coming.first_scanned_at),
            last_scanned_at=max(here.last_scanned_at, coming.last_scanned_at),
        )
        known = {product.id for product in here.products}
        here.products.extend(one for one in coming.products if one.id not in known)
    elif here.withdrawn_at is None:
        withdraw(here, actor=log.actor, at=log.at)
    for scan in db.session.scalars(sa.select(LeadScan).where(LeadScan.lead_id == coming.id)).all():
        log.change(scan, lead_id=here.id)
    log.drop(coming)


folding_exhibitors.append(fold_leads)
