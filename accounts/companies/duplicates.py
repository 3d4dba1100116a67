"""Which companies may be one firm: one tax code is one firm, the same name may be one.

What the two say is judged by a pure function; the rest finds the pairs worth judging.
"""

import enum
import itertools
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from accounts.companies.models import Company, CompanyMerge, DistinctCompanies
from accounts.companies.names import name_key
from accounts.companies.provinces import current_province
from core.db import db

MOST_IN_A_GROUP = 8  # so many of one name are a common name, not one firm
CODE_DIGITS, BRANCH_DIGITS = 10, 13


class Certainty(enum.StrEnum):
    """How sure it is that two are one."""

    SURE = "sure"
    LIKELY = "likely"


class Reason(enum.StrEnum):
    """Why two may be one."""

    TAX_CODE = "tax_code"
    EARLIER_CODE = "earlier_code"  # of a company that was merged into it
    BRANCH = "branch"  # one tax code is a branch of the other
    WEBSITE = "website"
    NAME = "name"  # but for legal words, tones and case
    PROVINCE = "province"


@dataclass(frozen=True)
class Facts:
    """What is compared of a company."""

    name_key: str
    tax_code: str = ""  # bare: digits, or as registered abroad
    province_key: str = ""  # of today
    country: str = "VN"
    website: str = ""

    @property
    def compact(self) -> str:
        """The name without its gaps: Tà Xùa and Taxua."""
        return self.name_key.replace(" ", "")


@dataclass(frozen=True)
class Same:
    """A company that may be the one looked for, and why."""

    company: Company
    certainty: Certainty
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Pair:
    """Two companies that may be one."""

    first: Company
    second: Company
    certainty: Certainty
    reasons: tuple[Reason, ...]


def bare_code(text: str | None, *, country: str = "VN") -> str:
    """A tax code for comparing: ``0101234567-001`` and ``010 123 4567 001`` are one."""
    text = (text or "").strip()
    if text[2:3] == ":":
        country, text = text[:2], text[3:]
    plain = re.sub(r"[\W_]", "", text).upper()
    return plain if country == "VN" or not plain else f"{country}:{plain}"


