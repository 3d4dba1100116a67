"""The desk: badges, held and missed meetings, the standby board, walk-up meetings, its rules."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user, login_required

from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _, fmt_when
from core.permissions import authorize
from core.web import public_url
from events.programme.models import Event, Slot
from events.programme.pages import event_or_404
from matchmaking.desk import queries, services
from matchmaking.desk.forms import ArriveForm, DeskForm, WalkUpForm
from matchmaking.desk.models import GRACE
from matchmaking.desk.rules import can_set_desk, can_work_desk
from matchmaking.desk.views.blueprint import bp
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState
from matchmaking.timetable.models import Placement, Table
from matchmaking.timetable.queries import tables_of


def _event(slug: str) -> Event:
    event = event_or_404(slug)
    authorize(can_work_desk, event)
    return event


def _meeting(slug: str, meeting_id: int) -> Meeting:
    return queries.meeting_at_desk(_event(slug), meeting_id) or abort(404)


def _back(slug: str) -> Any:
    return redirect(url_for("desk.board", slug=slug), code=303)


@bp.get("/events/<slug>/desk")
@login_required
def board(slug: str) -> str:
    """Who meets now, who is missing, who could meet instead."""
    return _page(_event(slug), WalkUpForm(prefix="walk"))


def _page(event: Event, walk_up: WalkUpForm) -> str:
    """The whole desk, with two people's badges as far as they are typed."""
    now = clock.now()
    return render_template(
        "matchmaking/desk/board.html",
        event=event,
        now=now,
        board=queries.board_of(event, at=now),
        arrive=ArriveForm(formdata=None, prefix="arrive"),
        walk_up=walk_up,
        may_set=can_set_desk(current_user, event),
    )


@bp.get("/events/<slug>/desk/lines")
@login_required
def lines(slug: str) -> str:
    """The board alone, asked for every few seconds."""
    event, now = _event(slug), clock.now()
    board = queries.board_of(event, at=now)
    return render_template("matchmaking/desk/_board.html", event=event, now=now, board=board)


def _do(slug: str, act: Callable[[], Any], done: Callable[[Any], str]) -> Any:
    try:
        with transaction():
            said = done(act())
    except DomainError as error:
        flash(error.text(_), "error")
    else:
        flash(said, "success")
    return _back(slug)


@bp.post("/events/<slug>/desk/arrive")
@login_required
def arrive(slug: str) -> Any:
    """Somebody shows their badge."""
    form = ArriveForm(prefix="arrive")
    _event(slug)
    if not form.validate_on_submit():
        flash(_("Scan or type a badge code."), "error")
        return _back(slug)

    def told(meeting: Meeting) -> str:
        sits = meeting.placement.table if meeting.placement else None
        table = sits.label if sits else "–"
        names = {
            "buyer": meeting.buyer.company.name,
            "exhibitor": meeting.sellers,
            "table": table,
        }
        if meeting.state is MeetingState.HELD:
            text = _("%(buyer)s and %(exhibitor)s meet at table %(table)s.", **names)
        else:
            text = _("Table %(table)s: %(buyer)s and %(exhibitor)s. The other is missing.", **names)
        return str(text)

    def act() -> Meeting:
        event = _event(slug)
        return services.arrive(event, form.code.data, actor=current_user, at=clock.now())

    return _do(slug, act, told)


@bp.post("/events/<slug>/desk/meetings/<int:meeting_id>/held")
@login_required
def held(slug: str, meeting_id: int) -> Any:
    """They meet."""
    _meeting(slug, meeting_id)
    return _do(
        slug,
        lambda: services.mark_held(_meeting(slug, meeting_id), actor=current_user, at=clock.now()),
        lambda _turn: _("Marked as held."),
    )


