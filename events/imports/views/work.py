"""One import: its columns, its trial run, carrying it out, taking it back."""

import io
from typing import Any

from flask import Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from core import clock, jobs
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _
from core.jobs import JobState
from core.sheets import write_xlsx
from core.telling import telling
from core.web import page_number, paginate
from events.imports import files, queries, services, words
from events.imports.columns import columns_of
from events.imports.errors import ColumnTwice
from events.imports.forms import chosen_columns, twice_chosen
from events.imports.jobs import folder, shown_column
from events.imports.models import Import, ImportRow
from events.imports.pages import error_text, label_of, reason_text
from events.imports.states import AT_WORK, Fate, ImportState, may_become
from events.imports.views.blueprint import bp, list_url, own_import

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TO_CHOOSE = frozenset({ImportState.UPLOADED, ImportState.CHECKED, ImportState.BROKEN})


def _to(one: Import, page: str = "imports.show") -> Any:
    return redirect(url_for(page, import_id=one.id), code=303)


@bp.route("/manage/imports/<int:import_id>/columns", methods=["GET", "POST"])
@login_required
def columns(import_id: int) -> Any:
    """Which column of the file is what: guessed, and to be corrected."""
    one = own_import(import_id)
    if one.state not in TO_CHOOSE:
        return _to(one)
    known = columns_of(one.kind, at_event=one.event_id is not None)
    mapping = {key: place for key, place in one.mapping.items() if place < len(one.headings)}
    problem = ""
    if request.method == "POST":
        mapping = chosen_columns(one, request.form, {column.key for column in known})
        try:
            _choose(one, mapping)
        except DomainError as error:
            problem = error_text(error)
        else:
            jobs.tick_soon()
            return _to(one)
    shown = render_template(
        "events/imports/columns.html",
        one=one,
        event=one.event,
        known=known,
        chosen={place: key.partition("#")[0] for key, place in mapping.items()},
        letters=[shown_column(place) for place in range(len(one.headings))],
        problem=problem,
        steps=[_(step) for step in words.STEPS],
    )
    return shown, 422 if problem else 200


def _choose(one: Import, mapping: dict[str, int]) -> None:
    double = twice_chosen(mapping)
    if double is not None:
        raise ColumnTwice(name=label_of(double))
    with transaction():
        services.choose_columns(one, mapping, by=current_user, at=clock.now())


@bp.get("/manage/imports/<int:import_id>")
@login_required
def show(import_id: int) -> Any:
    """Where an import stands, and every row's fate."""
    one = own_import(import_id)
    if one.state is ImportState.UPLOADED:
        return _to(one, "imports.columns")
    counts = queries.fate_counts([one.id]).get(one.id, {})
    fate = _fate()
    rows = queries.rows_of(one.id, fate)
    if request.args.get("kept") == "1":
        rows = queries.kept_rows(one.id)
    return render_template(
        "events/imports/show.html",
        one=one,
        event=one.event,
        counts=counts,
        fate=fate,
        states=queries.state_counts(one.id),
        writing=queries.count(queries.to_write(one.id)),
        waiting=queries.count(queries.undecided(one.id)),
        page=paginate(rows, number=page_number(), size=50),
        before=queries.same_file_before(one),
        sections=_sections(one, counts, fate),
        now=words.STEP_OF[one.state],
        steps=[_(step) for step in words.STEPS],
        stopped=one.job is not None and one.job.state is JobState.FAILED,
        at_work=one.state in AT_WORK,
        may_undo=may_become(one.state, ImportState.UNDOING),
        back=list_url(one.event),
    )


def _fate() -> Fate | None:
    wanted = request.args.get("fate", "")
    return Fate(wanted) if wanted in set(Fate) else None


def _sections(one: Import, counts: dict[Fate, int], fate: Fate | None) -> list[dict[str, Any]]:
    total = sum(counts.values())
    every = {
        "label": _("All rows"),
        "url": url_for("imports.show", import_id=one.id),
        "active": fate is None,
        "count": total,
    }
    return [every] + [
        {
            "label": _(words.FATES[kind][0]),
            "url": url_for("imports.show", import_id=one.id, fate=kind.value),
            "active": kind is fate,
            "count": counts.get(kind, 0),
        }
        for kind in words.FATES
    ]


@bp.get("/manage/imports/<int:import_id>/progress.json")
@login_required
def progress(import_id: int) -> Response:
    """How far the work is, for the page that waits."""
    one = own_import(import_id)
    job = one.job
    waits = one.state in AT_WORK and job is not None and job.state is not JobState.FAILED
    return jsonify(done=job.done if job else 0, total=job.total if job else 0, finished=not waits)


def _do(import_id: int, act: Any, done: str) -> Any:
    """Do something with an import and tell how it went."""
    one = own_import(import_id)
    try:
        with transaction():
            act(one, by=current_user, at=clock.now())
    except DomainError as error:
        flash(error_text(error), "error")
    else:
        jobs.tick_soon()
        if done:
            flash(done, "success")
    return _to(one)


@bp.post("/manage/imports/<int:import_id>/write")
@login_required
def write(import_id: int) -> Any:
    """Carry the import out."""
    return _do(import_id, services.write_rows, "")


@bp.post("/manage/imports/<int:import_id>/undo")
@login_required
def undo(import_id: int) -> Any:
    """Take the import back."""
    return _do(import_id, services.undo_rows, "")


@bp.post("/manage/imports/<int:import_id>/go-on")
@login_required
def go_on(import_id: int) -> Any:
    """Go on where the work stopped."""
    return _do(import_id, services.go_on, _("It goes on where it stopped."))


@bp.post("/manage/imports/<int:import_id>/rows/<int:row_id>/decide")
@login_required
def decide(import_id: int, row_id: int) -> Any:
    """Say whether a likely duplicate is the same one."""
    one = own_import(import_id)
    row = db.session.get(ImportRow, row_id)
    if row is None or row.import_id != one.id:
        abort(404)
    with telling():
        chosen = request.form.get("decision", "")
        services.decide(row, one, chosen, by=current_user, at=clock.now())
    place = url_for("imports.show", import_id=one.id, fate=Fate.DUPLICATE.value)
    return redirect(f"{place}#row-{row_id}", code=303)


@bp.post("/manage/imports/<int:import_id>/delete")
@login_required
def delete(import_id: int) -> Any:
    """Forget an import that wrote nothing."""
    one = own_import(import_id)
    address = list_url(one.event)
    try:
        with transaction():
            key = services.delete_import(one, by=current_user, at=clock.now())
    except DomainError as error:
        flash(error.text(_), "error")
        return redirect(address, code=303)
    files.remove(key, folder())
    flash(_("The list is gone; it had written nothing."), "success")
    return redirect(address, code=303)


@bp.get("/manage/imports/<int:import_id>/refused.xlsx")
@login_required
def refused(import_id: int) -> Response:
    """The refused rows as they were sent, each with its reason: to mend and send again."""
    one = own_import(import_id)
    rows = db.session.scalars(queries.rows_of(one.id, Fate.REFUSED))
    table = (
        [*row.cells, *[""] * (len(one.headings) - len(row.cells)), _reasons(row)] for row in rows
    )
    stream = io.BytesIO()
    headings = [*one.headings, _("Why it was refused")]
    write_xlsx(stream, headings, table, title=_("Refused"))
    response = Response(stream.getvalue(), mimetype=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="refused-{one.id}.xlsx"'
    return response


def _reasons(row: ImportRow) -> str:
    told = " ".join(reason_text(reason) for reason in row.reasons)
    return str(_("Row %(row)d: %(reasons)s", row=row.number, reasons=told))
