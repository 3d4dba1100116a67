"""Partners share a booth: they are named, say yes themselves, and hang on its allotment."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from accounts.companies.models import Company
from accounts.companies.queries import alike
from core.activity import record
from core.db import constraints, db, lock
from events.exhibitors.asking import MOST_PARTNERS
from events.exhibitors.errors import PartnerTwice, WrongState
from events.exhibitors.models import (
    Allotment,
    AllotmentShare,
    Application,
    CoExhibitor,
    Exhibitor,
)
from events.exhibitors.services.hooks import (
    begin_showing,
    exhibitor_of,
    stop_showing,
    tell_approval,
)
from events.exhibitors.services.mails import mail_people
from events.exhibitors.states import LIVE


def name_partners(
    application: Application, names: Iterable[str], *, actor: Any, at: datetime
) -> None:
    """Name who would share the booth, by tax code or name; known companies are asked by mail.

    Raises
    ------
    PartnerTwice
    """
    for text in list(names)[:MOST_PARTNERS]:
        company = _company_of(text)
        if company is not None and company.id == application.company_id:
            raise PartnerTwice
        with constraints({"uq_co_exhibitors_application_id_company_id": PartnerTwice}):
            partner = CoExhibitor(
                event_id=application.event_id,
                application_id=application.id,
                company_id=company.id if company else None,
                name=company.name if company else text[:200],
            )
            db.session.add(partner)
        record("partner:named", partner, actor=actor, at=at)
        if company is not None:
            values = {"company_id": company.id, "main": application.company.name}
            mail_people(company.id, "partner_asked", application.event, at=at, **values)


def _company_of(text: str) -> Company | None:
    """The company of this tax code, or the only one of this name; of several, none."""
    code = text.replace(" ", "")
    company = db.session.scalar(sa.select(Company).where(Company.tax_code == code))
    if company is not None:
        return company
    named = alike(text)
    return named[0] if len(named) == 1 else None


def answer_partner(partner: CoExhibitor, *, is_yes: bool, actor: Any, at: datetime) -> None:
    """The partner itself says whether it shares the booth. Raises WrongState."""
    lock(partner)
    application = partner.application
    if partner.company_id is None or application.state not in LIVE:
        raise WrongState
    partner.confirmed_at, partner.declined_at = (at, None) if is_yes else (None, at)
    record("partner:confirmed" if is_yes else "partner:declined", partner, actor=actor, at=at)
    for allotment in _allotments(application):
        if is_yes:
            share_booth(allotment, actor=actor, at=at)
        else:
            _leave(allotment, partner.company_id, actor=actor, at=at)


def share_booth(allotment: Allotment, *, actor: Any, at: datetime) -> None:
    """Hang the main holder's confirmed partners on its allotment; each becomes an exhibitor."""
    main = db.session.get_one(Exhibitor, allotment.exhibitor_id)
    rows = db.session.scalars(
        sa.select(CoExhibitor).where(
            CoExhibitor.application_id == main.application_id,
            CoExhibitor.confirmed_at.is_not(None),
        )
    )
    for partner in rows.all():
        exhibitor = begin_showing(
            allotment.event_id, int(partner.company_id or 0), application_id=None, at=at
        )
        known = sa.select(AllotmentShare.id).where(
            AllotmentShare.allotment_id == allotment.id,
            AllotmentShare.exhibitor_id == exhibitor.id,
        )
        if db.session.scalar(known) is not None:
            continue
        share = AllotmentShare(
            event_id=allotment.event_id, allotment_id=allotment.id, exhibitor_id=exhibitor.id
        )
        db.session.add(share)
        record("booth:shared", exhibitor, actor=actor, at=at, booth_id=allotment.booth_id)
        tell_approval(exhibitor, actor=actor, at=at)
    db.session.expire(allotment, ["shares"])


def end_shares(partners: Iterable[Exhibitor], *, actor: Any, at: datetime) -> None:
    """Partners whose booth is gone no longer show, unless they have a place of their own."""
    for exhibitor in partners:
        elsewhere = sa.select(AllotmentShare.id).where(AllotmentShare.exhibitor_id == exhibitor.id)
        own = exhibitor.application_id is not None or exhibitor.allotments
        if not own and db.session.scalar(elsewhere.limit(1)) is None:
            stop_showing(exhibitor, actor=actor, at=at)


def _allotments(application: Application) -> list[Allotment]:
    rows = db.session.scalars(
        sa.select(Allotment)
        .join(Exhibitor, Exhibitor.id == Allotment.exhibitor_id)
        .where(Exhibitor.application_id == application.id)
    )
    return list(rows)


def _leave(allotment: Allotment, company_id: int, *, actor: Any, at: datetime) -> None:
    exhibitor = exhibitor_of(allotment.event_id, company_id)
    gone = [share for share in allotment.shares if exhibitor and share.exhibitor_id == exhibitor.id]
    for share in gone:
        db.session.delete(share)
    db.session.flush()
    db.session.expire(allotment, ["shares"])
    if gone and exhibitor is not None:
        end_shares([exhibitor], actor=actor, at=at)
