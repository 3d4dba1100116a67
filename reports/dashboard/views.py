"""What an organiser sees first: my events, and one event's day."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template
from flask_login import current_user, login_required

from core import clock, nav
from core.i18n import N_, _, fmt_number, fmt_plain_date, ngettext
from core.nav import link
from core.permissions import authorize
from events.checkin.live import Step, shown_day
from events.programme.deadlines import changed_since
from events.programme.models import Event, EventKind, EventState
from events.programme.pages import event_or_404
from events.programme.queries import deadlines_of, filings_of, works_somewhere
from events.programme.rules import can_create_event, can_manage_event, can_work_on_event
from events.programme.states import MOVES, OVER
from events.programme.times import local_day, to_local
from events.programme.words import MOVES as MOVE_WORDS
from matchmaking.meetings.states import MeetingState
from reports.dashboard import queries, results
from reports.dashboard.plan import plans_of
from reports.dashboard.queries import Numbers, Waiting

bp = Blueprint("dashboard", __name__)
__all__ = ["bp", "results"]  # the results are proposed once this is loaded

nav.add("manage", N_("Today"), "dashboard.event", order=10)
nav.add(
    "account",
    N_("My events"),
    "dashboard.mine",
    order=15,
    icon="calendar-check",
    when=nav.signed_in,
)
nav.add(
    "phone",
    N_("Run events"),
    "dashboard.mine",
    order=20,
    icon="clipboard-check",
    when=works_somewhere,
    covers=("dashboard.event",),
)
WITH_BOOTHS = {EventKind.FAIR, EventKind.JOB_FAIR}
AGREED = (MeetingState.ACCEPTED, MeetingState.PLACED, MeetingState.HELD, MeetingState.MISSED)


@bp.get("/manage")
@login_required
def mine() -> str:
    """The events I work on."""
    at = clock.now()
    events = queries.my_events(current_user)
    return render_template(
        "reports/dashboard/mine.html",
        ahead=[row for row in events if not queries.is_finished(row.event, at)],
        behind=[row for row in reversed(events) if queries.is_finished(row.event, at)],
        may_create=can_create_event(current_user),
    )


@bp.get("/manage/events/<slug>")
@login_required
def event(slug: str) -> str:
    """One event's screen."""
    event, at = event_or_404(slug), clock.now()
    authorize(can_work_on_event, event)
    since = shown_day(event, at)
    numbers = queries.numbers_of(event, since)
    waiting = queries.waiting_of(event)
    hours, gates = queries.door_of(event, since=since, at=at)
    return render_template(
        "reports/dashboard/event.html",
        event=event,
        at=at,
        since=since,
        is_today=local_day(since, event.zone) == local_day(at, event.zone),
        is_on=event.starts_at <= at < event.ends_at,
        decisions=[
            *_by_clock(event, at),
            *_due_soon(event, at),
            *_decisions(event, waiting, numbers),
        ],
        kpis=_kpis(event, numbers, queries.meetings_by_state(event)),
        entries=_entries(event, hours),
        gates=[gate for gate in gates if gate.name],
        plans=plans_of(event),
    )


def _entries(event: Event, hours: Sequence[Step]) -> list[dict[str, Any]]:
    """Entries per hour: the hours of the event, and any other in which somebody came."""
    first, last = (to_local(at, event.zone).hour for at in (event.starts_at, event.ends_at))
    if first > last:  # through the night
        first, last = 0, 23
    busy = [number for number, hour in enumerate(hours) if hour.entries]
    return [
        {"label": f"{number:02d}:00", "value": hours[number].entries}
        for number in range(min([first, *busy]), max([last, *busy]) + 1)
    ]


def _decisions(event: Event, waiting: Waiting, numbers: Numbers) -> list[dict[str, Any]]:
    """What needs a decision today, with the page where it is made."""
    slug = event.slug
    found: list[tuple[int, str, str | None, str]] = [
        (
            waiting.applications,
            ngettext(
                "%(num)d firm asks to exhibit",
                "%(num)d firms ask to exhibit",
                waiting.applications,
            ),
            link("exhibitors.applications", slug=slug),
            "shop",
        ),
        (
            waiting.buyers,
            ngettext("%(num)d buyer asks to come", "%(num)d buyers ask to come", waiting.buyers),
            link("needs.buyers", slug=slug),
            "people",
        ),
        (
            waiting.registrations,
            ngettext(
                "%(num)d registration waits for approval",
                "%(num)d registrations wait for approval",
                waiting.registrations,
            ),
            link("registration.index", slug=slug, state="pending"),
            "ticket-perforated",
        ),
    ]
    decisions = [
        {"text": text, "url": url, "icon": icon, "number": number}
        for number, text, url, icon in found
        if number
    ]
    return decisions + _preparations(event, numbers)


