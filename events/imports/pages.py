"""What pages say about imports, in the reader's language."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import Flask, g

from accounts.companies.models import LegalForm
from accounts.companies.tax import shown_tax_code
from accounts.companies.words import LANGUAGES_SPOKEN, LEGAL_FORMS
from core.errors import DomainError
from core.i18n import _, by_language
from events.catalogue.certificates import kind_names
from events.catalogue.models import OcopStatus
from events.catalogue.pages import day_text, province_name
from events.catalogue.tags import entries
from events.catalogue.words import OCOP_STATUSES, UNITS
from events.imports import words
from events.imports.columns import COMPANY, CONTACT, PRODUCT, SEEKS
from events.imports.models import Import
from events.imports.states import Fate, ImportState, RowState

_LABELS = {
    column.key: column.label for column in (*PRODUCT, *CONTACT, *SEEKS, *COMPANY)
} | words.MORE
SHORTENED = 80


def label_of(what: str) -> str:
    """The heading of a column by its key."""
    return str(_(_LABELS.get(what, what)))


def import_kind(one: Import) -> str:
    """Which list it is."""
    kinds = words.EVENT_KINDS if one.event_id is not None else words.KINDS
    return str(_(kinds[one.kind]))


def import_state(state: ImportState) -> tuple[str, str]:
    """A state in words, and the kind of its badge."""
    text, kind = words.STATES[state]
    return _(text), kind


def fate_word(fate: Fate) -> tuple[str, str]:
    """A fate in words, and the kind of its badge."""
    text, kind = words.FATES[fate]
    return _(text), kind


def row_state(state: RowState) -> tuple[str, str] | None:
    """How far a row is, once something was done."""
    if state not in words.ROW_STATES:
        return None
    text, kind = words.ROW_STATES[state]
    return _(text), kind


def reason_text(reason: dict[str, Any]) -> str:
    """A reason that a row keeps, in the reader's language; columns by their headings."""
    values = dict(reason.get("values") or {})
    if isinstance(values.get("names"), list):
        values["names"] = ", ".join(label_of(name) for name in values["names"])
    message = reason["message"]
    return str(_(message, **values))


def error_text(error: DomainError) -> str:
    """What an import refuses; of a group of columns one is enough."""
    values = dict(error.values)
    if isinstance(values.get("names"), list):
        groups = (" / ".join(_(label) for label in group) for group in values["names"])
        values["names"] = ", ".join(groups)
    return str(_(error.message, **values))


def value_text(what: str, value: Any) -> str:
    """A value as rows keep it, for the eye."""
    if value in ("", None, [], {}):
        return "–"
    if what in _SHOWN:
        return str(_SHOWN[what](value))
    text = str(value)
    return text if len(text) <= SHORTENED else f"{text[:SHORTENED]}…"


def _form(value: str) -> str:
    return str(_(LEGAL_FORMS[LegalForm(value)]))


def _languages(codes: Iterable[str]) -> str:
    return ", ".join(_(LANGUAGES_SPOKEN[code]) for code in codes if code in LANGUAGES_SPOKEN)


def _tags(codes: Iterable[str]) -> str:
    if "tag_names" not in g:  # a page shows many rows
        g.tag_names = {one.code: (one.name_vi, one.name_en) for one in entries()}
    named: dict[str, tuple[str, str]] = g.tag_names
    return "; ".join(by_language(*named.get(code, (code, code))) for code in codes)


def _ocop(value: dict[str, Any]) -> str:
    status = OcopStatus(value["status"])
    said = [_("%(count)d stars", count=value["stars"])]
    if status is not OcopStatus.RECOGNISED:
        said.append(_(OCOP_STATUSES[status]))
    if value.get("decision_no"):
        said.append(value["decision_no"])
    if value.get("decided_on"):
        said.append(day_text(date.fromisoformat(value["decided_on"])))
    return ", ".join(said)


def _certificates(rows: Iterable[dict[str, str]]) -> str:
    return "; ".join(map(_certificate, rows))


def _certificate(row: dict[str, str]) -> str:
    name = row["title"] if row["kind"] == "other" else by_language(*kind_names(row["kind"]))
    until = day_text(date.fromisoformat(row["expires_on"])) if row["expires_on"] else ""
    return " ".join(filter(None, (name, row["number"], until)))


_SHOWN: dict[str, Any] = {
    "tax_code": shown_tax_code,
    "legal_form": _form,
    "province_key": province_name,
    "languages": _languages,
    "tags": _tags,
    "ocop": _ocop,
    "certificates": _certificates,
    "shows": lambda _value: str(_("yes")),
    "capacity_unit": lambda unit: str(_(UNITS[unit])) if unit in UNITS else unit,
    "harvest_months": lambda months: ", ".join(map(str, months)),
}


def init_app(app: Flask) -> None:
    """Give the templates these pieces."""
    for piece in (
        label_of,
        import_kind,
        import_state,
        fate_word,
        row_state,
        reason_text,
        value_text,
    ):
        app.add_template_global(piece)