@bp.post("/events/<slug>/desk/meetings/<int:meeting_id>/missed")
@login_required
def missed(slug: str, meeting_id: int) -> Any:
    """Somebody did not come: table and people are free for others."""
    _meeting(slug, meeting_id)

    def act() -> Any:
        meeting = _meeting(slug, meeting_id)
        return services.release_missed(meeting, actor=current_user, at=clock.now())

    done = _("Marked as missed. Table and people are free for others.")
    return _do(slug, act, lambda _turn: done)


@bp.post("/events/<slug>/desk/meetings/<int:meeting_id>/undo")
@login_required
def undo(slug: str, meeting_id: int) -> Any:
    """Marked by mistake."""
    _meeting(slug, meeting_id)
    return _do(
        slug,
        lambda: services.undo(_meeting(slug, meeting_id), actor=current_user, at=clock.now()),
        lambda _turn: _("Taken back. The meeting stands as before."),
    )


def _placed(placement: Placement) -> str:
    slot = db.session.get_one(Slot, placement.slot_id)
    table = db.session.get_one(Table, placement.table_id)
    time = fmt_when(slot.starts_at, clock.now(), placement.meeting.event.zone)
    return str(_("They meet at %(time)s, table %(table)s.", time=time, table=table.label))


@bp.post("/events/<slug>/desk/meetings/<int:meeting_id>/seat")
@login_required
def seat(slug: str, meeting_id: int) -> Any:
    """Two who are free take a free table now."""
    _meeting(slug, meeting_id)
    return _do(
        slug,
        lambda: services.seat_now(_meeting(slug, meeting_id), actor=current_user, at=clock.now()),
        _placed,
    )


@bp.post("/events/<slug>/desk/walk-up")
@login_required
def walk_up(slug: str) -> Any:
    """Two people at the desk get their next shared time."""
    event, form = _event(slug), WalkUpForm(prefix="walk")
    if not form.validate_on_submit():
        return _page(event, form), 422
    codes = form.first.data, form.second.data
    try:
        with transaction():
            placement = services.walk_up(event, *codes, actor=current_user, at=clock.now())
            said = _placed(placement)
    except DomainError as error:
        _say_in(form, error)
        return _page(_event(slug), form), error.status
    flash(said, "success")
    return _back(slug)


def _say_in(form: WalkUpForm, error: DomainError) -> None:
    """Say what a rule refused at the badges that are wrong, else above both."""
    text, wrong = error.text(_), error.values.get("fields", ())
    for name in wrong:
        form[name].errors = [*form[name].errors, text]
    if not wrong:
        form.form_errors.append(text)


@bp.route("/manage/events/<slug>/desk", methods=["GET", "POST"])
@login_required
def settings(slug: str) -> Any:
    """How long people are waited for, and where displays read."""
    event = event_or_404(slug)
    authorize(can_set_desk, event)
    rules = queries.desk_rules(event.id)
    form = DeskForm(
        data={
            "grace_minutes": rules.grace_minutes if rules else GRACE,
            "one_badge": rules is not None and rules.one_badge,
        }
    )
    if form.validate_on_submit():
        with transaction():
            services.set_rules(
                event,
                grace_minutes=form.grace_minutes.data,
                one_badge=bool(form.one_badge.data),
                actor=current_user,
                at=clock.now(),
            )
        flash(_("Saved."), "success")
        return redirect(url_for("desk.settings", slug=slug), code=303)
    token = rules.display_token if rules else ""
    page = render_template(
        "matchmaking/desk/settings.html",
        event=event,
        form=form,
        token=token,
        address=public_url("desk.hall", token=token) if token else "",
        tables=tables_of(event.id),
    )
    return page, 422 if form.errors else 200


@bp.post("/manage/events/<slug>/desk/displays")
@login_required
def renew(slug: str) -> Any:
    """A new secret address for displays."""
    event = event_or_404(slug)
    authorize(can_set_desk, event)
    with transaction():
        services.new_display_address(event, actor=current_user, at=clock.now())
    flash(_("Displays have a new address; the old one shows nothing any more."), "success")
    return redirect(url_for("desk.settings", slug=slug), code=303)