def _site(address: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", address.strip().lower()).rstrip("/")


def facts_of(
    name: str,
    *,
    tax_code: str | None = None,
    province_key: str | None = None,
    country: str = "VN",
    website: str = "",
) -> Facts:
    """What is compared, of what a person or a file says."""
    place = current_province(province_key)
    return Facts(
        name_key(name),
        bare_code(tax_code, country=country),
        place.key if place else "",
        country,
        _site(website),
    )


def company_facts(company: Company) -> Facts:
    """What is compared, of a company that is there."""
    return facts_of(
        company.name,
        tax_code=company.tax_code,
        province_key=company.province_key,
        country=company.country,
        website=company.website,
    )


def _firm_code(code: str) -> str:
    """The ten digits of the firm, of its own code or a branch's; a person's number has none."""
    return code[:CODE_DIGITS] if code.isdecimal() and len(code) in _FIRM_LENGTHS else ""


_FIRM_LENGTHS = {CODE_DIGITS, BRANCH_DIGITS}


def judge(one: Facts, other: Facts) -> tuple[Certainty, tuple[Reason, ...]] | None:
    """Whether two may be one firm, and why.

    One tax code is one firm, whatever the names. Two firms' codes are two firms, unless one is
    a branch of the other. Else the same name makes it likely, but not in two provinces.
    """
    if one.country != other.country:
        return None
    if one.tax_code and one.tax_code == other.tax_code:
        return Certainty.SURE, (Reason.TAX_CODE,)
    codes = {_firm_code(one.tax_code), _firm_code(other.tax_code)}
    places = {one.province_key, other.province_key}
    if len(codes - {""}) > 1:
        return None
    shared = {
        Reason.BRANCH: codes != {""} and len(codes) == 1,
        Reason.WEBSITE: one.website != "" and one.website == other.website,
        Reason.NAME: one.compact == other.compact,
    }
    reasons = tuple(reason for reason, holds in shared.items() if holds)
    if not reasons or (reasons == (Reason.NAME,) and len(places - {""}) > 1):
        return None
    same_place = len(places) == 1 and places != {""}
    return Certainty.LIKELY, (*reasons, Reason.PROVINCE) if same_place else reasons


def find_same(
    name: str,
    tax_code: str | None = None,
    province_key: str | None = None,
    *,
    country: str = "VN",
    website: str = "",
    but: Collection[int] = (),
) -> list[Same]:
    """Companies that may be the one of this name and tax code: sure ones first.

    A company that was merged is found by what it was called and leads to the kept one.
    """
    wanted = facts_of(
        name, tax_code=tax_code, province_key=province_key, country=country, website=website
    )
    found: dict[int, Same] = {}
    for company, earlier_code in _candidates(wanted):
        facts = company_facts(company)
        if earlier_code:
            facts = Facts(facts.name_key, earlier_code, facts.province_key, facts.country)
        verdict = judge(wanted, facts)
        kept = kept_of(company)
        if verdict is None or kept.id in but:
            continue
        certainty, reasons = verdict
        if kept is not company and certainty is Certainty.SURE:
            reasons = (Reason.EARLIER_CODE,)
        same = Same(kept, certainty, reasons)
        if kept.id not in found or _rank(same) < _rank(found[kept.id]):
            found[kept.id] = same
    return sorted(found.values(), key=lambda same: (*_rank(same), same.company.id))


def _rank(one: Same | Pair) -> tuple[bool, int]:
    """The surest first, then those with the most reasons."""
    return one.certainty is not Certainty.SURE, -len(one.reasons)


def _candidates(wanted: Facts) -> Iterator[tuple[Company, str]]:
    """Companies worth judging; of merged ones with the code they had."""
    earlier = sa.func.coalesce(CompanyMerge.tax_code, "")
    either: list[sa.ColumnElement[bool]] = []
    if wanted.name_key:
        either.append(Company.name_key == wanted.name_key)
    if wanted.tax_code:
        forms = {wanted.tax_code, f"{wanted.tax_code[:10]}-{wanted.tax_code[10:]}"}
        either += [Company.tax_code.in_(forms), CompanyMerge.tax_code.in_(forms)]
    if firm := _firm_code(wanted.tax_code):
        either.append(Company.tax_code.startswith(firm))
    if ":" in wanted.tax_code:
        either.append(Company.country == wanted.country)
    if not either:
        return
    rows = (
        sa.select(Company, earlier)
        .outerjoin(CompanyMerge, CompanyMerge.gone_id == Company.id)
        .where(sa.or_(*either))
        .order_by(Company.id)
        .limit(200)
    )
    for company, code in db.session.execute(rows):
        yield company, bare_code(code)


def kept_of(company: Company) -> Company:
    """The company itself, or the one it was merged into."""
    if company.merged_into_id is None:
        return company
    return db.session.get_one(Company, company.merged_into_id)


def likely_duplicates() -> list[Pair]:
    """Pairs of companies that may be one firm and were not said to be two; the surest first.

    One question for what is compared of all, one for the companies shown.
    """
    columns = ("id", "name", "tax_code", "province_key", "country", "website")
    rows = db.session.execute(
        sa.select(*(getattr(Company, name) for name in columns)).where(
            Company.merged_into_id.is_(None)
        )
    ).all()
    facts = {
        row.id: facts_of(
            row.name,
            tax_code=row.tax_code,
            province_key=row.province_key,
            country=row.country,
            website=row.website,
        )
        for row in rows
    }
    two = {tuple(row) for row in db.session.execute(_said_to_be_two())}
    pairs = {
        pair: verdict
        for pair in _worth_judging(facts)
        if pair not in two and (verdict := judge(facts[pair[0]], facts[pair[1]]))
    }
    wanted = set(itertools.chain.from_iterable(pairs))
    found = db.session.scalars(sa.select(Company).where(Company.id.in_(wanted)))
    companies = {company.id: company for company in found}
    told = [
        Pair(companies[first], companies[second], *verdict)
        for (first, second), verdict in pairs.items()
    ]
    return sorted(told, key=lambda pair: (*_rank(pair), pair.first.name, pair.first.id))


def _said_to_be_two() -> sa.Select[Any]:
    return sa.select(DistinctCompanies.first_id, DistinctCompanies.second_id)


def _worth_judging(facts: dict[int, Facts]) -> set[tuple[int, int]]:
    """Pairs that share a name, a firm's code or a web page."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for company_id, one in facts.items():
        shared: Iterable[tuple[str, str]] = (
            ("name", f"{one.compact} {one.province_key}"),
            ("name", one.compact),
            ("code", _firm_code(one.tax_code)),
            ("site", one.website),
        )
        for key in shared:
            if key[1].strip():
                groups[key].append(company_id)
    return {
        pair
        for ids in groups.values()
        if len(ids) <= MOST_IN_A_GROUP
        for pair in itertools.combinations(sorted(ids), 2)
    }
