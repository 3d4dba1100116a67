"""What is in season when: at an event, in a province, everywhere."""

from typing import Any

from flask import render_template, request

from accounts.companies.provinces import current_province, current_provinces
from core import clock
from core.i18n import by_language, language
from events.catalogue.ocop import today_of
from events.catalogue.pages import season
from events.catalogue.queries import within_province
from events.catalogue.seasons import calendar
from events.exhibitors.queries import showing_at
from events.exhibitors.views.blueprint import bp
from events.programme.pages import event_or_404


def _month() -> int:
    """The month of the address; nonsense counts as none."""
    text = request.args.get("month", "")
    return int(text) if text.isdecimal() and len(text) < 3 and 1 <= int(text) <= 12 else 0  # noqa: PLR2004 -- a year


def _page(template: str, condition: Any, **values: Any) -> str:
    month = _month()
    sectors = calendar(condition, month=month)
    return render_template(
        template,
        sectors=sectors,
        month=month,
        months=season(0),
        now=today_of(clock.now()).month,
        total=sum(len(rows) for _root, rows in sectors),
        lang=language(),
        **values,
    )


@bp.get("/seasons")
def seasons() -> str:
    """What is in season when, in a province or everywhere."""
    key = request.args.get("province", "")
    place = current_province(key)
    provinces = [(one.key, by_language(one.name_vi, one.name_en)) for one in current_provinces()]
    return _page(
        "events/exhibitors/seasons.html",
        within_province(place.key) if place else None,
        event=None,
        province=place.key if place else "",
        place=by_language(place.name_vi, place.name_en) if place else "",
        provinces=provinces,
    )


@bp.get("/events/<slug>/seasons")
def event_seasons(slug: str) -> str:
    """What is in season when, of what an event shows."""
    event = event_or_404(slug)
    return _page("events/exhibitors/event_seasons.html", showing_at(event.id), event=event)
