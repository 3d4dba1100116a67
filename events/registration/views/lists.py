"""The list of registrations as a CSV file for a spreadsheet."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from flask import Response, request, stream_with_context
from flask_login import login_required

from accounts.sign_in.identity import shown_phone
from core.db import db
from core.i18n import _, fmt_datetime
from events.registration.codes import in_groups
from events.registration.models import Registration
from events.registration.queries import registrations_matching
from events.registration.views.blueprint import bp
from events.registration.views.manage import managed_event
from events.registration.words import ROLES, STATES

BYTE_ORDER_MARK = "\ufeff"  # tells Excel that the file is UTF-8
NO_BREAK_SPACE = "\u00a0"
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(text: str) -> str:
    """A text that a spreadsheet shows and never runs."""
    starts = text.startswith(FORMULA_SIGNS) or text.lstrip().startswith(FORMULA_SIGNS)
    return f"'{text}" if starts else text


def _row(registration: Registration) -> list[str]:
    return [
        registration.full_name,
        registration.organisation,
        _(ROLES[registration.role]),
        _(STATES[registration.state]),
        registration.email or "",
        shown_phone(registration.phone).replace(NO_BREAK_SPACE, " "),
        in_groups(registration.short_code),
        fmt_datetime(registration.registered_at),
    ]


@bp.get("/manage/events/<slug>/registrations.csv")
@login_required
def export(slug: str) -> Response:
    """What the list shows now, all pages of it."""
    event = managed_event(slug)
    wanted = registrations_matching(
        event.id, **{name: request.args.get(key, "") for name, key in _FILTERS.items()}
    )
    headings = [
        _("Full name"),
        _("Company or organisation"),
        _("Comes as"),
        _("State"),
        _("E-mail"),
        _("Phone number"),
        _("Typed code"),
        _("Registered at"),
    ]

    def lines() -> Iterator[str]:
        yield BYTE_ORDER_MARK + _line(headings)
        rows: Any = db.session.scalars(wanted.execution_options(yield_per=500))
        for registration in rows:
            yield _line(_row(registration))

    response = Response(stream_with_context(lines()), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{event.slug}-dang-ky.csv"'
    return response


_FILTERS = {"text": "q", "role": "role", "state": "state"}


def _line(cells: list[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerow([safe_cell(cell) for cell in cells])
    return stream.getvalue()
