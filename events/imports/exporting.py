"""Lists on the way out, with the headings and words that the import reads back."""

import functools
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from babel import Locale
from sqlalchemy.orm import selectinload

from accounts.companies.models import Company
from accounts.companies.provinces import current_province
from accounts.companies.tax import PERSONAL_DIGITS
from accounts.companies.words import LANGUAGES_SPOKEN, LEGAL_FORMS
from accounts.sign_in.identity import shown_phone
from core.db import db
from core.i18n import N_, _, by_language, fmt_date, fmt_datetime, language
from events.catalogue.certificates import kind_names
from events.catalogue.facts import months_of
from events.catalogue.models import Certificate, Product, Tag
from events.catalogue.queries import with_details
from events.catalogue.tags import entries, resolve
from events.catalogue.words import OCOP_STATUSES, UNITS
from events.exhibitors.models import Allotment, Application, Exhibitor
from events.exhibitors.words import application_state
from events.imports.columns import COMPANY, PRODUCT, SEEKS
from events.imports.meanings import certificate
from events.programme.models import Event
from events.registration.models import Registration
from events.registration.words import ROLES, STATES

Cells = list[str | int | None]
AT_ONCE = 200
NO_BREAK_SPACE = "\u00a0"
EVENT_LISTS = {
    "companies": N_("Exhibitors"),
    "products": N_("Products"),
    "applications": N_("Applications"),
    "registrations": N_("Registrations"),
}
ALL_LISTS = {"companies": N_("Companies"), "products": N_("Products")}


def headings(what: str, event: Event | None) -> list[str]:
    """The first row of a list, in the reader's language."""
    if what == "companies":
        booths = [_("Booths")] if event else []
        return [_(column.label) for column in (*COMPANY, *(SEEKS if event else ()))] + booths
    if what == "products":
        return [_(column.label) for column in PRODUCT]
    if what == "applications":
        return [
            _("Name of the company"),
            _("Tax code"),
            _("Province or city"),
            _("Category"),
            _("State"),
            _("Sent on"),
            _("Note"),
            _("Answer"),
        ]
    return [
        _("Full name"),
        _("Company or organisation"),
        _("Comes as"),
        _("State"),
        _("E-mail"),
        _("Phone number"),
        _("Registered at"),
    ]


def rows(what: str, event: Event | None) -> Iterator[Cells]:
    """The rows of a list, read in batches."""
    if what == "companies":
        return _exhibitors(event) if event else _companies()
    if what == "products":
        return _products(event)
    if event is None:
        return iter(())
    return _applications(event) if what == "applications" else _registrations(event)


def _batched(query: sa.Select[Any]) -> Iterator[Any]:
    """A long query in pieces, so that memory stays small whatever hangs on a row."""
    start = 0
    while found := db.session.scalars(query.limit(AT_ONCE).offset(start)).unique().all():
        yield from found
        start += AT_ONCE
        if len(found) < AT_ONCE:
            return


def _companies() -> Iterator[Cells]:
    living = sa.select(Company).where(Company.merged_into_id.is_(None)).order_by(Company.id)
    for company in _batched(living):
        yield _company(company)


def _company(company: Company) -> Cells:
    place = current_province(company.province_key)
    return [
        company.name,
        company.name_en,
        _(LEGAL_FORMS[company.legal_form]),
        _code(company.tax_code),
        _country(company.country),
        by_language(place.name_vi, place.name_en) if place else "",
        company.old_district,
        company.address,
        company.description_vi,
        company.description_en,
        company.website,
        ", ".join(_(LANGUAGES_SPOKEN[c]) for c in company.languages if c in LANGUAGES_SPOKEN),
    ]


def _code(code: str | None) -> str:
    """Codes of firms as they are; a person's twelve digits do not leave the house."""
    code = (code or "").partition(":")[2] or code or ""
    return "" if len(code) == PERSONAL_DIGITS and code.isdecimal() else code


def _country(code: str) -> str:
    return str(Locale(language()).territories.get(code, code))


def _showing(event: Event) -> sa.Select[Any]:
    return sa.select(Exhibitor).where(
        Exhibitor.event_id == event.id, Exhibitor.cancelled_at.is_(None)
    )


