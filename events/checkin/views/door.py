"""The scan page: camera, hand scanner or typed code; works as a plain form, too."""

import secrets
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, session, url_for
from flask_login import current_user, login_required

from core import clock
from core.db import transaction
from core.errors import DomainError
from core.i18n import N_, _, fmt_time
from core.permissions import authorize
from core.telling import telling
from core.web import allow_camera, limiter
from events.checkin import doors, queries, services
from events.checkin.answers import answer_of, answer_with_end, counts_of
from events.checkin.forms import CodeForm, WalkInForm
from events.checkin.models import CheckinList, Direction, Gate, Scan
from events.checkin.questions import BODY_LIMIT, Question, read_question
from events.checkin.services.scanning import Told
from events.checkin.states import Reason
from events.checkin.views.blueprint import bp
from events.programme.models import Event
from events.programme.queries import event_or_404, events_of_team
from events.programme.rules import can_work_door, can_work_on_event
from events.registration.models import RegistrationRole
from events.registration.services import register_guest

RECENT = 8
# Where the scanner looks a name up, this page sends people on to it.
_HINTS: dict[str | None, str] = {
    Reason.UNKNOWN_CODE: N_(
        "No ticket has this code. Check the digits; names are looked up in the scanner: press"
        " “Make this phone a scanner”."
    ),
    Reason.REVOKED: N_(
        "A newer ticket was made. Ask for that one; names are looked up in the scanner: press"
        " “Make this phone a scanner”."
    ),
}


def door_of(slug: str) -> Event:
    """The event, for those who work at its doors."""
    event = event_or_404(slug)
    authorize(can_work_door, event)
    return event


def _me() -> Any:
    return current_user._get_current_object()  # noqa: SLF001 -- the user itself, not its proxy


@bp.get("/check-in")
@login_required
def mine() -> Any:
    """The doors one works at; straight on when there is one."""
    events = [event for event, _role in events_of_team(current_user)]
    ahead = [event for event in events if event.ends_at > clock.now()]
    if len(ahead) == 1:
        return redirect(url_for("checkin.door", slug=ahead[0].slug), code=303)
    return render_template("events/checkin/mine.html", events=ahead or events)


def _main_list(event: Event) -> CheckinList:
    found = queries.list_by_slug(event.id)
    if found is None:
        with transaction():
            found = doors.ensure_main_list(event)
    return found


def _chosen_gate(event: Event, gates: list[Gate]) -> Gate | None:
    """The gate of the address, else the one chosen last, else the first."""
    key = f"gate-{event.id}"
    asked = request.args.get("gate", type=int) or session.get(key)
    chosen = next((gate for gate in gates if gate.id == asked), gates[0] if gates else None)
    if chosen is not None and session.get(key) != chosen.id:
        session[key] = chosen.id
    return chosen


@bp.route("/events/<slug>/check-in", methods=["GET", "POST"])
@login_required
@allow_camera
def door(slug: str) -> Any:
    """Scan tickets. The form answers by loading the page again; the script asks ``scan``."""
    event = door_of(slug)
    main, gates = _main_list(event), queries.gates_of(event.id)
    gate = _chosen_gate(event, gates)
    form = CodeForm()
    if form.validate_on_submit():
        return _plain_answer(event, main, gate, form)
    return _page(event, main, gates, gate, walk_in=WalkInForm(formdata=None))


def _page(
    event: Event, main: CheckinList, gates: list[Gate], gate: Gate | None, *, walk_in: WalkInForm
) -> str:
    """The scan page, ready for the next code."""
    form = CodeForm(formdata=None)
    form.nonce.data = secrets.token_urlsafe(12)
    shown = request.args.get("scan", type=int)
    scan = queries.scan_of_event(shown, event.id) if shown else None
    return render_template(
        "events/checkin/door.html",
        event=event,
        form=form,
        walk_in=walk_in,
        gates=gates,
        gate=gate,
        answer=_told(scan) if scan else None,
        undone=scan is not None and scan.undone_at is not None,
        counts=counts_of(queries.head_count(main.id, event.id)),
        recent=[(row, answer_of(row)) for row in queries.recent_scans(main.id, limit=RECENT)],
    )


