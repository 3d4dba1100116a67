"""Not for me, and the way back."""

from flask import abort, flash, redirect, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from accounts.companies.rules import acts_for
from core import clock
from core.db import db, transaction
from core.i18n import _
from core.permissions import authorize
from core.web import safe_next
from events.exhibitors.models import Exhibitor
from events.programme.pages import event_or_404
from matchmaking.needs.models import Buyer, Side
from matchmaking.recommendations import services
from matchmaking.recommendations.views.blueprint import bp
from matchmaking.recommendations.words import partner_name


def _pair(slug: str) -> tuple[Buyer, Exhibitor, Side]:
    """The buyer, the exhibitor and the side that speaks, as the form says; only one's own side."""
    event = event_or_404(slug)
    buyer = db.session.get(Buyer, request.form.get("buyer_id", 0, type=int))
    exhibitor = db.session.get(Exhibitor, request.form.get("exhibitor_id", 0, type=int))
    side = Side.EXHIBITOR if request.form.get("side") == "exhibitor" else Side.BUYER
    if buyer is None or exhibitor is None or {buyer.event_id, exhibitor.event_id} != {event.id}:
        abort(404)
    party = buyer if side is Side.BUYER else exhibitor
    authorize(acts_for, party.company)
    return buyer, exhibitor, side


def _back(slug: str, side: Side) -> Response:
    page = "recommendations.index" if side is Side.BUYER else "recommendations.needs"
    target = safe_next(request.form.get("next"), url_for(page, slug=slug))
    return redirect(target, code=303)


@bp.post("/events/<slug>/suggestions/dismiss")
@login_required
def dismiss(slug: str) -> Response:
    """Do not show this one to me again."""
    buyer, exhibitor, side = _pair(slug)
    other = partner_name(buyer, exhibitor, side)
    with transaction():
        services.dismiss(buyer, exhibitor, side=side, actor=current_user, at=clock.now())
    flash(_("%(name)s is not shown any more. You find it below the list.", name=other), "info")
    return _back(slug, side)


@bp.post("/events/<slug>/suggestions/restore")
@login_required
def restore(slug: str) -> Response:
    """Show it again."""
    buyer, exhibitor, side = _pair(slug)
    other = partner_name(buyer, exhibitor, side)
    with transaction():
        services.restore(buyer, exhibitor, side=side, actor=current_user, at=clock.now())
    flash(_("%(name)s is shown again.", name=other), "success")
    return _back(slug, side)
