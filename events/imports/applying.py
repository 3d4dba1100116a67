"""Writes a row, and remembers what undoing needs to know. Flushes, never commits."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from accounts.companies.models import Company, LegalForm
from accounts.companies.services import create_unclaimed, edit_company
from core.activity import Activity
from core.db import db
from core.errors import DomainError
from events.catalogue.proposals import propose
from events.catalogue.services import change_product, create_product
from events.exhibitors.services.direct import add_exhibitor, showing_row
from events.imports.models import Import, ImportRow
from events.imports.planning import COMPANY_COLUMNS, SEEKS_COLUMNS, SHOWS, Plan, plan_company
from events.imports.products import facts_of, plan_product, said_of
from events.imports.states import Fate, ImportKind, RowState


def apply_row(one: Import, row: ImportRow, *, actor: Any, at: datetime) -> None:
    """Write one row as things are now; what cannot be written is refused in words, alone."""
    try:
        with db.session.begin_nested():
            plan = _plan(one, row)
            _remember(row, plan)
            if plan.fate is Fate.NEW or plan.fate is Fate.CHANGED:
                if one.kind is ImportKind.PRODUCTS:
                    _write_product(row, plan, actor=actor, at=at)
                else:
                    _write_company(one, row, plan, actor=actor, at=at)
            db.session.flush()
    except DomainError as error:
        db.session.refresh(row)
        row.fate = Fate.REFUSED
        row.reasons = [{"message": error.message, "values": _plain(error.values)}]
    row.state = RowState.DONE if row.fate in {Fate.NEW, Fate.CHANGED} else row.state
    if row.state is RowState.PLANNED:
        row.decision = ""  # it turned out otherwise, so it is not tried again


def _plan(one: Import, row: ImportRow) -> Plan:
    """The fate as things are now; the firm of a product was found before, if it still is one."""
    if one.kind is not ImportKind.PRODUCTS:
        return plan_company(one, row.values, row.decision)
    found = db.session.get(Company, row.company_id) if row.company_id else None
    firm = found if found is not None and found.merged_into_id is None else None
    return plan_product(one, row.values, row.decision, firm)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) for name, value in values.items()}


def _remember(row: ImportRow, plan: Plan) -> None:
    notes = [reason for reason in row.reasons if reason.get("note")]
    row.fate, row.changes, row.reasons = plan.fate, plan.changes, plan.reasons + notes
    row.company_id = plan.company.id if plan.company else None
    row.product_id = plan.product.id if plan.product else None


def mark_written(rows: Iterable[ImportRow]) -> None:
    """Remember with rows just written what the newest activity is: later ones touch them."""
    written = [row for row in rows if row.state is RowState.DONE]
    if not written:
        return
    db.session.flush()
    newest = int(db.session.scalar(sa.select(sa.func.max(Activity.id))) or 0)
    for row in written:
        row.did = row.did | {"mark": newest}


def _write_company(one: Import, row: ImportRow, plan: Plan, *, actor: Any, at: datetime) -> None:
    new = {name: plan.becoming[name] for name in COMPANY_COLUMNS if name in plan.becoming}
    if "legal_form" in new:
        new["legal_form"] = LegalForm(new["legal_form"])
    if plan.company is None:
        is_demo = one.event is not None and one.event.is_demo
        company = create_unclaimed(by=actor, at=at, is_demo=is_demo, **new)
        row.did = {"made": True}
    else:
        company = plan.company
        row.did = {"made": False}
        if new:
            edit_company(company, by=actor, at=at, **new)
    row.company_id = company.id
    if one.event is not None and one.kind is ImportKind.COMPANIES:
        _write_showing(one, row, company, plan, actor=actor, at=at)


def _write_showing(
    one: Import, row: ImportRow, company: Company, plan: Plan, *, actor: Any, at: datetime
) -> None:
    if one.event is None:
        return
    exhibitor = showing_row(one.event.id, company.id)
    if exhibitor is None or exhibitor.cancelled_at is not None:
        shows = "again" if exhibitor is not None else "new"
        exhibitor = add_exhibitor(one.event, company, actor=actor, at=at)
        row.did = row.did | {SHOWS: shows}
    for name in SEEKS_COLUMNS:
        if name in plan.becoming:
            setattr(exhibitor, name, plan.becoming[name])
    db.session.flush()


def _write_product(row: ImportRow, plan: Plan, *, actor: Any, at: datetime) -> None:
    if plan.company is None:
        return
    if plan.product is None:
        product = create_product(plan.company, facts_of(plan.becoming), actor=actor, at=at)
        row.did = {"made": True}
    else:
        product = plan.product
        row.did = {"made": False}
        new = said_of(product) | plan.becoming
        change_product(product, facts_of(new), actor=actor, at=at)
    if words := row.values.get("words"):
        propose(product, words, actor=actor, at=at)
    db.session.flush()
    row.product_id = product.id
