"""What templates say about products, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel import Locale
from babel.dates import format_date, get_month_names
from flask import Flask, url_for

from accounts.companies.models import Company
from accounts.companies.provinces import province, provinces
from core.i18n import _, by_language, fmt_number, language
from events.catalogue.certificates import kind_names
from events.catalogue.facts import months_of
from events.catalogue.models import Certificate, OcopRecord, Product, ProductPhoto, Tag
from events.catalogue.ocop import standing
from events.catalogue.sectors import Sector, sector_of
from events.catalogue.words import OCOP_LEVELS, STANDINGS, UNITS

HOME = "VN"


def product_name(product: Product) -> str:
    """Its name in the reader's language, or the other one."""
    return by_language(product.name_vi, product.name_en)


def company_name(company: Company) -> str:
    """Its name in the reader's language, or the other one."""
    return by_language(company.name, company.name_en)


def tag_name(tag: Tag) -> str:
    """A tag's name in the reader's language."""
    return by_language(tag.name_vi, tag.name_en)


def photo_url(key: str, size: str = "small") -> str:
    """The address of a photo."""
    return url_for("catalogue.photo", key=key, size=size)


def photo_alt(photo: ProductPhoto, product: Product) -> str:
    """What a photo shows, or else whose photo it is."""
    return by_language(photo.alt_vi, photo.alt_en) or product_name(product)


@dataclass(frozen=True)
class Month:
    """A month in a strip of twelve."""

    number: int
    name: str
    short: str
    is_on: bool
    is_now: bool


def season(bits: int, now: int = 0) -> list[Month]:
    """The twelve months, those of harvest or supply marked; none stated means all year."""
    names = get_month_names("wide", locale=language())
    short = get_month_names("narrow", locale=language())
    months = months_of(bits) or range(1, 13)
    return [
        Month(n, names[n], str(n) if language() == "vi" else short[n], n in months, n == now)
        for n in range(1, 13)
    ]


def months_text(bits: int) -> str:
    """Harvest months as ranges; nothing for all year or unknown."""
    months = months_of(bits)
    if not months or len(months) == 12:  # noqa: PLR2004 -- a year
        return ""
    names = get_month_names("abbreviated", locale=language())
    runs: list[list[int]] = []
    for month in months:
        if runs and month == runs[-1][-1] + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    if len(runs) > 1 and runs[0][0] == 1 and runs[-1][-1] == 12:  # noqa: PLR2004 -- over New Year
        runs[0] = runs.pop() + runs[0]
    if language() == "vi":
        told = [f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
        return "tháng " + ", ".join(told)
    told = [f"{names[r[0]]}–{names[r[-1]]}" if len(r) > 1 else names[r[0]] for r in runs]
    return ", ".join(told)


def capacity_text(product: Product) -> str:
    """What can be delivered in a month."""
    if product.capacity_per_month is None:
        return ""
    unit = UNITS.get(product.capacity_unit)
    return str(
        _(
            "%(amount)s %(unit)s a month",
            amount=fmt_number(product.capacity_per_month),
            unit=_(unit) if unit else product.capacity_unit,
        )
    )


def day_text(day: date) -> str:
    """A calendar day."""
    pattern = "dd/MM/yyyy" if language() == "vi" else "d MMM yyyy"
    return str(format_date(day, pattern, language()))


def iso_day(text: str) -> date:
    """A day as mails keep it."""
    return date.fromisoformat(text)


def ocop_level(record: OcopRecord) -> str:
    """Who granted the stars: level and name, as far as stated."""
    level = _(OCOP_LEVELS[record.granted_level]) if record.granted_level else ""
    return ", ".join(filter(None, (level, record.granted_by)))


def days_left(day: date, expires_on: date | None) -> int | None:
    """Days until a paper ends; None for one without a date."""
    return (expires_on - day).days if expires_on else None


def ocop_standing(record: OcopRecord, day: date) -> tuple[str, str]:
    """What a record is worth on a day: words, and the kind of its badge."""
    text, kind = STANDINGS[standing(record, day)]
    return _(text), kind


def certificate_name(certificate: Certificate) -> str:
    """Its exact name where stated, else its kind's."""
    if certificate.kind == "other" and certificate.title:
        return certificate.title
    return by_language(*kind_names(certificate.kind))


def is_expired(certificate: Certificate, day: date) -> bool:
    """Whether its stated validity is over."""
    return certificate.expires_on is not None and certificate.expires_on < day


def province_name(key: str | None) -> str:
    """The province of today; of a former one the name it had is told as well."""
    here = province(key)
    if here is None:
        return ""
    today = provinces()[here.current_key]
    name = by_language(today.name_vi, today.name_en)
    if here.is_current or here.name_vi == today.name_vi:
        return name
    former = by_language(here.name_vi, here.name_en)
    return str(_("%(province)s (formerly %(former)s)", province=name, former=former))


def place_line(company: Company) -> str:
    """Where a company is: the district as people still say it, the province; abroad the country."""
    abroad = country_name(company.country) if company.country != HOME else ""
    names = (company.old_district, province_name(company.province_key), abroad)
    return ", ".join(filter(None, names))


def country_name(code: str) -> str:
    """A country in the reader's language, by its code of ISO 3166."""
    return str(Locale(language()).territories.get(code, code))


def former_names(key: str | None) -> Sequence[str]:
    """Former provinces that went into the province of this key."""
    here = province(key)
    return provinces()[here.current_key].former_parts if here else ()


def sector_name(sector: Sector) -> str:
    """A sector's name in the reader's language."""
    return str(_(sector.label))


def init_app(app: Flask) -> None:
    """Templates of all slices may speak of products."""
    functions: tuple[Any, ...] = (
        capacity_text,
        certificate_name,
        company_name,
        day_text,
        days_left,
        former_names,
        is_expired,
        iso_day,
        ocop_level,
        months_text,
        ocop_standing,
        photo_alt,
        photo_url,
        season,
        place_line,
        product_name,
        sector_name,
        sector_of,
        tag_name,
    )
    for function in functions:
        app.add_template_global(function)
    app.add_template_filter(tag_name)
