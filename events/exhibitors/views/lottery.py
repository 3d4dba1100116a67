"""The lottery for everybody: rules, list, hashes, order, and how to check all of it oneself."""

import json
from pathlib import Path
from typing import Any

from flask import Response, abort, render_template
from flask_login import current_user

from accounts.companies.queries import companies_of
from events.exhibitors import lottery as pure
from events.exhibitors.models import Draw
from events.exhibitors.queries import (
    by_numbers,
    criteria_of,
    draw_by_number,
    draws_of,
    line_numbers,
)
from events.exhibitors.states import DrawState
from events.exhibitors.views.blueprint import bp
from events.programme.pages import event_or_404


def _draw(slug: str, number: int) -> tuple[Any, Draw]:
    event = event_or_404(slug)
    draw = draw_by_number(event.id, number)
    if draw is None:
        abort(404)
    return event, draw


@bp.get("/events/<slug>/lottery")
def lotteries(slug: str) -> str:
    """By what rules booths are given, and the draws of an event."""
    event = event_or_404(slug)
    return render_template(
        "events/exhibitors/lotteries.html",
        event=event,
        criteria=criteria_of(event.id),
        draws=draws_of(event.id),
    )


@bp.get("/events/<slug>/lottery/<int:number>")
def lottery(slug: str, number: int) -> str:
    """One draw: what is public of it so far."""
    event, draw = _draw(slug, number)
    drawn = pure.read_list(draw.list_text) if draw.list_text else None
    return render_template(
        "events/exhibitors/lottery.html",
        event=event,
        draw=draw,
        drawn=drawn,
        keys={row["number"]: row["key"] for row in (draw.result or {}).get("order", [])},
        line=line_numbers(draw.category_id) if draw.state is DrawState.DRAWN else [],
        own=_own_numbers(event.id, drawn),
    )


def _own_numbers(event_id: int, drawn: pure.DrawList | None) -> set[str]:
    """The reader's own applications, to point them out to the reader alone."""
    if drawn is None or not current_user.is_authenticated:
        return set()
    mine = {company.id for company in companies_of(current_user)}
    numbers = [int(one.number) for one in drawn.entries] if mine else []
    rows = by_numbers(event_id, numbers)
    return {f"{number:04d}" for number, row in rows.items() if row.company_id in mine}


@bp.get("/events/<slug>/lottery/<int:number>/list.json")
def lottery_list(slug: str, number: int) -> Response:
    """The closed list, byte by byte as it was hashed."""
    _event, draw = _draw(slug, number)
    if not draw.list_text:
        abort(404)
    return Response(draw.list_text, mimetype="application/json")


@bp.get("/events/<slug>/lottery/<int:number>/draw.json")
def lottery_file(slug: str, number: int) -> Response:
    """The whole draw in one file, for ``python3 lottery.py draw.json``."""
    _event, draw = _draw(slug, number)
    if draw.state is not DrawState.DRAWN:
        abort(404)
    text = json.dumps(draw.document(), ensure_ascii=False, indent=1)
    return Response(text + "\n", mimetype="application/json")


@bp.get("/lottery.py")
def lottery_script() -> Response:
    """The program that draws: one file of Python without anything else."""
    text = Path(pure.__file__).read_text(encoding="utf-8")
    return Response(text, mimetype="text/x-python")
