"""The plan of a year as a page to print, and as a file for a spreadsheet."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask_login import current_user, login_required

from core import clock, nav
from core.i18n import DEFAULT_ZONE, N_, _, fmt_date, language
from core.permissions import authorize
from core.sheets import csv_lines, write_xlsx
from events.programme import pages, words
from events.programme.times import local_day
from reports.year import queries
from reports.year.queries import PlanRow
from reports.year.rules import can_see_plan
from reports.year.states import Standing

bp = Blueprint("year", __name__)
nav.add(
    "account", N_("Yearly plan"), "year.plan", order=16, icon="calendar-event", when=can_see_plan
)
STANDINGS: dict[Standing, tuple[str, str, str]] = {
    Standing.PLANNED: (N_("Planned"), "info", "calendar-event"),
    Standing.RUNNING: (N_("Taking place now"), "warn", "clock"),
    Standing.HELD: (N_("Held"), "ok", "check-lg"),
    Standing.OVERDUE: (N_("Overdue"), "danger", "exclamation-lg"),
    Standing.CANCELLED: (N_("Cancelled"), "", "x-lg"),
}
FIRST, LAST = 2000, 2100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _year() -> int:
    """The year of the address; this one, by the clock of the provinces, without."""
    text = request.args.get("year", "")
    if not text:
        return local_day(clock.now(), DEFAULT_ZONE).year
    if not (text.isascii() and text.isdecimal() and FIRST <= int(text) <= LAST):
        abort(404)
    return int(text)


@bp.get("/manage/plan")
@login_required
def plan() -> str:
    """The events of a year by month, with their numbers."""
    authorize(can_see_plan)
    year, at = _year(), clock.now()
    rows = queries.plan_of(year, current_user, at)
    wanted = request.args.get("standing", "")
    shown = [row for row in rows if wanted in {"", row.standing.value}]
    return render_template(
        "reports/year/plan.html",
        year=year,
        years=queries.years_with_events(local_day(at, DEFAULT_ZONE).year),
        months=queries.by_month(shown),
        totals=queries.totals_of(rows),
        standing=wanted,
        standings={key: (_(word), kind, icon) for key, (word, kind, icon) in STANDINGS.items()},
        exhibitors_word=pages.exhibitors_word,
    )


def _headings() -> list[str]:
    return [
        _("Month"),
        _("Event"),
        _("Kind of event"),
        _("First day"),
        _("Last day"),
        _("Place"),
        _("State"),
        _("Exhibitors"),
        _("Booths used"),
        _("Booths expected"),
        _("Visitors"),
        _("Visitors expected"),
        _("Value (VND)"),
    ]


def _cells(row: PlanRow) -> list[Any]:
    event = row.event
    return [
        local_day(event.starts_at, event.zone).strftime("%m/%Y"),
        pages.event_name(event),
        _(words.KINDS[event.kind]),
        fmt_date(event.starts_at, event.zone),
        fmt_date(event.ends_at, event.zone),
        pages.event_where(event),
        _(STANDINGS[row.standing][0]),
        row.shown_exhibitors,
        row.shown_booths,
        event.expected_booths or None,
        row.visitors,
        event.expected_visitors or None,
        row.value,
    ]


def _rows(year: int) -> Iterator[list[Any]]:
    return (_cells(row) for row in queries.plan_of(year, current_user, clock.now()))


def _file(body: Any, year: int, kind: str, mimetype: str) -> Response:
    name = f"ke-hoach-{year}" if language() == "vi" else f"plan-{year}"
    response = Response(body, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/manage/plan.csv")
@login_required
def plan_csv() -> Response:
    """The plan as a CSV file."""
    authorize(can_see_plan)
    year = _year()
    return _file("".join(csv_lines(_headings(), _rows(year))), year, "csv", "text/csv")


@bp.get("/manage/plan.xlsx")
@login_required
def plan_xlsx() -> Response:
    """The plan as an XLSX file."""
    authorize(can_see_plan)
    year, stream = _year(), BytesIO()
    write_xlsx(stream, _headings(), _rows(year), title=_("Plan %(year)s", year=str(year)))
    return _file(stream.getvalue(), year, "xlsx", XLSX)
