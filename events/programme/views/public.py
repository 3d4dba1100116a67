"""What everybody sees: home, calendar, an event, its programme, calendar files."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, current_app, render_template, request, url_for
from flask_login import current_user

from accounts.companies.provinces import province as province_of
from core import clock
from core.db import db
from core.i18n import _, by_language, fmt_time, language
from core.nav import link
from core.web import page_number, paginate
from events.catalogue.pages import province_name
from events.programme import pages, words
from events.programme.calendar_file import calendar_of
from events.programme.facts import facts_of
from events.programme.models import Event, EventKind, EventState, Session
from events.programme.pages import event_or_404
from events.programme.queries import (
    calendar_query,
    events_now,
    feed_query,
    kinds_and_provinces,
    registration_id_of,
    seats_of,
    sessions_of,
    waits_of,
)
from events.programme.rules import can_work_on_event
from events.programme.sectors import Sector, sectors_at, sectors_of
from events.programme.states import LIVE, OVER
from events.programme.times import local_day
from events.programme.views.blueprint import bp
from events.programme.views.ways import ways_into

SHORT_AGENDA = 5


@bp.get("/")
def home() -> str:
    """The fair that runs or comes next, what else is on, and what one can do here."""
    at = clock.now()
    now = events_now(at)
    coming = [
        event
        for event in db.session.scalars(calendar_query(at).limit(10))
        if event.state is not EventState.CANCELLED
    ]
    featured = now[0] if now else next(iter(coming), None)
    return render_template(
        "events/programme/home.html",
        featured=featured,
        featured_ways=ways_into(featured, None) if featured else [],
        now=now,
        coming=[event for event in coming if event not in now and event is not featured][:6],
        sectors=[_sector(sector) for sector in sectors_of()[:12]],
    )


def _sector(sector: Sector, event: Event | None = None) -> dict[str, Any]:
    if event is None:
        url = link("exhibitors.search", tag=sector.code)
    else:
        url = link("exhibitors.products", slug=event.slug, tag=sector.code)
    return {
        "label": by_language(sector.name_vi, sector.name_en),
        "url": url,
        "products": sector.products,
    }


def _choice(values: Sequence[Any], kind: Any) -> Any:
    """A filter from the address; nonsense counts as no filter."""
    try:
        value = kind(request.args.get("kind" if kind is EventKind else "province", ""))
    except ValueError:
        return None
    return value if value in values else None


@bp.get("/events")
def calendar() -> str:
    """The calendar by month: what comes, or what was."""
    at = clock.now()
    past = request.args.get("when") == "past"
    kinds, province_keys = kinds_and_provinces()
    kind, province = _choice(kinds, EventKind), _choice(province_keys, str)
    query = calendar_query(at, past=past, kind=kind, province_key=province)
    page = paginate(query, number=page_number(), size=24)
    months = groupby(page.items, key=_month)
    return render_template(
        "events/programme/calendar.html",
        page=page,
        months=[(month, list(events)) for month, events in months],
        now={event.id for event in page.items if _is_on(event, at)},
        past=past,
        kind=kind,
        province=province,
        kinds=[(kind.value, _(words.KINDS[kind])) for kind in kinds],
        provinces=_names_of(province_keys),
    )


def _names_of(keys: Sequence[str]) -> list[tuple[str, str]]:
    return [(key, province_name(key)) for key in keys if province_of(key)]


def _month(event: Event) -> date:
    return local_day(event.starts_at, event.zone).replace(day=1)


def _is_on(event: Event, at: datetime) -> bool:
    return event.state in LIVE and event.starts_at <= at < event.ends_at


@bp.get("/events/<slug>")
def event(slug: str) -> str:
    """An event: what it is, its numbers, its programme, and what to do next."""
    event, at = event_or_404(slug), clock.now()
    registration_id = registration_id_of(current_user, event)
    sessions = sessions_of(event)
    ahead = [session for session in sessions if session.ends_at > at] or sessions
    days = _by_day(event, ahead[:SHORT_AGENDA], at)
    return render_template(
        "events/programme/event.html",
        event=event,
        days=days,
        sessions=len(sessions),
        facts=facts_of(event),
        sectors=[_sector(sector, event) for sector in sectors_at(event)[:12]],
        ways=ways_into(event, registration_id),
        is_on=_is_on(event, at),
        is_over=event.state in OVER or event.ends_at <= at,
        hours=_hours(event),
        may_manage=can_work_on_event(current_user, event),
        data=_structured(event),
    )


@bp.get("/events/<slug>/programme")
def agenda(slug: str) -> str:
    """The whole programme by day, with seats."""
    event, at = event_or_404(slug), clock.now()
    registration_id = registration_id_of(current_user, event)
    return render_template(
        "events/programme/agenda.html",
        event=event,
        days=_by_day(event, sessions_of(event), at),
        seats=seats_of(registration_id),
        waits=waits_of(registration_id),
        registration_id=registration_id,
        can_reserve=event.state in LIVE,
        at=at,
        may_manage=can_work_on_event(current_user, event),
    )


def _by_day(
    event: Event, sessions: Sequence[Session], at: datetime
) -> list[tuple[date, list[dict[str, Any]]]]:
    """Sessions by the days of the event's calendar, ready for the agenda macro."""
    days = groupby(sessions, key=lambda session: local_day(session.starts_at, event.zone))
    return [(day, [_item(session, at) for session in group]) for day, group in days]


