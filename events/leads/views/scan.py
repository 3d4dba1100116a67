"""The scan page of an exhibitor: camera, hand scanner, typed code; a form without a script."""

import secrets
from typing import Any

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from core import clock, offline
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _, ngettext
from core.permissions import authorize
from core.web import allow_camera
from events.catalogue.queries import products_of
from events.exhibitors.models import Exhibitor
from events.leads import queries
from events.leads.forms import ScanForm, TallyForm
from events.leads.rules import can_keep_leads
from events.leads.services import scan_badge
from events.leads.states import Outcome, Refusal
from events.leads.tally import LETTERS, MOST_LINES, Line, Trouble, read_tally
from events.leads.views.blueprint import bp
from events.leads.words import REFUSALS, answer_of, legend

RECENT = 8


def own_exhibitor(exhibitor_id: int) -> Exhibitor:
    """An exhibitor for its own people; to all others it is as if there were no such page."""
    exhibitor = queries.exhibitor_at(exhibitor_id)
    if exhibitor is None:
        abort(404)
    authorize(can_keep_leads, exhibitor, hide=True)
    return exhibitor


@bp.route("/leads/<int:exhibitor_id>/scan", methods=["GET", "POST"])
@login_required
@allow_camera
def scan(exhibitor_id: int) -> Any:
    """Scan badges; the script keeps a queue while there is no network."""
    exhibitor = own_exhibitor(exhibitor_id)
    products = products_of(exhibitor.company_id)
    form = ScanForm(products=products)
    answer = None
    if form.validate_on_submit():
        answer = _plain_answer(exhibitor, form)
    form.nonce.data = secrets.token_urlsafe(12)
    form.code.data = ""
    newest = queries.leads_of(exhibitor.id).limit(RECENT)
    leads = list(db.session.scalars(newest).unique())
    page = render_template(
        "events/leads/scan.html",
        exhibitor=exhibitor,
        event=exhibitor.event,
        form=form,
        answer=answer,
        leads=leads,
        shown=queries.shown_of([lead.registration for lead in leads]),
    )
    return offline.keep(make_response(page), until=exhibitor.event.ends_at)


def _plain_answer(exhibitor: Exhibitor, form: ScanForm) -> dict[str, Any] | None:
    try:
        with transaction():
            row = scan_badge(
                own_exhibitor(exhibitor.id),
                form.code.data,
                nonce=form.nonce.data,
                said=form.said(),
                actor=current_user,
                at=clock.now(),
            )
    except DomainError as error:
        flash(error.text(_), "error")
        return None
    lead = row.lead
    shown = queries.shown_of([lead.registration])[lead.registration_id] if lead else None
    return answer_of(row, shown)


@bp.route("/leads/<int:exhibitor_id>/tally", methods=["GET", "POST"])
@login_required
def tally(exhibitor_id: int) -> Any:
    """Type in what stands on paper; what cannot be kept stays in the box."""
    exhibitor = own_exhibitor(exhibitor_id)
    products = products_of(exhibitor.company_id)[: len(LETTERS)]
    form = TallyForm()
    troubles: list[Trouble] = []
    if form.validate_on_submit():
        lines, troubles = read_tally(form.lines.data, [one.id for one in products])
        if len(lines) + len(troubles) > MOST_LINES:
            form.form_errors.append(_("At most %(num)s lines at a time.", num=MOST_LINES))
        else:
            kept, refused = _keep_lines(exhibitor, lines, form.token.data)
            troubles = sorted([*troubles, *refused], key=lambda one: one.number)
            if kept:
                done = ngettext("%(num)d line is kept.", "%(num)d lines are kept.", kept)
                flash(done, "success")
            if not troubles:
                return redirect(url_for("leads.index", exhibitor_id=exhibitor_id), code=303)
            form.lines.data = "\n".join(one.text for one in troubles)
            form.form_errors.append(_("These lines were not kept. Correct them and send again."))
            form.token.data = ""
    form.token.data = form.token.data or secrets.token_urlsafe(12)
    page = render_template(
        "events/leads/tally.html",
        exhibitor=exhibitor,
        event=exhibitor.event,
        form=form,
        troubles=[_told(one) for one in troubles],
        has_products=bool(products),
        legend=legend(products),
    )
    return page, 422 if form.errors else 200


def _keep_lines(exhibitor: Exhibitor, lines: list[Line], token: str) -> tuple[int, list[Trouble]]:
    """Keep each line on its own; a page sent twice counts once."""
    kept, troubles = 0, []
    with transaction():
        own = own_exhibitor(exhibitor.id)
        for line in lines:
            row = scan_badge(
                own,
                line.code,
                nonce=f"tally-{token}-{line.number}",
                said=line.said,
                actor=current_user,
                at=clock.now(),
            )
            if row.outcome is Outcome.KEPT:
                kept += 1
            else:
                reason = (row.refusal or Refusal.WITHDRAWN).value
                troubles.append(Trouble(line.number, line.text, reason))
    return kept, troubles


def _told(trouble: Trouble) -> tuple[int, str, str]:
    """The number of a line, as it was typed, and what is wrong with it."""
    if trouble.reason == "line":
        return trouble.number, trouble.text, _("Write the 13 digits first, then the letters.")
    if trouble.reason == "letter":
        text = _("There is no product with the letter %(letter)s.", letter=trouble.letter)
        return trouble.number, trouble.text, text
    word, hint = REFUSALS[Refusal(trouble.reason)]
    return trouble.number, trouble.text, f"{_(word)}. {_(hint)}"


@bp.get("/leads")
@login_required
def mine() -> Any:
    """Where one's companies show; straight on when there is one."""
    rows = queries.exhibitors_of_actor(current_user)
    if len(rows) == 1 and "all" not in request.args:
        return redirect(url_for("leads.index", exhibitor_id=rows[0].id), code=303)
    counts = queries.counts_of([row.id for row in rows])
    return render_template("events/leads/mine.html", rows=rows, counts=counts)
