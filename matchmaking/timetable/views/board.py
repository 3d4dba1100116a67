"""The organiser's board: the grid of a day, and moving one meeting with or without script."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import (
    Response,
    abort,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_login import current_user, login_required
from werkzeug.wrappers import Response as Answer

from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _, fmt_datetime
from core.permissions import authorize
from events.programme.models import Event, Slot
from events.programme.pages import event_or_404
from events.programme.rules import can_manage_event, can_work_on_event
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.queries import meeting_at
from matchmaking.timetable.board import queries, services
from matchmaking.timetable.board.conflicts import in_the_way
from matchmaking.timetable.forms import BoardForm, SwapForm
from matchmaking.timetable.queries import (
    booths_in_use,
    places_for,
    slot_at,
    slots_of,
    table_at,
    tables_of,
)
from matchmaking.timetable.states import ON_BOARD
from matchmaking.timetable.views.blueprint import bp
from matchmaking.timetable.words import place_word, verb_word


def _own_event(slug: str, *, changes: bool) -> Event:
    event = event_or_404(slug)
    authorize(can_manage_event if changes else can_work_on_event, event)
    return event


def _meeting(event: Event, meeting_id: int) -> Meeting:
    meeting = meeting_at(event, meeting_id)
    if meeting is None or meeting.state not in ON_BOARD:
        abort(404)
    return meeting


def _shown() -> dict[str, str]:
    """The day, the hall and the participant for whom one acts, kept from page to page."""
    wanted = {name: request.values.get(name, "") for name in ("day", "hall", "for")}
    return {name: value for name, value in wanted.items() if value}


def _acting_for(companies: dict[int, str]) -> tuple[int, str] | None:
    """The participant on whose behalf the organiser acts, if it is one of these."""
    company_id = request.values.get("for", type=int)
    return (company_id, companies[company_id]) if company_id in companies else None


@bp.get("/manage/events/<slug>/timetable/board")
@login_required
def board(slug: str) -> Answer:
    """Times and tables with the meetings, to be moved; ``part`` is the grid alone."""
    event = _own_event(slug, changes=False)
    hall = request.args.get("hall")
    shown = queries.board_of(event, day=request.args.get("day", ""), zone=hall, at=clock.now())
    template = "_board.html" if request.args.get("part") else "board.html"
    page = render_template(
        f"matchmaking/timetable/{template}",
        event=event,
        board=shown,
        acting=_acting_for(dict(shown.companies)),
        kept=_shown(),
        at=clock.now(),
        may_change=can_manage_event(current_user, event),
    )
    answer = make_response(page)
    if request.args.get("part"):
        answer.add_etag()
        return answer.make_conditional(request)
    return answer


@bp.get("/manage/events/<slug>/timetable/board/<int:meeting_id>")
@login_required
def board_meeting(slug: str, meeting_id: int) -> Any:
    """One meeting: where it stands, what is in the way elsewhere, moving, swapping, its story."""
    event = _own_event(slug, changes=False)
    return _page(event, _meeting(event, meeting_id), BoardForm(), SwapForm())


def _page(event: Event, meeting: Meeting, form: BoardForm, swap: SwapForm) -> str:
    at = clock.now()
    coming = [slot for slot in slots_of(event.id) if slot.starts_at > at]
    notes = in_the_way(meeting, coming)
    tables = list(dict.fromkeys([*places_for(meeting), *tables_of(event.id)]))
    form.offer(coming, tables, zone=event.zone, notes=notes)
    placement = meeting.placement
    if not form.is_submitted():
        form.seen.data = swap.seen.data = str(meeting.sequence)
        if placement is not None:
            form.slot_id.data, form.table_id.data = placement.slot_id, placement.table_id
    swap.other.choices = _swaps(event, meeting, coming, at=at)
    sides = meeting.companies
    return render_template(
        "matchmaking/timetable/board_meeting.html",
        event=event,
        meeting=meeting,
        form=form,
        swap=swap,
        acting=_acting_for({company.id: company.name for company in sides}),
        kept=_shown(),
        history=[
            (row, verb_word(row.verb), who, whom) for row, who, whom in queries.history_of(meeting)
        ],
        may_change=can_manage_event(current_user, event),
    )


def _swaps(
    event: Event, meeting: Meeting, coming: Sequence[Slot], *, at: datetime
) -> list[tuple[str, str]]:
    """What a meeting can change places with: its number and how it looked, and its words."""
    times = {slot.id: fmt_datetime(slot.starts_at, event.zone) for slot in coming}
    places = [*tables_of(event.id), *booths_in_use(event.id)]
    labels = {table.id: place_word(table) for table in places}
    choices = []
    for card in queries.swaps_for(meeting, at=at):
        if card.slot_id in times and card.table_id in labels:
            place = f"{times[card.slot_id]} · {labels[card.table_id]}"
            text = f"{place} · {card.buyer} – {card.exhibitor}"
            choices.append((f"{card.id}.{card.sequence}", text))
    return choices


@bp.get("/manage/events/<slug>/timetable/board/<int:meeting_id>/conflicts.json")
@login_required
def board_conflicts(slug: str, meeting_id: int) -> Response:
    """By slot, why this meeting cannot stand there."""
    event = _own_event(slug, changes=False)
    found = in_the_way(_meeting(event, meeting_id), slots_of(event.id))
    return jsonify({str(slot_id): text for slot_id, text in found.items()})


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _done(event: Event, text: str) -> Any:
    if _wants_json():
        return jsonify(text=text)
    flash(text, "success")
    return redirect(url_for("timetable.board", slug=event.slug, **_kept()), code=303)


def _kept() -> dict[str, Any]:
    return dict(_shown())


def _refused(event: Event, meeting_id: int, error: DomainError) -> Any:
    """In words, to the script; without it, beside the form."""
    text = error.text(_)
    if _wants_json():
        return jsonify(text=text), error.status
    flash(text, "warning")
    db.session.expire_all()
    empty = BoardForm(formdata=None), SwapForm(formdata=None)
    return _page(event, _meeting(event, meeting_id), *empty), error.status


def _for_company(meeting: Meeting) -> int | None:
    sides = meeting.companies
    found = _acting_for({company.id: company.name for company in sides})
    return found[0] if found else None


@bp.post("/manage/events/<slug>/timetable/board/<int:meeting_id>/move")
@login_required
def board_move(slug: str, meeting_id: int) -> Any:
    """Give a meeting this time and table."""
    event = _own_event(slug, changes=True)
    meeting = _meeting(event, meeting_id)
    form = BoardForm()
    if not form.validate() or not (form.seen.data or "").isdigit():
        abort(422)
    slot = slot_at(event, form.slot_id.data) or abort(404)
    table = table_at(event, form.table_id.data) or abort(404)
    try:
        with transaction():
            services.put_meeting(
                meeting,
                slot=slot,
                table=table,
                seen=int(form.seen.data),
                actor=current_user,
                at=clock.now(),
                for_company_id=_for_company(meeting),
            )
    except DomainError as error:
        return _refused(event, meeting_id, error)
    place = f"{fmt_datetime(slot.starts_at, event.zone)} · {place_word(table)}"
    return _done(event, _("Now at %(place)s. Both sides get a mail.", place=place))


@bp.post("/manage/events/<slug>/timetable/board/<int:meeting_id>/swap")
@login_required
def board_swap(slug: str, meeting_id: int) -> Any:
    """Let a meeting change places with another."""
    event = _own_event(slug, changes=True)
    meeting = _meeting(event, meeting_id)
    form = SwapForm()
    other_id, _dot, other_seen = (request.form.get("other") or "").partition(".")
    numbers = (other_id, other_seen, form.seen.data or "")
    if not form.validate() or not all(number.isdigit() for number in numbers):
        abort(422)
    other = _meeting(event, int(other_id))
    try:
        with transaction():
            services.swap_meetings(
                meeting,
                other,
                seen=(int(form.seen.data), int(other_seen)),
                actor=current_user,
                at=clock.now(),
                for_company_id=_for_company(meeting),
            )
    except DomainError as error:
        return _refused(event, meeting_id, error)
    return _done(event, _("The two have changed places. Their people get a mail."))


@bp.post("/manage/events/<slug>/timetable/board/<int:meeting_id>/lock")
@login_required
def board_lock(slug: str, meeting_id: int) -> Any:
    """Hold a meeting where it stands, or let it go."""
    event = _own_event(slug, changes=True)
    meeting = _meeting(event, meeting_id)
    locked = request.form.get("locked") == "1"
    try:
        with transaction():
            services.set_locked(
                meeting,
                locked=locked,
                seen=request.form.get("seen", -1, type=int),
                actor=current_user,
                at=clock.now(),
            )
    except DomainError as error:
        return _refused(event, meeting_id, error)
    return _done(event, _("Locked. Nothing moves it.") if locked else _("Unlocked."))
