"""What would become of a row: asked for the dry run, and again when it is written."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from accounts.companies.duplicates import Certainty, Reason, Same, find_same
from accounts.companies.models import Company, LegalForm, Member
from accounts.companies.names import name_key
from accounts.companies.provinces import current_province
from core.db import db
from core.i18n import N_
from core.text import fold
from events.catalogue.models import Product
from events.exhibitors.models import Exhibitor
from events.imports.models import Import
from events.imports.states import Fate, ImportKind

COMPANY_COLUMNS = (
    "name",
    "name_en",
    "legal_form",
    "tax_code",
    "country",
    "province_key",
    "old_district",
    "address",
    "description_vi",
    "description_en",
    "website",
    "languages",
)
SEEKS_COLUMNS = ("seeks_vi", "seeks_en")
SHOWS = "shows"

REPEATED = N_("Row %(row)d says the same; only that row is used.")
LIKELY = N_("There is a firm that is probably the same: %(name)s (%(place)s).")
OWN_WORDS = N_("Its own people wrote this, so it stays as it is: %(names)s.")
OTHER_CODE = N_("This firm is here with another tax code: %(code)s.")


@dataclass
class Plan:
    """What a row leads to, and what it is about."""

    fate: Fate
    company: Company | None = None
    product: Product | None = None
    changes: list[dict[str, Any]] = field(default_factory=list)
    reasons: list[dict[str, Any]] = field(default_factory=list)

    @property
    def becoming(self) -> dict[str, Any]:
        """The new values by name."""
        return {change["what"]: change["becomes"] for change in self.changes}


def reason(message: str, **values: Any) -> dict[str, Any]:
    """A reason as rows keep it."""
    return {"message": message, "values": values}


def refused(*reasons: dict[str, Any]) -> Plan:
    """The plan for a row that cannot be taken."""
    return Plan(Fate.REFUSED, reasons=list(reasons))


class Repeats:
    """Remembers what rows of this file were about, so that one thing is written once."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, ...], int] = {}

    def first(self, keys: Iterable[tuple[str, ...]], number: int) -> int | None:
        """The row that said the same before, if any; else this one is remembered."""
        keys = list(keys)
        before = next((self._rows[key] for key in keys if key in self._rows), None)
        for key in keys:
            self._rows.setdefault(key, before or number)
        return before


def company_keys(values: dict[str, Any]) -> list[tuple[str, ...]]:
    """What tells a company within a file: its tax code, else its name and province."""
    code = values.get("tax_code")
    if code:
        return [("code", code)]
    place = values.get("province_key") or values.get("country", "")
    return [("name", fold(values.get("name", "")), place)]


def plan_company(one: Import, values: dict[str, Any], decision: str = "") -> Plan:
    """What becomes of a row about a company."""
    same = find_same(
        values["name"],
        values.get("tax_code"),
        values.get("province_key"),
        country=values.get("country", "VN"),
        website=values.get("website", ""),
    )
    sure = next((found for found in same if is_surely(found, values)), None)
    if sure is None and same and decision != "new":
        if decision != "same":
            return _ask(same)
        sure = same[0]
    if sure is None:
        return _new_company(one, values)
    return compare_company(one, sure.company, values)


def is_surely(found: Same, values: dict[str, Any]) -> bool:
    """One tax code is one firm; so is the same full name in one place where a code is missing."""
    if found.certainty is Certainty.SURE:
        return True
    company = found.company
    one_code = not (company.tax_code and values.get("tax_code"))
    same_place = Reason.PROVINCE in found.reasons or company.country != "VN"
    return one_code and same_place and fold(company.name) == fold(values["name"])


def _ask(same: list[Same]) -> Plan:
    best = same[0].company
    told = [reason(LIKELY, name=found.company.name, place=_place(found.company)) for found in same]
    return Plan(Fate.DUPLICATE, company=best, reasons=told[:3])


def _place(company: Company) -> str:
    place = current_province(company.province_key)
    return place.name_vi if place else company.country


def _new_company(one: Import, values: dict[str, Any]) -> Plan:
    names = COMPANY_COLUMNS + (SEEKS_COLUMNS if _shows(one) else ())
    changes = [_change(name, "", values[name]) for name in names if name in values]
    return Plan(Fate.NEW, changes=changes)


def _change(what: str, was: Any, becomes: Any) -> dict[str, Any]:
    return {"what": what, "was": was, "becomes": becomes}


def _shows(one: Import) -> bool:
    return one.event_id is not None and one.kind is ImportKind.COMPANIES


def compare_company(one: Import, company: Company, values: dict[str, Any]) -> Plan:
    """What a row says anew about a company that is here."""
    code = values.get("tax_code")
    if code and company.tax_code and code != company.tax_code and not _merged_code(company, code):
        return refused(reason(OTHER_CODE, code=_masked(company.tax_code)))
    changes = [
        _change(name, was, values[name])
        for name in COMPANY_COLUMNS
        if name in values and not _says_the_same(name, was := value_of(company, name), values)
    ]
    own = [c for c in changes if c["was"] not in ("", None, []) and has_people(company.id)]
    changes = [change for change in changes if change not in own]
    reasons = [reason(OWN_WORDS, names=[change["what"] for change in own])] if own else []
    if _shows(one):
        changes += _showing(one.event_id, company.id, values)
    return Plan(Fate.CHANGED if changes else Fate.SAME, company, None, changes, reasons)


def _merged_code(company: Company, code: str) -> bool:
    """Whether a code that went out of use in a merge leads to this company."""
    found = find_same("", code)
    return any(same.company.id == company.id for same in found)


def _masked(code: str) -> str:
    return f"…{code[-3:]}"


def value_of(company: Company, name: str) -> Any:
    """A column as rows keep it."""
    value = getattr(company, name)
    return value.value if isinstance(value, LegalForm) else value


def _says_the_same(name: str, was: Any, values: dict[str, Any]) -> bool:
    """Another spelling of a name is no news, nor are a former province and a former code."""
    becomes = values[name]
    if was == becomes:
        return True
    if name == "name":
        return name_key(was) == name_key(becomes)
    if name == "province_key":
        today = current_province(was)
        return today is not None and today.key == becomes
    if name == "languages":
        return set(was or ()) == set(becomes)
    return name == "tax_code" and bool(was)


def has_people(company_id: int) -> bool:
    """Whether somebody acts for a company."""
    there = sa.select(Member.id).where(Member.company_id == company_id)
    return db.session.scalar(there.limit(1)) is not None


def _showing(event_id: int | None, company_id: int, values: dict[str, Any]) -> list[dict[str, Any]]:
    """What a row says about a company's showing at the event."""
    row = db.session.execute(
        sa.select(Exhibitor.seeks_vi, Exhibitor.seeks_en).where(
            Exhibitor.event_id == event_id,
            Exhibitor.company_id == company_id,
            Exhibitor.cancelled_at.is_(None),
        )
    ).first()
    was = row._asdict() if row else {}
    changes = [
        _change(name, was.get(name, ""), values[name])
        for name in SEEKS_COLUMNS
        if name in values and values[name] != was.get(name, "")
    ]
    return changes if row else [_change(SHOWS, "", "yes"), *changes]
