"""Claim codes for the firms of a list: who gets the slip takes the firm over."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from accounts.companies.models import Company, Member, MemberRole
from accounts.companies.services import invite_by_phone
from core.activity import record
from core.db import db
from events.imports.errors import NoPhones
from events.imports.models import Import, ImportRow
from events.imports.states import Fate

LIFETIME = timedelta(days=60)  # slips are handed out at meetings of the association


@dataclass(frozen=True)
class Slip:
    """What stands on a slip; the digits exist nowhere else."""

    company: str
    contact: str
    phone: str
    digits: str
    expires_at: datetime


def make_claim_codes(one: Import, *, by: Any, at: datetime) -> list[Slip]:
    """A code for each firm that nobody acts for and whose phone the list has; older codes die.

    Who uses it becomes the firm's admin. Flushed, not committed.

    Raises
    ------
    NoPhones
    """
    claimed = sa.select(Member.company_id)
    firms = db.session.execute(
        sa.select(ImportRow, Company)
        .join(Company, Company.id == ImportRow.company_id)
        .where(
            ImportRow.import_id == one.id,
            ImportRow.fate.in_([Fate.NEW, Fate.CHANGED, Fate.SAME]),
            Company.id.not_in(claimed),
        )
        .order_by(ImportRow.number)
    ).all()
    slips: dict[int, Slip] = {}
    for row, company in firms:
        phone = row.values.get("contact_phone")
        if phone and company.id not in slips:
            slips[company.id] = _slip(row, company, phone, by=by, at=at)
    if not slips:
        raise NoPhones
    record("import:slips_made", one, actor=by, at=at, slips=len(slips))
    return list(slips.values())


def _slip(row: ImportRow, company: Company, phone: str, *, by: Any, at: datetime) -> Slip:
    code, digits = invite_by_phone(
        company, phone, role=MemberRole.ADMIN, by=by, at=at, lifetime=LIFETIME
    )
    contact = row.values.get("contact_name", "")
    return Slip(company.name, contact, phone, digits, code.expires_at)
