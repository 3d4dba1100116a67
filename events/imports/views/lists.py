"""The lists that came in, and bringing in another one."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user, login_required

from core import clock
from core.db import transaction
from core.i18n import _
from core.permissions import authorize
from core.sheets import BadFile
from core.web import limiter, page_number, paginate
from events.imports.forms import UploadForm
from events.imports.intake import take_in
from events.imports.jobs import folder
from events.imports.queries import fate_counts, imports_of
from events.imports.services import start_import
from events.imports.states import ImportKind
from events.imports.views.blueprint import bp, for_catalogue, own_event
from events.programme.models import Event


@bp.route("/manage/events/<slug>/imports", methods=["GET", "POST"])
@login_required
@limiter.limit("60/hour", methods=["POST"])
def index(slug: str) -> Any:
    """Lists of an event: what came in, what goes out."""
    return _page(own_event(slug))


@bp.route("/manage/imports", methods=["GET", "POST"])
@login_required
@limiter.limit("60/hour", methods=["POST"])
def catalogue() -> Any:
    """Lists of the whole catalogue."""
    authorize(for_catalogue)
    return _page(None)


def _page(event: Event | None) -> Any:
    form = UploadForm()
    form.offer(at_event=event is not None)
    if form.validate_on_submit():
        import_id = _uploaded(form, event)
        if import_id is not None:
            return redirect(url_for("imports.columns", import_id=import_id), code=303)
    page = paginate(imports_of(event.id if event else None), number=page_number())
    shown = render_template(
        "events/imports/index.html",
        event=event,
        form=form,
        page=page,
        counts=fate_counts(one.id for one in page.items),
    )
    return shown, 422 if request.method == "POST" else 200


def _uploaded(form: UploadForm, event: Event | None) -> int | None:
    """The id of the new import; None when the file cannot be read, which the form then says."""
    kind = ImportKind(form.kind.data)
    event_id = event.id if event else None
    try:
        taken = take_in(form.file.data.stream, folder(), kind=kind, event_id=event_id)
    except BadFile as error:
        form.file.errors = [error.text(_)]
        return None
    with transaction():
        one = start_import(
            kind,
            by=current_user,
            at=clock.now(),
            source=form.source.data or "",
            file_name=(form.file.data.filename or "")[-200:],
            **taken,
        )
        return one.id
