"""The organiser's live screen of the doors, and the same for a wall."""

from datetime import timedelta
from typing import Any

from flask import render_template, request
from flask_login import login_required

from core import clock
from core.i18n import N_, _, by_language, fmt_number, fmt_time, ngettext
from core.permissions import authorize
from events.checkin.live import Live, RoomNow, live_of
from events.checkin.services import merging
from events.checkin.standing import ALARMS, Level, Standing
from events.checkin.states import WORDS, Reason
from events.checkin.views.blueprint import bp
from events.checkin.zones import Outline, halls_of, outlines_of
from events.exhibitors.words import place_name
from events.programme.models import Event
from events.programme.queries import event_or_404
from events.programme.rules import can_work_on_event

STANDINGS = {
    Standing.ONLINE: (N_("Online"), "ok", ""),
    Standing.SILENT: (N_("Silent for %(time)s"), "warn", "clock"),
    Standing.OFFLINE: (N_("Offline for %(time)s"), "danger", "wifi-off"),
    Standing.NEVER: (N_("Paired %(time)s ago, never heard of"), "warn", "question-circle"),
}
LEVELS = {
    Level.OPEN: (N_("No limit set"), "", ""),
    Level.CALM: (N_("There is room"), "ok", ""),
    Level.NEAR: (N_("Filling up"), "warn", ""),
    Level.TIGHT: (N_("Nearly full"), "warn", "exclamation-triangle-fill"),
    Level.FULL: (N_("It is full"), "danger", "x-octagon-fill"),
}
HOUR, DAY = 60, 24 * 60


def _event(slug: str) -> Event:
    event = event_or_404(slug)
    authorize(can_work_on_event, event)
    return event


@bp.get("/manage/events/<slug>/live")
@login_required
def live(slug: str) -> str:
    """A page to keep open on the day; it asks for its figures again by itself."""
    return render_template("events/checkin/live.html", **_shown(_event(slug), is_wall=False))


@bp.get("/manage/events/<slug>/live/wall")
@login_required
def live_wall(slug: str) -> str:
    """The same without menus, for a screen on the wall; nobody's name is on it."""
    return render_template("events/checkin/wall.html", **_shown(_event(slug), is_wall=True))


@bp.get("/manage/events/<slug>/live/figures")
@login_required
def live_figures(slug: str) -> str:
    """The figures alone, as the page asks for them every few seconds."""
    wall = "wall" in request.args
    return render_template("events/checkin/_live.html", **_shown(_event(slug), is_wall=wall))


def _shown(event: Event, *, is_wall: bool) -> dict[str, Any]:
    whole_day = request.args.get("span") == "day"
    now = live_of(event, at=clock.now(), whole_day=whole_day)
    outlines, names = outlines_of(event.id), dict(halls_of(event.id))
    zoned = {room.hall_id for room in now.rooms}
    return {
        "event": event,
        "now": now,
        "is_wall": is_wall,
        "whole_day": whole_day,
        "query": {"span": "day" if whole_day else None, "wall": 1 if is_wall else None},
        "chart": _chart(now, event),
        "rooms": [_room(room, outlines, names) for room in now.rooms],
        "bare_halls": [name for number, name in names.items() if number not in zoned],
        "standing_words": standing_words,
        "reason_word": reason_word,
        "alarm": alarm_words(now),
        "marked_s": merging.MARKED_OFFSET.total_seconds(),
        "lasting_s": lambda seconds: lasting(timedelta(seconds=seconds)),
        "place_name": place_name,
    }


def _chart(now: Live, event: Event) -> list[dict[str, Any]]:
    return [
        {"label": fmt_time(step.at, event.zone), "entries": step.entries, "refused": step.refused}
        for step in now.steps
    ]


def level_words(room: RoomNow) -> tuple[str, str, str]:
    """A room's alarm in words, with the kind and the sign of its badge."""
    word, kind, sign = LEVELS[room.level]
    over = room.people - (room.capacity or 0)
    if room.level is Level.FULL and over > 0:
        return _("Over the limit by %(number)s", number=fmt_number(over)), kind, sign
    return _(word), kind, sign


def _room(room: RoomNow, outlines: dict[int, Outline], halls: dict[int, str]) -> dict[str, Any]:
    word, kind, sign = level_words(room)
    return {
        "room": room,
        "name": by_language(room.name_vi, room.name_en),
        "hall": halls.get(room.hall_id or 0),
        "outline": outlines.get(room.hall_id or 0),
        "word": word,
        "kind": kind,
        "sign": sign,
        "level": room.level.value,
    }


def lasting(time: timedelta) -> str:
    """A time that goes by, in its largest unit: 40 seconds, 12 minutes, 3 hours, 2 days."""
    minutes = int(time.total_seconds()) // 60
    hours, rest = divmod(minutes, HOUR)
    if minutes < 1:
        words = _("less than a minute")
    elif minutes < HOUR:
        words = ngettext("%(num)d minute", "%(num)d minutes", minutes)
    elif minutes >= DAY:
        words = ngettext("%(num)d day", "%(num)d days", minutes // DAY)
    elif rest:
        words = _("%(hours)s h %(minutes)s min", hours=hours, minutes=rest)
    else:
        words = ngettext("%(num)d hour", "%(num)d hours", hours)
    return str(words)


def standing_words(standing: Standing, quiet: timedelta) -> tuple[str, str, str]:
    """A device's state in words, with the kind and the sign of its badge."""
    word, kind, sign = STANDINGS[standing]
    return _(word, time=lasting(quiet)), kind, sign


def reason_word(reason: Reason | None) -> str:
    """Why a gate said no, in a word."""
    return str(_(WORDS[reason].word) if reason else _("Other reason"))


def alarm_words(now: Live) -> str:
    """What a screen reader is told when it changes: the rooms that fill up, the worst first."""
    rooms = [room for room in now.rooms if room.level in ALARMS]
    rooms.sort(key=lambda room: -(room.percent or 0))
    return " ".join(
        _(
            "%(room)s: %(word)s, %(people)s of %(capacity)s.",
            room=by_language(room.name_vi, room.name_en),
            word=_(LEVELS[room.level][0]),
            people=fmt_number(room.people),
            capacity=fmt_number(room.capacity or 0),
        )
        for room in rooms
    )
