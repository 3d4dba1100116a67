"""What pages ask about companies and their people."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accounts.companies.models import Company, Member, MemberRole
from accounts.companies.names import name_key
from accounts.sign_in.models import CodePurpose, OneUseCode, User
from core.db import db
from core.references import references_to
from core.search import closeness, has_words


def role_in(actor: Any, company_id: int) -> MemberRole | None:
    """The actor's role in a company, if any."""
    if not actor.is_authenticated:
        return None
    if actor.acting_for_id is not None:  # a helper is the firm's staff, and nobody else meanwhile
        return MemberRole.STAFF if actor.acting_for_id == company_id else None
    return db.session.scalar(
        sa.select(Member.role).where(Member.company_id == company_id, Member.user_id == actor.id)
    )


def company_ids_of(actor: Any) -> sa.Select[tuple[int]]:
    """The ids of the companies a person acts for at this moment, as a query to go on with."""
    if actor.acting_for_id is not None:
        return sa.select(Company.id).where(Company.id == actor.acting_for_id)
    return sa.select(Member.company_id).where(Member.user_id == actor.id)


def companies_of(actor: Any) -> list[Company]:
    """The companies a person acts for, by name."""
    if not actor.is_authenticated:
        return []
    mine = sa.select(Company).where(Company.id.in_(company_ids_of(actor))).order_by(Company.name)
    return list(db.session.scalars(mine))


def people_of(company_id: int) -> list[User]:
    """The people who act for a company, admins first."""
    theirs = (
        sa.select(User)
        .join(Member, Member.user_id == User.id)
        .where(Member.company_id == company_id)
        .order_by(Member.role, Member.id)
    )
    return list(db.session.scalars(theirs))


def members_of(company_id: int) -> list[Member]:
    """The memberships of a company with their people, admins first."""
    theirs = (
        sa.select(Member)
        .where(Member.company_id == company_id)
        .options(joinedload(Member.user))
        .order_by(Member.role, Member.id)
    )
    return list(db.session.scalars(theirs))


def open_invitations(company_id: int, *, at: datetime) -> list[OneUseCode]:
    """Invitations that can still be accepted, newest first."""
    waiting = sa.select(OneUseCode).where(
        OneUseCode.purpose == CodePurpose.INVITE,
        OneUseCode.company_id == company_id,
        OneUseCode.used_at.is_(None),
        OneUseCode.expires_at > at,
    )
    return list(db.session.scalars(waiting.order_by(OneUseCode.id.desc())))


def alike(name: str, *, but: int | None = None) -> list[Company]:
    """Companies whose name differs in legal words, case and tones alone; at most five."""
    same = sa.select(Company).where(
        Company.name_key == name_key(name),
        Company.name_key != "",
        Company.merged_into_id.is_(None),
    )
    if but is not None:
        same = same.where(Company.id != but)
    return list(db.session.scalars(same.order_by(Company.id).limit(5)))


def alike_unseen(name: str, seen: str) -> list[Company]:
    """Companies of almost the same name, where one of them is not among those seen.

    ``seen`` are the ids that somebody was shown and said to be others, as their form sends them.
    """
    found = alike(name)
    told = set(seen.split(","))
    return found if any(str(one.id) not in told for one in found) else []


NOT_COUNTED = {"companies", "company_merges", "distinct_companies", "one_use_codes"}


def things_of(company_ids: Iterable[int]) -> dict[int, Counter[str]]:
    """How much hangs on each company, by table: one question for all."""
    ids = list(company_ids)
    target: sa.Table = Company.__table__  # type: ignore[assignment]
    counts = [
        sa.select(sa.literal(column.table.name), column, sa.func.count())
        .where(column.in_(ids))
        .group_by(column)
        for column in references_to(target)
        if column.table.name not in NOT_COUNTED
    ]
    found: dict[int, Counter[str]] = {company_id: Counter() for company_id in ids}
    for table, company_id, number in db.session.execute(sa.union_all(*counts)):
        found[company_id][table] += number
    return found


def called(query: str) -> sa.Select[tuple[Company]]:
    """Companies of their own that answer a query by name or tax code, best first."""
    code = query.replace(" ", "")
    hits = sa.or_(has_words(Company.search_text, query), Company.tax_code == code)
    rank = closeness(Company.search_text, query, (Company.name, Company.name_en))
    there = sa.select(Company).where(Company.merged_into_id.is_(None), hits)
    return there.order_by(rank, Company.name, Company.id)