def _exhibitors(event: Event) -> Iterator[Cells]:
    query = (
        _showing(event)
        .order_by(Exhibitor.id)
        .options(
            selectinload(Exhibitor.company),
            selectinload(Exhibitor.allotments).selectinload(Allotment.booth),
        )
    )
    for row in _batched(query):
        booths = ", ".join(sorted(one.booth.label for one in row.allotments))
        yield [*_company(row.company), row.seeks_vi, row.seeks_en, booths]


def _products(event: Event | None) -> Iterator[Cells]:
    query = with_details(sa.select(Product).order_by(Product.company_id, Product.id))
    if event is not None:
        here = _showing(event).with_only_columns(Exhibitor.company_id)
        query = query.where(Product.company_id.in_(here))
    for product in _batched(query):
        yield _product(product)


def _product(product: Product) -> Cells:
    ocop = product.ocop
    return [
        product.company.name,
        _code(product.company.tax_code),
        product.name_vi,
        product.name_en,
        product.description_vi,
        product.description_en,
        "; ".join(_tag(tag) for tag in product.tags),
        product.capacity_per_month,
        _unit(product) if product.capacity_per_month is not None else "",
        ", ".join(map(str, months_of(product.harvest_months))),
        product.price_note,
        ocop.stars if ocop else None,
        _(OCOP_STATUSES[ocop.status]) if ocop else "",
        ocop.decision_no if ocop else "",
        f"{ocop.decided_on:%d/%m/%Y}" if ocop and ocop.decided_on else "",
        ocop.granted_by if ocop else "",
        "; ".join(_certificate(row) for row in product.certificates),
    ]


def _unit(product: Product) -> str:
    word = UNITS.get(product.capacity_unit)
    return _(word) if word else product.capacity_unit


def _tag(tag: Tag) -> str:
    """A kind by its name where the name leads back to it, else by its code."""
    name = by_language(tag.name_vi, tag.name_en)
    return name if _leads_to(name, len(entries())) == tag.code else tag.code


@functools.lru_cache(maxsize=4096)
def _leads_to(name: str, _known: int) -> str | None:
    if "," in name or ";" in name:
        return None
    found, unknown = resolve(entries(), name)
    return found[0].code if len(found) == 1 and not unknown else None


def _certificate(row: Certificate) -> str:
    """A certificate as the import reads it: name, number, last day."""
    name = row.title if row.kind == "other" and row.title else by_language(*kind_names(row.kind))
    name = name.replace(";", ",")
    parts = [name]
    if row.number:
        parts.append(f"{_('no.')} {row.number.replace(' ', '')}")
    if row.expires_on:
        parts.append(f"({_('until')} {row.expires_on:%d/%m/%Y})")
    text = " ".join(parts)
    read = certificate(text)
    return text if read is not None and read["kind"] == row.kind else f"{row.kind} {text}"


def _applications(event: Event) -> Iterator[Cells]:
    query = (
        sa.select(Application)
        .where(Application.event_id == event.id)
        .order_by(Application.id)
        .options(selectinload(Application.company), selectinload(Application.category))
    )
    for row in _batched(query):
        place, category = current_province(row.company.province_key), row.category
        yield [
            row.company.name,
            _code(row.company.tax_code),
            by_language(place.name_vi, place.name_en) if place else "",
            by_language(category.name_vi, category.name_en) if category else _("Without a booth"),
            application_state(row.state)[0],
            fmt_date(row.submitted_at),
            row.note,
            row.answer,
        ]


def _registrations(event: Event) -> Iterator[Cells]:
    query = sa.select(Registration).where(Registration.event_id == event.id)
    for row in _batched(query.order_by(Registration.id)):
        yield [
            row.full_name,
            row.organisation,
            _(ROLES[row.role]),
            _(STATES[row.state]),
            row.email or "",
            shown_phone(row.phone).replace(NO_BREAK_SPACE, " "),
            fmt_datetime(row.registered_at),
        ]


def every_list(event: Event | None) -> Iterable[str]:
    """The lists that can be taken out."""
    return EVENT_LISTS if event is not None else ALL_LISTS
