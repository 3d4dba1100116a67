"""The fair's papers with the department, and the deadlines of an event with their ticks."""

import contextlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from flask import (
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    url_for,
)
from flask_login import current_user, login_required

from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _
from core.permissions import authorize
from core.telling import telling
from events.catalogue.papers import TYPES, paper_path, remove_paper, store_paper
from events.programme import services
from events.programme.deadlines import changed_since, last_day_for_changes
from events.programme.forms import DeadlineForm, FilingForm, PostForm
from events.programme.models import Event, Filing
from events.programme.pages import event_or_404
from events.programme.queries import deadlines_of, filings_of
from events.programme.rules import can_manage_event, can_work_on_event
from events.programme.times import local_day
from events.programme.views.blueprint import bp


def _folder() -> Path:
    """Where the papers lie: not below what the web serves."""
    return Path(current_app.instance_path) / "filings"


def _today(event: Event) -> date:
    return local_day(clock.now(), event.zone)


@bp.get("/manage/events/<slug>/deadlines")
@login_required
def deadlines(slug: str) -> str:
    """What is due when, what was filed, and what changed since."""
    event = event_or_404(slug)
    authorize(can_work_on_event, event)
    filings, today = filings_of(event), _today(event)
    changed = changed_since(event, filings[0].snapshot) if filings else []
    last_day = last_day_for_changes(event)
    return render_template(
        "events/programme/deadlines.html",
        event=event,
        rows=deadlines_of(event, filings, today),
        filings=filings,
        changed=[_(word) for word in changed],
        last_day=last_day,
        days_left=(last_day - today).days,
        may_manage=can_manage_event(current_user, event),
    )


@bp.post("/manage/events/<slug>/deadlines")
@login_required
def deadline(slug: str) -> Any:
    """Tick a deadline off, open it again, or give it another day."""
    event = event_or_404(slug)
    authorize(can_work_on_event, event)
    form = DeadlineForm()
    if form.validate_on_submit():
        with telling(_("Saved.")):
            _change(event, form)
    else:
        flash(_("Give a day like 25/11/2026."), "error")
    return redirect(url_for("programme.deadlines", slug=slug), code=303)


def _change(event: Event, form: DeadlineForm) -> None:
    at, name = clock.now(), form.name.data
    if form.do.data == "move":
        services.move_deadline(event, name, form.due_on.data, by=current_user, at=at)
    else:
        is_done = form.do.data == "done"
        services.tick_deadline(event, name, is_done=is_done, by=current_user, at=at)


@bp.route("/manage/events/<slug>/filings/new", methods=["GET", "POST"])
@login_required
def filing_new(slug: str) -> Any:
    """Keep the number, day and paper of a registration or change."""
    event = event_or_404(slug)
    authorize(can_manage_event, event)
    form = FilingForm(data={"filed_on": _today(event)})
    if form.validate_on_submit():
        try:
            with _stored(form.paper.data) as key, transaction():
                services.keep_filing(
                    event, **form.values(), file_key=key, by=current_user, at=clock.now()
                )
        except DomainError as error:
            form.form_errors.append(error.text(_))
        else:
            flash(_("The filing is kept."), "success")
            return redirect(url_for("programme.deadlines", slug=slug), code=303)
    return render_template("events/programme/filing.html", event=event, form=form)


@contextlib.contextmanager
def _stored(sent: Any) -> Iterator[str | None]:
    """The sent paper, stored; removed again when what follows fails."""
    key = store_paper(sent.read(), _folder()) if sent else None
    try:
        yield key
    except BaseException:
        remove_paper(key, _folder())
        raise


def _filing_or_404(event: Event, filing_id: int) -> Filing:
    filing = db.session.get(Filing, filing_id)
    if filing is None or filing.event_id != event.id:
        abort(404)
    return filing


@bp.get("/manage/events/<slug>/filings/<int:filing_id>/paper")
@login_required
def filing_paper(slug: str, filing_id: int) -> Response:
    """The paper as a file to keep: never as a page of ours."""
    event = event_or_404(slug)
    authorize(can_work_on_event, event)
    filing = _filing_or_404(event, filing_id)
    path = paper_path(_folder(), filing.file_key or "")
    if path is None or not path.exists():
        abort(404)
    kind = path.suffix.lstrip(".")
    name = f"{event.slug}-{filing.id}.{kind}"
    response = Response(path.read_bytes(), mimetype=TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@bp.post("/manage/events/<slug>/filings/<int:filing_id>/remove")
@login_required
def filing_remove(slug: str, filing_id: int) -> Any:
    """Take back what was kept by mistake."""
    event = event_or_404(slug)
    authorize(can_manage_event, event)
    filing = _filing_or_404(event, filing_id)
    if PostForm().validate_on_submit():
        with telling(_("The filing is removed.")):
            key = services.remove_filing(filing, by=current_user, at=clock.now())
        remove_paper(key, _folder())
    return redirect(url_for("programme.deadlines", slug=slug), code=303)
