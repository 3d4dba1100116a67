"""What would become of a row about a product, and a product as rows say it."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from accounts.companies.duplicates import Certainty, Reason, find_same
from accounts.companies.models import Company
from accounts.companies.names import name_key
from core.db import db
from core.i18n import N_
from core.text import fold
from events.catalogue.facts import CertificateFacts, OcopFacts, ProductFacts, months_of
from events.catalogue.models import OcopStatus, Product
from events.catalogue.queries import with_details
from events.exhibitors.models import Exhibitor
from events.imports.models import Import
from events.imports.planning import OWN_WORDS, Plan, has_people, reason, refused
from events.imports.states import Fate

COLUMNS = (
    "name_vi",
    "name_en",
    "description_vi",
    "description_en",
    "tags",
    "capacity_per_month",
    "capacity_unit",
    "harvest_months",
    "price_note",
    "ocop",
    "certificates",
)
NO_FIRM = N_("There is no firm “%(name)s” here yet. Import the firms first.")
SEVERAL = N_("Several firms are called “%(name)s”. Add the tax code.")
LIKELY_PRODUCT = N_("This firm has a product that is probably the same: %(name)s.")


def company_of(one: Import, values: dict[str, Any]) -> Company | dict[str, Any]:
    """The company a row speaks of, or why there is none."""
    name, code = values.get("company", ""), values.get("tax_code")
    found = find_same(name, code)
    sure = [same.company for same in found if same.certainty is Certainty.SURE]
    if sure:
        return sure[0]
    called = [same.company for same in found if Reason.NAME in same.reasons] or _abroad(name)
    exact = [company for company in called if fold(company.name) == fold(name)]
    candidates = exact or called
    if len(candidates) > 1 and one.event_id is not None:
        candidates = _showing_here(one.event_id, candidates) or candidates
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        return reason(SEVERAL, name=name)
    return reason(NO_FIRM, name=name or code)


def _abroad(name: str) -> list[Company]:
    """Firms of other countries by their name; a row of products does not say the country."""
    theirs = sa.select(Company).where(
        Company.name_key == name_key(name),
        Company.name_key != "",
        Company.country != "VN",
        Company.merged_into_id.is_(None),
    )
    return list(db.session.scalars(theirs.order_by(Company.id).limit(5)))


def _showing_here(event_id: int, companies: list[Company]) -> list[Company]:
    here = sa.select(Exhibitor.company_id).where(
        Exhibitor.event_id == event_id,
        Exhibitor.company_id.in_([company.id for company in companies]),
        Exhibitor.cancelled_at.is_(None),
    )
    ids = set(db.session.scalars(here))
    return [company for company in companies if company.id in ids]


def product_keys(company: Company, values: dict[str, Any]) -> list[tuple[str, ...]]:
    """What tells a product within a file."""
    name = values.get("name_vi") or values["name_en"]
    return [("product", str(company.id), name.casefold())]


def plan_product(
    one: Import, values: dict[str, Any], decision: str = "", company: Company | None = None
) -> Plan:
    """What becomes of a row about a product."""
    if company is None:
        found = company_of(one, values)
        if isinstance(found, dict):
            return refused(found)
        company = found
    theirs = _products_of(company.id)
    same = next((product for product in theirs if _is_named(product, values)), None)
    if same is None and decision != "new":
        alike = next((product for product in theirs if _is_alike(product, values)), None)
        if alike is not None and decision != "same":
            told = reason(LIKELY_PRODUCT, name=alike.name_vi or alike.name_en)
            return Plan(Fate.DUPLICATE, company, alike, reasons=[told])
        same = alike
    if same is None:
        said = {name: values[name] for name in COLUMNS if name in values}
        changes = [{"what": what, "was": "", "becomes": new} for what, new in said.items()]
        return Plan(Fate.NEW, company, None, changes)
    return _compare(company, same, values)


def _products_of(company_id: int) -> list[Product]:
    theirs = sa.select(Product).where(Product.company_id == company_id).order_by(Product.id)
    return list(db.session.scalars(with_details(theirs)).unique())


def _is_named(product: Product, values: dict[str, Any]) -> bool:
    """The same letters, case aside; the Vietnamese name decides where both have one."""
    if product.name_vi and values.get("name_vi"):
        vietnamese: str = values["name_vi"]
        return product.name_vi.casefold() == vietnamese.casefold()
    english: str = values.get("name_en", "").casefold()
    return english != "" and product.name_en.casefold() == english


def _is_alike(product: Product, values: dict[str, Any]) -> bool:
    """The same without tones, where one of the two has none: dứa and dừa are two fruits."""
    mine, theirs = values.get("name_vi", ""), product.name_vi
    if not mine or not theirs or fold(mine) != fold(theirs):
        return False
    toneless = (fold(name) == " ".join(name.lower().split()) for name in (mine, theirs))
    return any(toneless)


def said_of(product: Product) -> dict[str, Any]:
    """A product as a row says it."""
    said: dict[str, Any] = {
        name: getattr(product, name)
        for name in ("name_vi", "name_en", "description_vi", "description_en", "price_note")
    }
    said["tags"] = sorted(tag.code for tag in product.tags)
    said["capacity_per_month"] = product.capacity_per_month
    said["capacity_unit"] = product.capacity_unit
    said["harvest_months"] = months_of(product.harvest_months)
    said["ocop"] = _ocop_of(product)
    said["certificates"] = [
        {
            "kind": row.kind,
            "title": row.title,
            "number": row.number,
            "expires_on": row.expires_on.isoformat() if row.expires_on else "",
        }
        for row in product.certificates
    ]
    return said


def _ocop_of(product: Product) -> dict[str, Any]:
    row = product.ocop
    if row is None:
        return {}
    return {
        "stars": row.stars,
        "status": row.status.value,
        "decision_no": row.decision_no,
        "granted_by": row.granted_by,
        "decided_on": row.decided_on.isoformat() if row.decided_on else "",
    }


def merged(was: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """A product after a row: what the row leaves empty stays."""
    new = dict(was)
    for name in COLUMNS:
        if name in values:
            new[name] = values[name]
    if "ocop" in values:
        given = {key: value for key, value in values["ocop"].items() if value not in ("", None)}
        new["ocop"] = was["ocop"] | given
    if "certificates" in values:
        new["certificates"] = _joined(was["certificates"], values["certificates"])
    return new


def _joined(was: list[dict[str, str]], given: list[dict[str, str]]) -> list[dict[str, str]]:
    """Certificates are told by kind and number; the row adds some and dates others."""
    joined = {(row["kind"], row["number"], _title(row)): dict(row) for row in was}
    for row in given:
        key = (row["kind"], row["number"], _title(row))
        before = joined.get(key, {"expires_on": ""})
        kept = row["expires_on"] or before["expires_on"]
        joined[key] = before | {**row, "title": row["title"] or before.get("title", "")}
        joined[key]["expires_on"] = kept
    return list(joined.values())


def _title(row: dict[str, str]) -> str:
    return fold(row["title"]) if row["kind"] == "other" else ""


def _compare(company: Company, product: Product, values: dict[str, Any]) -> Plan:
    was = said_of(product)
    new = merged(was, values)
    changes = [
        {"what": name, "was": was[name], "becomes": new[name]}
        for name in COLUMNS
        if new[name] != was[name]
    ]
    own: list[dict[str, Any]] = []
    if changes and has_people(company.id):
        own = [
            c for c in changes if c["was"] not in ("", None, [], {}) and c["what"] != "certificates"
        ]
        changes = [change for change in changes if change not in own]
    reasons = [reason(OWN_WORDS, names=[change["what"] for change in own])] if own else []
    return Plan(Fate.CHANGED if changes else Fate.SAME, company, product, changes, reasons)


def facts_of(said: dict[str, Any]) -> ProductFacts:
    """What a row says, as the catalogue takes it."""
    ocop = said.get("ocop") or {}
    return ProductFacts(
        **{
            name: said.get(name) or ""
            for name in ("name_vi", "name_en", "description_vi", "description_en", "price_note")
        },
        tag_codes=tuple(said.get("tags") or ()),
        capacity_per_month=said.get("capacity_per_month"),
        capacity_unit=said.get("capacity_unit") or "kg",
        harvest_months=frozenset(said.get("harvest_months") or ()),
        ocop=OcopFacts(
            ocop["stars"],
            OcopStatus(ocop["status"]),
            ocop.get("decision_no", ""),
            _day(ocop.get("decided_on", "")),
            ocop.get("granted_by", ""),
        )
        if ocop
        else None,
        certificates=tuple(
            CertificateFacts(row["kind"], row["title"], row["number"], _day(row["expires_on"]))
            for row in said.get("certificates") or ()
        ),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
