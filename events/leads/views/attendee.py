"""Who scanned me: what each exhibitor sees of a person, and how to take it back."""

from typing import Any

from flask import abort, flash, make_response, redirect, render_template, url_for
from flask_login import current_user

from accounts.consent.models import Purpose
from accounts.consent.services import grant
from accounts.consent.services import withdraw as withdraw_consent
from core import clock
from core.db import db, transaction
from core.i18n import _, language
from events.leads import queries, services
from events.leads.models import Lead
from events.leads.views.blueprint import bp
from events.registration.models import Registration
from events.registration.views.pieces import by_token_or_404


@bp.get("/t/<token>/scans")
def who(token: str) -> Any:
    """The exhibitors that scanned this badge; only who knows the ticket's address sees it."""
    registration = by_token_or_404(token)
    leads = queries.leads_about(registration.id)
    page = render_template(
        "events/leads/who.html",
        registration=registration,
        event=registration.event,
        leads=leads,
        times=queries.scan_times([lead.id for lead in leads]),
        shares=queries.shown_of([registration])[registration.id].shares,
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _back(token: str) -> Any:
    return redirect(url_for("leads.who", token=token), code=303)


def _lead(registration: Registration, lead_id: int) -> Lead:
    row = db.session.get(Lead, lead_id)
    if row is None or row.registration_id != registration.id:
        abort(404)
    return row


@bp.post("/t/<token>/scans/<int:lead_id>/withdraw")
def withdraw(token: str, lead_id: int) -> Any:
    """Take one's data back from one exhibitor."""
    with transaction():
        row = _lead(by_token_or_404(token), lead_id)
        services.withdraw(row, actor=_actor(), at=clock.now())
    flash(_("This exhibitor sees nothing of you any more, and its notes are erased."), "success")
    return _back(token)


@bp.post("/t/<token>/scans/<int:lead_id>/allow")
def allow(token: str, lead_id: int) -> Any:
    """Let an exhibitor keep one's contact again."""
    with transaction():
        row = _lead(by_token_or_404(token), lead_id)
        services.allow_again(row, actor=_actor(), at=clock.now())
    flash(_("This exhibitor may keep you as a contact again."), "success")
    return _back(token)


@bp.post("/t/<token>/scans/share")
def share(token: str) -> Any:
    """Share name and contact with those who scan the badge, or stop sharing them with all."""
    with transaction():
        registration = by_token_or_404(token)
        shares = queries.shown_of([registration])[registration.id].shares
        purpose, at = Purpose.SHARE_CONTACT, clock.now()
        if shares:
            withdraw_consent(purpose, registration=registration, actor=_actor(), at=at)
            if registration.user_id is not None and registration.user_id == _own_id():
                withdraw_consent(purpose, user=current_user, at=at)
        else:
            grant(purpose, registration=registration, language=language(), actor=_actor(), at=at)
    return _back(token)


def _own_id() -> int | None:
    return current_user.id if current_user.is_authenticated else None


def _actor() -> Any:
    return current_user if current_user.is_authenticated else None
