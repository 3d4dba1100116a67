"""After signing in: what is next for me."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, render_template
from flask_login import current_user, login_required

from core import clock, nav
from core.i18n import N_, _, fmt_datetime, fmt_money, ngettext
from core.nav import link
from events.catalogue.pages import day_text
from events.exhibitors.models import Exhibitor
from events.programme.models import Event, TeamRole
from events.programme.pages import event_name
from events.programme.sectors import register_companies
from events.registration.queries import exhibits_without_ticket
from matchmaking.needs.models import BuyerState
from reports.dashboard.queries import MyEvent, is_finished, my_events
from reports.home import queries, selling
from reports.home.queries import MyCompany

bp = Blueprint("home", __name__)

nav.add("account", N_("My page"), "home.me", order=5, icon="house", when=nav.signed_in)


@register_companies
def _showing(event: Event) -> sa.Select[tuple[int]]:
    """The companies whose products make an event's sectors."""
    return sa.select(Exhibitor.company_id).where(
        Exhibitor.event_id == event.id, Exhibitor.cancelled_at.is_(None)
    )


@bp.get("/me")
@login_required
def me() -> str:
    """Everything that waits for me, then what is planned."""
    at = clock.now()
    companies = queries.my_companies(current_user, at)
    events = [row for row in my_events(current_user) if not is_finished(row.event, at)]
    coming = queries.open_events(at)
    steps = [
        *_of_booths(at),
        *_of_events(events),
        *_of_meetings(at),
        *_of_buyers(at),
        *(step for row in companies for step in _of_company(row, coming)),
    ]
    return render_template(
        "reports/home/me.html",
        steps=steps,
        companies=companies,
        events=[row for row in events if not current_user.is_admin or row.waiting.total][:6],
        meetings=queries.next_meetings(current_user, at),
        tickets=queries.my_tickets(current_user, at),
        coming=coming,
    )


def _step(text: str, url: str | None, icon: str) -> dict[str, Any]:
    return {"text": text, "url": url, "icon": icon}


def _of_booths(at: datetime) -> list[dict[str, Any]]:
    """What ends: a booth held for an answer, a fee; and the passes nobody has taken."""
    steps = []
    for entry, application, booth in selling.offered_booths(current_user, at):
        text = _(
            "%(company)s: say until %(until)s whether you take booth %(label)s",
            company=application.company.name,
            label=booth.label,
            until=fmt_datetime(entry.offer_expires_at, application.event.zone),
        )
        url = link("exhibitors.application", application_id=application.id)
        steps.append(_step(text, url, "shop"))
    for fee in selling.open_fees(current_user):
        text = _(
            "%(company)s: pay %(amount)s for booth %(label)s by %(day)s",
            company=fee.exhibitor.company.name,
            amount=fmt_money(fee.open_minor, fee.currency),
            label=fee.label,
            day=day_text(fee.due_on),
        )
        url = link("exhibitors.application", application_id=fee.exhibitor.application_id)
        steps.append(_step(text, url, "file-earmark-text"))
    if shows := exhibits_without_ticket(current_user, at=at):
        text = ngettext(
            "Get your exhibitor's ticket for %(event)s",
            "Get your exhibitor's tickets for %(num)d events",
            len(shows),
            event=event_name(shows[0].event),
        )
        steps.append(_step(text, link("registration.mine"), "ticket-perforated"))
    for show in selling.showing_now(current_user, at):
        text = _(
            "%(event)s: scan the badges of visitors at the booth", event=event_name(show.event)
        )
        steps.append(_step(text, link("leads.scan", exhibitor_id=show.id), "qr-code-scan"))
    return steps


def _of_events(events: list[MyEvent]) -> list[dict[str, Any]]:
    steps = []
    for row in events:
        number = row.waiting.total
        if not number or row.role is TeamRole.DOOR:
            continue
        text = ngettext(
            "%(event)s: %(num)d decision waits for you",
            "%(event)s: %(num)d decisions wait for you",
            number,
            event=event_name(row.event),
        )
        steps.append(_step(text, link("dashboard.event", slug=row.event.slug), "clipboard-check"))
    return steps


def _of_meetings(at: Any) -> list[dict[str, Any]]:
    return [
        _step(
            ngettext(
                "%(event)s: %(num)d meeting request to answer",
                "%(event)s: %(num)d meeting requests to answer",
                number,
                event=event_name(event),
            ),
            link("meetings.mine"),
            "chat-dots",
        )
        for event, number in queries.meetings_to_answer(current_user, at)
    ]


def _of_buyers(at: Any) -> list[dict[str, Any]]:
    steps = []
    for buyer, needs in queries.my_buyers(current_user, at):
        names = {"company": buyer.company.name, "event": event_name(buyer.event)}
        if buyer.state is BuyerState.INVITED:
            text = _("%(company)s is invited as a buyer to %(event)s: answer", **names)
            steps.append(_step(text, link("needs.join", slug=buyer.event.slug), "envelope"))
        elif not needs:
            text = _("%(company)s: say what you need at %(event)s", **names)
            steps.append(_step(text, link("needs.index", slug=buyer.event.slug), "search"))
    return steps


def _of_company(row: MyCompany, coming: list[Event]) -> list[dict[str, Any]]:
    """What a firm that wants to sell still lacks; a buyer's firm lacks no product."""
    if row.buys:
        return []
    company = row.company
    if not row.products:
        text = _("%(company)s: show your first product", company=company.name)
        url = link("catalogue.new_product", company_id=company.id)
        return [_step(text, url, "box-seam")]
    if coming and not row.shows and not row.waiting:
        event = coming[0]
        text = _(
            "%(company)s: apply for a booth at %(event)s",
            company=company.name,
            event=event_name(event),
        )
        return [_step(text, link("exhibitors.apply", slug=event.slug), "shop")]
    return []