def _item(session: Session, at: datetime) -> dict[str, Any]:
    return {
        "session": session,
        "time": fmt_time(session.starts_at),
        "until": fmt_time(session.ends_at),
        "title": by_language(session.title_vi, session.title_en),
        "place": " · ".join(filter(None, (session.room, _speakers(session)))),
        "is_on": session.starts_at <= at < session.ends_at,
        "is_past": session.ends_at <= at,
    }


def _speakers(session: Session) -> str:
    """Those who agreed to be named, each with post and organisation."""
    named = [speaker for speaker in session.speakers if speaker.is_public]
    about = [", ".join(filter(None, (s.job_title, s.organisation))) for s in named]
    return "; ".join(
        f"{speaker.full_name} ({text})" if text else speaker.full_name
        for speaker, text in zip(named, about, strict=True)
    )


def _hours(event: Event) -> str:
    """From when until when by the clock, the same on each day."""
    return f"{fmt_time(event.starts_at)}–{fmt_time(event.ends_at)}"


def _structured(event: Event) -> dict[str, Any]:
    """The event for search engines (schema.org), in the reader's language and its own hours."""
    status = {EventState.CANCELLED: "EventCancelled"}.get(event.state, "EventScheduled")
    zone = ZoneInfo(event.zone)
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "BusinessEvent",
        "name": pages.event_name(event),
        "description": pages.event_summary(event),
        "inLanguage": language(),
        "startDate": event.starts_at.astimezone(zone).isoformat(),
        "endDate": event.ends_at.astimezone(zone).isoformat(),
        "isAccessibleForFree": True,
        "eventStatus": f"https://schema.org/{status}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "url": _absolute(url_for("programme.event", slug=event.slug)),
        "location": {
            "@type": "Place",
            "name": event.place,
            "address": {
                "@type": "PostalAddress",
                "streetAddress": event.address,
                "addressRegion": province_name(event.province_key),
                "addressCountry": "VN",
            },
        },
        "organizer": {"@type": "Organization", "name": event.organiser_name},
    }
    register = link("registration.register", slug=event.slug)
    if event.state in LIVE and register is not None:
        told["offers"] = {
            "@type": "Offer",
            "price": 0,
            "priceCurrency": "VND",
            "availability": "https://schema.org/InStock",
            "url": _absolute(register),
        }
    return told


def _absolute(path: str) -> str:
    return str(current_app.config["BASE_URL"]).rstrip("/") + path


def _calendar_answer(body: bytes, name: str) -> Response:
    response = Response(body, mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response


@bp.get("/events.ics")
def calendar_file() -> Response:
    """All public events, to subscribe to: those over stay, those called off say so."""
    at = clock.now()
    events = [(event, _page_of(event)) for event in db.session.scalars(feed_query())]
    return _calendar_answer(calendar_of(events, [], words=by_language, at=at), "cho-phien")


@bp.get("/events/<slug>/calendar.ics")
def event_file(slug: str) -> Response:
    """One event with its programme."""
    event, at = event_or_404(slug), clock.now()
    body = calendar_of([(event, _page_of(event))], sessions_of(event), words=by_language, at=at)
    return _calendar_answer(body, event.slug)


def _page_of(event: Event) -> str:
    return _absolute(url_for("programme.event", slug=event.slug))