def _told(scan: Scan) -> dict[str, Any]:
    """The answer with the first admission in words, for the page without a script."""
    first, said = scan.first, _leading_on(answer_of(scan))
    if first is None:
        return said
    time = fmt_time(first.scanned_at)
    if first.gate is None:
        return said | {"first": _("First at %(time)s", time=time)}
    return said | {"first": _("First at %(time)s, gate %(gate)s", time=time, gate=first.gate.name)}


def _leading_on(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer with what to do on this page, which looks up no names."""
    hint = _HINTS.get(answer["reason"])
    return answer | {"hint": _(hint)} if hint else answer


def _plain_answer(event: Event, main: CheckinList, gate: Gate | None, form: CodeForm) -> Any:
    try:
        with transaction():
            scan = services.check_in(
                event,
                main,
                form.code.data,
                nonce=form.nonce.data,
                direction=form.direction.data,
                gate=gate,
                user=_me(),
                at=clock.now(),
            )
            number = scan.id
    except DomainError as error:
        flash(error.text(_), "error")
        number = None
    return redirect(url_for("checkin.door", slug=event.slug, scan=number), code=303)


@bp.post("/events/<slug>/check-in/scans")
@limiter.limit("600 per minute")
@login_required
def scan(slug: str) -> Any:
    """One scan of the page's script, answered as JSON; the twin of the devices' interface."""
    event = door_of(slug)
    if request.mimetype != "application/json":
        abort(415)
    if (request.content_length or 0) > BODY_LIMIT:
        abort(413)
    asked = read_question(request.get_data(cache=False), with_gate=True)
    with transaction():
        main = doors.ensure_main_list(event)
        row = services.check_in(
            event,
            main,
            asked.code,
            nonce=asked.nonce,
            scanned_at=asked.scanned_at,
            direction=asked.direction,
            forced=asked.forced,
            force_reason=asked.force_reason,
            may_force=can_work_on_event(current_user, event),
            gate=_gate_of(event, asked),
            user=_me(),
            at=clock.now(),
        )
        answer = _leading_on(answer_with_end(Told.of(row)))
    return jsonify(answer | {"counts": counts_of(queries.head_count(main.id, event.id))})


def _gate_of(event: Event, asked: Question) -> Gate | None:
    """The page's gate; one that was removed meanwhile does not hold up the queue."""
    gates = {gate.id: gate for gate in queries.gates_of(event.id)}
    return gates.get(asked.gate_id or 0)


@bp.get("/events/<slug>/check-in/counts")
@login_required
def counts(slug: str) -> Any:
    """How many are inside, asked every few seconds."""
    event = door_of(slug)
    main = queries.list_by_slug(event.id)
    count = queries.head_count(main.id, event.id) if main else queries.HeadCount()
    return jsonify(counts_of(count))


@bp.post("/events/<slug>/check-in/walk-in")
@login_required
@allow_camera
def walk_in(slug: str) -> Any:
    """Register somebody without a ticket and let them in."""
    event, form, at = door_of(slug), WalkInForm(), clock.now()
    gates = queries.gates_of(event.id)
    gate = _chosen_gate(event, gates)
    if not form.validate_on_submit():
        return _page(event, _main_list(event), gates, gate, walk_in=form), 422
    with transaction():
        registration = register_guest(
            event,
            full_name=form.full_name.data,
            role=RegistrationRole.VISITOR,
            phone=form.phone.data or None,
            at=at,
            actor=_me(),
        )
        row = services.check_in(
            event,
            doors.ensure_main_list(event),
            registration.short_code,
            nonce=f"walk-in-{secrets.token_urlsafe(12)}",
            direction=Direction.ENTRY,
            gate=gate,
            user=_me(),
            at=at,
        )
        number = row.id
    return redirect(url_for("checkin.door", slug=slug, scan=number), code=303)


@bp.post("/events/<slug>/check-in/scans/<int:scan_id>/undo")
@login_required
def undo(slug: str, scan_id: int) -> Any:
    """Take back an admission made by mistake."""
    event = door_of(slug)
    row = queries.scan_of_event(scan_id, event.id)
    if row is None:
        abort(404)
    with telling(_("Taken back. The ticket can be used again.")):
        services.undo(row, at=clock.now(), actor=_me())
    return redirect(url_for("checkin.door", slug=slug), code=303)
