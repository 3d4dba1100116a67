"""Pages of invitations: the organiser's list, and the answer at a secret address."""

from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask_login import current_user, login_required

from core import clock, nav
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import N_, _, ngettext
from core.permissions import authorize
from core.telling import telling
from core.web import limiter, page_number, paginate
from events.invitations import services
from events.invitations.forms import AnswerForm, ListForm, PostForm, agreed
from events.invitations.lists import read_guests
from events.invitations.models import Invitation
from events.invitations.queries import (
    counts_of,
    invitation_by_token,
    invitations_of,
    live_tickets,
)
from events.invitations.states import InvitationState
from events.programme.models import Event
from events.programme.pages import event_or_404, speak_of
from events.programme.rules import can_work_on_event
from events.registration.rules import admission_of, open_roles

bp = Blueprint("invitations", __name__)
nav.add(
    "manage",
    N_("Invitations"),
    "invitations.index",
    order=43,
    covers=("invitations.add",),
    group=N_("Attendees"),
)
STATES: dict[InvitationState, tuple[str, str]] = {
    InvitationState.LISTED: (N_("Not sent yet"), ""),
    InvitationState.SENT: (N_("No answer yet"), "info"),
    InvitationState.ACCEPTED: (N_("Comes"), "ok"),
    InvitationState.DECLINED: (N_("Does not come"), ""),
    InvitationState.WITHDRAWN: (N_("Taken back"), ""),
}


def _mine(slug: str) -> Event:
    event = event_or_404(slug)
    authorize(can_work_on_event, event)
    return event


@bp.get("/manage/events/<slug>/invitations")
@login_required
def index(slug: str) -> str:
    """Who is invited, what they answered, and how many places that takes."""
    event = _mine(slug)
    admission = admission_of(event)
    return render_template(
        "events/invitations/index.html",
        event=event,
        page=paginate(invitations_of(event), number=page_number(), size=50),
        counts=counts_of(event),
        capacity=admission.capacity,
        taken=admission.taken,
        is_open=bool(open_roles(event)),
        states={state: (_(word), kind) for state, (word, kind) in STATES.items()},
    )


@bp.route("/manage/events/<slug>/invitations/new", methods=["GET", "POST"])
@login_required
def add(slug: str) -> Any:
    """Paste a list; every line that cannot be read is told, and nothing is kept until all can."""
    event = _mine(slug)
    form = ListForm()
    form.offer()
    if form.validate_on_submit():
        guests, faults = read_guests(form.guests.data)
        if faults:
            form.guests.errors = [
                _("Line %(line)s: %(text)s.", line=fault.line, text=_(fault.text))
                for fault in faults[:20]
            ]
        elif _added(event, form, guests):
            number = len(guests)
            flash(
                ngettext(
                    "%(num)d guest is on the list. Nothing is sent yet.",
                    "%(num)d guests are on the list. Nothing is sent yet.",
                    number,
                ),
                "success",
            )
            return redirect(url_for("invitations.index", slug=slug), code=303)
    return render_template("events/invitations/add.html", event=event, form=form)


def _added(event: Event, form: ListForm, guests: list[services.Guest]) -> bool:
    try:
        with transaction():
            services.invite(
                event, guests, language=form.language.data, by=current_user, at=clock.now()
            )
    except DomainError as error:
        form.guests.errors = [error.text(_)]
        return False
    return True


@bp.post("/manage/events/<slug>/invitations/send")
@login_required
def send(slug: str) -> Any:
    """Mail those who were not written to yet."""
    event = _mine(slug)
    if PostForm().validate_on_submit():
        with transaction():
            sent = services.send_invitations(event, by=current_user, at=clock.now())
        flash(ngettext("%(num)d invitation sent.", "%(num)d invitations sent.", sent), "success")
    return redirect(url_for("invitations.index", slug=slug), code=303)


@bp.post("/manage/events/<slug>/invitations/remind")
@login_required
def remind(slug: str) -> Any:
    """Write again to those who are silent."""
    event = _mine(slug)
    if PostForm().validate_on_submit():
        with transaction():
            sent = services.remind(event, by=current_user, at=clock.now())
        if sent:
            flash(ngettext("%(num)d reminder sent.", "%(num)d reminders sent.", sent), "success")
        else:
            flash(_("Nobody to remind: wait two days between two mails."), "info")
    return redirect(url_for("invitations.index", slug=slug), code=303)


@bp.post("/manage/events/<slug>/invitations/<int:invitation_id>/withdraw")
@login_required
def withdraw(slug: str, invitation_id: int) -> Any:
    """Take an invitation back, with its tickets."""
    event = _mine(slug)
    row = db.session.get(Invitation, invitation_id)
    if row is None or row.event_id != event.id:
        abort(404)
    if PostForm().validate_on_submit():
        with telling(_("The invitation is taken back.")):
            services.withdraw(row, at=clock.now(), by=current_user)
    return redirect(url_for("invitations.index", slug=slug), code=303)


def _by_token_or_404(token: str) -> Invitation:
    row = invitation_by_token(token)
    if row is None:
        abort(404)
    speak_of(row.event)
    return row


@bp.route("/invitations/<token>", methods=["GET", "POST"])
@limiter.limit("60/minute")
def answer(token: str) -> Any:
    """The guest's page; who knows the address may answer, and change the answer."""
    row = _by_token_or_404(token)
    own = live_tickets(row, companions=False)
    said = {InvitationState.ACCEPTED: "yes", InvitationState.DECLINED: "no"}.get(row.state)
    form = AnswerForm(data={"answer": said, "companions": row.companions})
    form.offer(asks=not own, most=row.companions_allowed)
    if form.validate_on_submit():
        try:
            with transaction():
                _answered(row, form)
        except DomainError as error:
            form.form_errors.append(error.text(_))
        else:
            flash(_("Thank you for your answer."), "success")
            return redirect(url_for("invitations.answer", token=token), code=303)
    page = render_template(
        "events/invitations/answer.html",
        row=row,
        event=row.event,
        form=form,
        ticket=own[0] if own else None,
        is_live=services.can_be_answered(row, clock.now()),
    )
    return _secret(make_response(page))


def _answered(row: Invitation, form: AnswerForm) -> None:
    at = clock.now()
    if form.answer.data == "no":
        services.decline(row, at=at)
        return
    services.accept(row, companions=form.companions.data or 0, agreed=agreed(form), at=at)


def _secret(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
