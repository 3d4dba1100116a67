"""Takes a row back, unless somebody has touched since what it wrote. Flushes, never commits."""

import functools
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from accounts.companies.models import Company, LegalForm
from accounts.companies.services import edit_company
from core.activity import Activity, record
from core.db import db
from core.i18n import N_
from core.references import references_to
from events.catalogue.models import Product
from events.catalogue.services import change_product, delete_product
from events.exhibitors.models import Exhibitor
from events.exhibitors.services.direct import end_exhibitor, showing_row
from events.imports.models import Import, ImportRow
from events.imports.planning import COMPANY_COLUMNS, SEEKS_COLUMNS, SHOWS, reason, value_of
from events.imports.products import facts_of, said_of
from events.imports.states import ImportKind, RowState

TOUCHED = N_("It was changed or used since, so it stays.")
FIELDS_TOUCHED = N_("These were changed since and stay: %(names)s.")
GONE = N_("It is no longer there.")
OWN = frozenset({"import_rows", "product_tags", "ocop_records", "certificates", "tag_proposals"})


@functools.cache
def _pointers(table: sa.Table) -> tuple[sa.Column[Any], ...]:
    """The columns that point at a table, but for what belongs to the thing itself."""
    return tuple(column for column in references_to(table) if column.table.name not in OWN)


def undo_row(one: Import, row: ImportRow, *, actor: Any, at: datetime) -> None:
    """Take back what a row wrote; what it has to leave, it says."""
    undo = _undo_product if one.kind is ImportKind.PRODUCTS else _undo_company
    left = undo(one, row, actor=actor, at=at)
    row.state = RowState.KEPT if left else RowState.UNDONE
    row.reasons = left
    db.session.flush()


def _is_touched(thing: Any, mark: int, *, but: Any = None) -> bool:
    """Whether anything was done to it after the row, or anything (but one) hangs on it."""
    kind = thing.__tablename__
    about = sa.and_(Activity.subject_kind == kind, Activity.subject_id == thing.id)
    if isinstance(thing, Company):
        about = sa.or_(about, Activity.company_id == thing.id)
    later = sa.select(Activity.id).where(Activity.id > mark, about).limit(1)
    return db.session.scalar(later) is not None or _is_used(thing, but)


def _is_used(thing: Any, but: Any) -> bool:
    for column in _pointers(thing.__table__):
        used = sa.select(sa.literal(1)).select_from(column.table).where(column == thing.id)
        if but is not None and column.table.name == but.__tablename__:
            used = used.where(column.table.c.id != but.id)
        if db.session.scalar(used.limit(1)) is not None:
            return True
    return False


def _undo_company(one: Import, row: ImportRow, *, actor: Any, at: datetime) -> list[dict[str, Any]]:
    company = db.session.get(Company, row.company_id) if row.company_id else None
    if company is None:
        return [reason(GONE)]
    mark = int(row.did.get("mark", 0))
    exhibitor = showing_row(one.event_id, company.id) if one.event_id else None
    own = row.did.get(SHOWS) == "new" and exhibitor is not None
    if own and exhibitor is not None and _is_touched(exhibitor, mark):
        return [reason(TOUCHED)]
    if not row.did.get("made"):
        return _take_back_fields(row, company, exhibitor, actor=actor, at=at)
    if _is_touched(company, mark, but=exhibitor if own else None):
        return [reason(TOUCHED)]
    if own and exhibitor is not None:
        _delete(exhibitor, "exhibitor:deleted", actor=actor, at=at)
    _delete(company, "company:deleted", actor=actor, at=at)
    return []


def _delete(thing: Any, verb: str, *, actor: Any, at: datetime) -> None:
    record(verb, thing, actor=actor, at=at)
    db.session.delete(thing)
    db.session.flush()


def _take_back_fields(
    row: ImportRow, company: Company, exhibitor: Exhibitor | None, *, actor: Any, at: datetime
) -> list[dict[str, Any]]:
    """Values return to what they were, where they still are what the row made of them."""
    kept: list[str] = []
    back: dict[str, Any] = {}
    for change in row.changes:
        name = change["what"]
        if name in COMPANY_COLUMNS:
            is_mine = value_of(company, name) == change["becomes"]
            (back.__setitem__(name, change["was"]) if is_mine else kept.append(name))
    if back:
        if "legal_form" in back:
            back["legal_form"] = LegalForm(back["legal_form"])
        edit_company(company, by=actor, at=at, **back)
    kept += _take_back_showing(row, exhibitor, actor=actor, at=at)
    return [reason(FIELDS_TOUCHED, names=kept)] if kept else []


def _take_back_showing(
    row: ImportRow, exhibitor: Exhibitor | None, *, actor: Any, at: datetime
) -> list[str]:
    shows = row.did.get(SHOWS)
    if exhibitor is None:
        return [SHOWS] if shows else []
    if shows == "new":
        _delete(exhibitor, "exhibitor:deleted", actor=actor, at=at)
        return []
    kept = []
    for change in row.changes:
        name = change["what"]
        if name in SEEKS_COLUMNS and getattr(exhibitor, name) == change["becomes"]:
            setattr(exhibitor, name, change["was"])
        elif name in SEEKS_COLUMNS:
            kept.append(name)
    if shows == "again":
        end_exhibitor(exhibitor, actor=actor, at=at)
    return kept


def _undo_product(
    _one: Import, row: ImportRow, *, actor: Any, at: datetime
) -> list[dict[str, Any]]:
    product = db.session.get(Product, row.product_id) if row.product_id else None
    if product is None:
        return [reason(GONE)]
    if row.did.get("made"):
        if product.photo_key or _is_touched(product, int(row.did.get("mark", 0))):
            return [reason(TOUCHED)]
        delete_product(product, actor=actor, at=at)
        return []
    now = said_of(product)
    mine = [change for change in row.changes if now[change["what"]] == change["becomes"]]
    if mine:
        back = now | {change["what"]: change["was"] for change in mine}
        change_product(product, facts_of(back), actor=actor, at=at)
    kept = [change["what"] for change in row.changes if change not in mine]
    return [reason(FIELDS_TOUCHED, names=kept)] if kept else []
