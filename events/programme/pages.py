"""What pages of an event share: finding it, and pieces for templates."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from babel.dates import format_date
from flask import Flask, abort, g
from flask_login import current_user

from core.db import db
from core.i18n import WORDINGS, _, by_language, language, ngettext, use_wording
from events.catalogue.pages import province_name
from events.programme import words
from events.programme.kinds import nouns_of, words_of
from events.programme.models import Event, EventKind, EventState
from events.programme.rules import can_see_event
from events.programme.times import local_day


def event_or_404(slug: str) -> Event:
    """The event of an address, if the reader may see it; the page speaks of it."""
    event = db.session.scalar(sa.select(Event).where(Event.slug == slug))
    if event is None or not can_see_event(current_user, event):
        abort(404)
    speak_of(event)
    return event


def speak_of(event: Event) -> None:
    """Let its zone become the page's zone, and the words of its kind the page's words."""
    g.zone, g.event_kind = event.zone, event.kind
    use_wording(event.kind.value)


def event_name(event: Event) -> str:
    """Its name in the reader's language."""
    return by_language(event.name_vi, event.name_en)


def event_summary(event: Event) -> str:
    """What it is about, in the reader's language."""
    return by_language(event.summary_vi, event.summary_en)


def event_kind(event: Event) -> str:
    """Trade fair, networking seminar and so on, in the reader's language."""
    return str(_(words.KINDS[event.kind]))


def exhibitors_word(kind: EventKind, number: int) -> str:
    """How many exhibitors, employers or start-ups, in the reader's language."""
    plain = ("%(num)d exhibitor", "%(num)d exhibitors")
    said = words_of(kind).get(plain[0], plain)
    return str(ngettext(*(said if isinstance(said, tuple) else plain), number))


def event_state(event: Event) -> dict[str, str]:
    """What a badge needs: text, kind and icon."""
    return {
        "text": _(words.STATES[event.state]),
        "kind": words.TONES[event.state],
        "icon": words.SIGNS[event.state],
    }


def event_where(event: Event) -> str:
    """Place and province in one line."""
    return ", ".join(filter(None, (event.place, province_name(event.province_key))))


def event_state_word(state: EventState) -> str:
    """A state in the reader's language."""
    return str(_(words.STATES[state]))


def day_name(day: date) -> str:
    """A day with its weekday, without the year."""
    pattern = "EEEE, dd/MM" if language() == "vi" else "EEEE, d MMMM"
    text: str = format_date(day, pattern, locale=language())
    return text[:1].upper() + text[1:]


def month_name(day: date) -> str:
    """The month and year of a day."""
    if language() == "vi":
        return f"Tháng {day.month} năm {day.year}"
    return str(format_date(day, "MMMM yyyy", locale=language()))


def day_parts(moment: datetime, zone: str) -> dict[str, str]:
    """Day and short month, for the leaf of a calendar."""
    day = local_day(moment, zone)
    month = f"Th {day.month}" if language() == "vi" else format_date(day, "MMM", locale="en")
    return {"day": str(day.day), "month": month}


def init_app(app: Flask) -> None:
    """Give the templates of all slices these pieces, and the texts the words of each kind."""
    for kind in EventKind:
        if words_of(kind):
            WORDINGS[kind.value] = words_of(kind), nouns_of(kind)
    pieces: tuple[Any, ...] = (
        event_name,
        event_summary,
        event_kind,
        event_state,
        event_where,
        event_state_word,
        province_name,
        day_name,
        month_name,
        day_parts,
    )
    for piece in pieces:
        app.add_template_global(piece)
