"""The desk: who waits for a badge, what is in hand here, and another badge for somebody."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from core import clock
from core.db import transaction
from core.errors import DomainError
from core.i18n import _, ngettext
from core.pdf import fonts_folder
from core.permissions import authorize
from core.telling import telling
from events.badges import queries, services
from events.badges.errors import TakenElsewhere
from events.badges.forms import AgainForm, LatinForm
from events.badges.models import BadgePrint
from events.badges.rules import can_print_badges, can_print_batches
from events.badges.sheet import sheets_pdf
from events.badges.states import Layout, PrintState
from events.badges.views.blueprint import bp
from events.programme.models import Event
from events.programme.pages import event_or_404
from events.registration.latin import must_be_asked
from events.registration.models import Registration
from events.registration.rules import has_ticket
from events.registration.views.pieces import badge_of, registration_or_404


def _event(slug: str) -> Event:
    event = event_or_404(slug)
    authorize(can_print_badges, event)
    return event


def _back(slug: str, **query: Any) -> Any:
    return redirect(url_for("badges.desk", slug=slug, **query), code=303)


@bp.get("/events/<slug>/badges")
@login_required
def desk(slug: str) -> Any:
    """The line, what is in hand, and people found by name or code."""
    event, text = _event(slug), request.args.get("q", "")[:400]
    found = queries.found_by(event, text)
    return render_template(
        "events/badges/desk.html",
        event=event,
        q=text,
        found=found,
        prints=queries.prints_of([one.id for one in found]),
        usable={one.id for one in found if has_ticket(one)},
        mine=queries.in_hand(event.id, current_user.id),
        line=_line(event),
        numbers=queries.numbers(event.id),
        may_batch=can_print_batches(current_user, event),
        Print=PrintState,
    )


def _line(event: Event) -> list[tuple[Registration, bool]]:
    return [(one, must_be_asked(one)) for one in queries.queue(event.id)]


@bp.get("/events/<slug>/badges/line")
@login_required
def line(slug: str) -> str:
    """The line alone, asked for every few seconds."""
    event = _event(slug)
    return render_template(
        "events/badges/_line.html",
        event=event,
        line=_line(event),
        numbers=queries.numbers(event.id),
    )


@bp.post("/events/<slug>/badges/take")
@login_required
def take(slug: str) -> Any:
    """Take the next ones, or those who were ticked, in hand at this desk."""
    event = _event(slug)
    ticked = request.form.getlist("registration", type=int)[: services.MOST_AT_ONCE]
    count = request.form.get("count", default=1, type=int)
    try:
        with transaction():
            taken = _take_ticked(event, ticked) if ticked else _take_next(event, count)
    except DomainError as error:
        flash(error.text(_), "error")
        return _back(slug)
    if taken < max(len(ticked), 1):
        flash(_("Nothing to take: another desk was faster, or the line is empty."), "info")
    return _back(slug)


def _take_next(event: Event, count: int) -> int:
    number = min(max(count, 1), services.MOST_AT_ONCE)
    return len(services.take_next(event, count=number, actor=current_user, at=clock.now()))


def _take_ticked(event: Event, ticked: list[int]) -> int:
    taken = 0
    for number in ticked:
        registration = registration_or_404(event, number)
        try:
            services.take(registration, actor=current_user, at=clock.now())
        except TakenElsewhere:
            continue
        taken += 1
    return taken


@bp.get("/events/<slug>/badges/in-hand.pdf")
@login_required
def print_mine(slug: str) -> Response:
    """What is in hand here, to be printed; ``paper=a4`` puts four on a sheet."""
    event = _event(slug)
    layout = Layout.A4 if request.args.get("paper") == "a4" else Layout.A6
    mine = queries.in_hand(event.id, current_user.id)
    badges = [badge_of(row.registration) for row in mine]
    if not badges:
        abort(404)
    document = sheets_pdf(badges, layout, fonts=fonts_folder(), title=badges[0].event)
    response = Response(document, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="the-{slug}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/events/<slug>/badges/printed")
@login_required
def printed(slug: str) -> Any:
    """They came out of the printer."""
    event, at = _event(slug), clock.now()
    try:
        with transaction():
            rows = _rows(event) or queries.in_hand(event.id, current_user.id)
            number = services.mark_printed(rows, actor=current_user, at=at)
    except DomainError as error:
        flash(error.text(_), "error")
    else:
        done = ngettext("%(num)d badge is printed.", "%(num)d badges are printed.", number)
        flash(done, "success")
    return _back(slug)


def _rows(event: Event) -> list[BadgePrint]:
    ids = request.form.getlist("print", type=int)
    return [queries.print_at(event, number) or abort(404) for number in ids]


@bp.post("/events/<slug>/badges/give-back")
@login_required
def give_back(slug: str) -> Any:
    """The printer stopped: back into the line."""
    event = _event(slug)
    with telling():
        for row in _rows(event):
            services.give_back(row, actor=current_user, at=clock.now())
    return _back(slug)


@bp.post("/events/<slug>/badges/<int:registration_id>/leave-out")
@login_required
def leave_out(slug: str, registration_id: int) -> Any:
    """Somebody needs no badge."""
    event = _event(slug)
    with telling():
        one = registration_or_404(event, registration_id)
        services.leave_out(one, actor=current_user, at=clock.now())
    return _back(slug)


@bp.route("/events/<slug>/badges/<int:registration_id>", methods=["GET", "POST"])
@login_required
def again(slug: str, registration_id: int) -> Any:
    """Another badge for somebody, with the reason; what was printed before."""
    event = _event(slug)
    registration = registration_or_404(event, registration_id)
    form = AgainForm()
    if form.validate_on_submit():
        try:
            with transaction():
                services.print_again(
                    registration,
                    reason=form.reason.data,
                    end_badge_code=bool(form.end_badge_code.data),
                    end_ticket=bool(form.end_ticket.data),
                    actor=current_user,
                    at=clock.now(),
                )
        except DomainError as error:
            form.form_errors.append(error.text(_))
        else:
            flash(_("In hand at this desk: print it and say that it is printed."), "success")
            return _back(slug)
    return render_template(
        "events/badges/again.html",
        event=event,
        registration=registration,
        form=form,
        latin=LatinForm(
            formdata=None,
            data={
                "name": registration.latin_name,
                "organisation": registration.latin_organisation,
            },
        ),
        asked=must_be_asked(registration),
        usable=has_ticket(registration),
        prints=queries.prints_of([registration.id]).get(registration.id, []),
    ), 422 if form.errors else 200


@bp.post("/events/<slug>/badges/<int:registration_id>/latin")
@login_required
def latin(slug: str, registration_id: int) -> Any:
    """Write down how a name is spelt in Latin letters."""
    event, form = _event(slug), LatinForm()
    registration = registration_or_404(event, registration_id)
    if not form.validate_on_submit():
        flash(" ".join(text for texts in form.errors.values() for text in texts), "error")
    else:
        with transaction():
            services.write_latin(
                registration,
                name=form.name.data or "",
                organisation=form.organisation.data or "",
                actor=current_user,
                at=clock.now(),
            )
        flash(_("Saved. The badge can be printed now."), "success")
    return redirect(url_for("badges.again", slug=slug, registration_id=registration_id), code=303)