def _by_clock(event: Event, at: datetime) -> list[dict[str, Any]]:
    """Moves that time asks for and people make: opening, starting, closing with results."""
    if not can_manage_event(current_user, event):
        return []
    state_page = link("programme.state", slug=event.slug)
    is_past = event.ends_at <= at
    to_start = event.state in {EventState.DRAFT, EventState.ANNOUNCED} and event.starts_at <= at
    wanted: list[tuple[bool, str, str | None]] = [
        (to_start and not is_past, _("The event should have begun: look at its state"), state_page),
        (
            is_past and event.state in {EventState.DRAFT, EventState.ANNOUNCED, EventState.OPEN},
            _("The days of the event are over and it never started: move or cancel it"),
            state_page,
        ),
        (
            is_past and event.state is EventState.RUNNING,
            _("The event is over: tell its results and close it"),
            link("programme.results", slug=event.slug),
        ),
    ]
    return [
        {"text": text, "url": url, "icon": "clock", "number": None}
        for is_due, text, url in wanted
        if is_due and url
    ]


def _due_soon(event: Event, at: datetime) -> list[dict[str, Any]]:
    """Deadlines of the next days that nobody ticked off, and changes to be filed."""
    if event.state in {EventState.ARCHIVED, EventState.CANCELLED}:
        return []
    filings, today = filings_of(event), local_day(at, event.zone)
    texts = [
        _due_text(_(due.label), fmt_plain_date(due.due_on), is_late=due.is_late)
        for due in deadlines_of(event, filings, today)
        if due.is_soon and (event.state not in OVER or due.name == "report")
    ]
    if filings and event.starts_at > at and changed_since(event, filings[0].snapshot):
        texts.append(_("The event changed since it was filed: file the change"))
    url = link("programme.deadlines", slug=event.slug)
    return [{"text": text, "url": url, "icon": "clock", "number": None} for text in texts]


def _due_text(what: str, day: str, *, is_late: bool) -> str:
    if is_late:
        return str(_("%(what)s: was due on %(day)s, overdue", what=what, day=day))
    return str(_("%(what)s: due on %(day)s", what=what, day=day))


def _preparations(event: Event, numbers: Numbers) -> list[dict[str, Any]]:
    """What is missing before the event can run."""
    if event.state not in {EventState.DRAFT, EventState.ANNOUNCED, EventState.OPEN}:
        return []
    slug = event.slug
    missing: list[tuple[bool, str, str | None, str]] = [
        (
            not numbers.booths and event.kind in WITH_BOOTHS,
            _("Draw the hall plan: there is no booth yet"),
            link("exhibitors.hall", slug=slug),
            "map",
        ),
        (
            not numbers.slots,
            _("Make the meeting slots: nobody can book a meeting yet"),
            link("programme.slots", slug=slug),
            "clock",
        ),
        (
            bool(numbers.slots) and not numbers.tables,
            _("Set up meeting tables: there is none yet"),
            link("timetable.tables", slug=slug),
            "grid",
        ),
    ]
    steps = [
        {"text": text, "url": url, "icon": icon, "number": None}
        for is_missing, text, url, icon in missing
        if is_missing and url
    ]
    if event.state is not EventState.OPEN and can_manage_event(current_user, event):
        title = _(MOVE_WORDS[MOVES[event.state][0]][0])
        url = link("programme.state", slug=slug)
        steps.append({"text": title, "url": url, "icon": "bell", "number": None})
    return steps


def _kpis(
    event: Event, numbers: Numbers, meetings: dict[MeetingState, int]
) -> list[dict[str, Any]]:
    """The row of numbers; each leads to its rows."""
    slug = event.slug
    agreed = sum(meetings.get(state, 0) for state in AGREED)
    asked = meetings.get(MeetingState.REQUESTED, 0)
    return [
        {
            "label": _("Inside now"),
            "value": fmt_number(numbers.inside),
            "note": _("%(number)s came in today", number=fmt_number(numbers.entered)),
            "kind": "ok" if numbers.inside else "",
            "href": link("checkin.live", slug=slug),
        },
        {
            "label": _("Registered"),
            "value": fmt_number(numbers.registered),
            "note": ngettext("%(num)d buyer", "%(num)d buyers", numbers.buyers),
            "href": link("registration.index", slug=slug),
        },
        {
            "label": _("Booths given"),
            "value": f"{fmt_number(numbers.allotted)} / {fmt_number(numbers.booths)}",
            "note": ngettext("%(num)d exhibitor", "%(num)d exhibitors", numbers.exhibitors),
            "href": link("exhibitors.hall", slug=slug),
        },
        {
            "label": _("Meetings agreed"),
            "value": fmt_number(agreed),
            "note": _(
                "%(held)s held · %(asked)s wait for an answer",
                held=fmt_number(meetings.get(MeetingState.HELD, 0)),
                asked=fmt_number(asked),
            ),
            "href": link("timetable.grid", slug=slug),
        },
    ]
