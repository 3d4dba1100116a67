"""Tickets on paper, for those without a phone and for groups: made anew at each call."""

import functools
from collections.abc import Sequence

from flask import Response, abort, request

from core import clock
from core.db import transaction
from core.i18n import _, by_language, fmt_range
from core.pdf import fonts_folder, printable
from events.programme.models import Event
from events.registration.badge import draw_badge
from events.registration.keys import current_key, door_code, ensure_key
from events.registration.latin import name_to_print, organisation_to_print
from events.registration.models import EventKey, Registration
from events.registration.rules import has_ticket
from events.registration.sheets import Draw, sheets_of
from events.registration.ticket_paper import PaperTicket, draw_ticket
from events.registration.views.blueprint import bp
from events.registration.views.groups import group_or_404, people_of
from events.registration.views.pieces import badge_of, by_token_or_404, role_word


@bp.get("/t/<token>/ticket.pdf")
def printed_ticket(token: str) -> Response:
    """One's ticket as a PDF: an A6 page, or with ``paper=a4`` beside the badge on A4, to be cut."""
    registration = by_token_or_404(token)
    if not has_ticket(registration):
        abort(404)
    pieces = _tickets([registration])
    four = request.args.get("paper") == "a4"
    if four:
        pieces.append(functools.partial(draw_badge, badge=badge_of(registration)))
    name = f"ve-{registration.event.slug}-{registration.id}.pdf"
    return _answer(pieces, registration.event, four=four, name=name)


@bp.get("/g/<token>/tickets.pdf")
def group_tickets(token: str) -> Response:
    """The tickets of everybody in a group, four on a sheet of A4."""
    group = group_or_404(token)
    people = [one for one in people_of(group) if has_ticket(one)]
    if not people:
        abort(404)
    name = f"ve-{group.event.slug}-nhom.pdf"
    return _answer(_tickets(people), group.event, four=True, name=name)


def _tickets(people: Sequence[Registration]) -> list[Draw]:
    key = _key(people[0].event)
    return [functools.partial(draw_ticket, ticket=ticket_of(one, key)) for one in people]


def _key(event: Event) -> EventKey:
    key = current_key(event.id)
    if key is None:
        with transaction():
            key = ensure_key(event, at=clock.now())
    return key


def ticket_of(registration: Registration, key: EventKey) -> PaperTicket:
    """What stands on the ticket of a registration."""
    event = registration.event
    return PaperTicket(
        full_name=name_to_print(registration),
        role=role_word(registration.role),
        organisation=organisation_to_print(registration),
        event=by_language(event.name_vi, event.name_en),
        when=fmt_range(event.starts_at, event.ends_at, event.zone),
        place=" · ".join(filter(None, (event.place, event.address))),
        door_code=door_code(registration, key),
        typed_code=registration.short_code,
        note=_("Show this code at the entrance. It lets one person in."),
    )


def _answer(pieces: Sequence[Draw], event: Event, *, four: bool, name: str) -> Response:
    title = printable(by_language(event.name_vi, event.name_en))
    document = sheets_of(pieces, four=four, fonts=fonts_folder(), title=title)
    response = Response(document, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
