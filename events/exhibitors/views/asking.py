"""One application as its firm sees it: where it stands, papers, an offer to answer."""

from pathlib import Path
from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, send_file, url_for
from flask_login import current_user, login_required
from markupsafe import Markup

from accounts.companies.rules import acts_for
from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _
from core.qr import qr_svg
from core.telling import telling
from core.web import limiter
from events.exhibitors import services
from events.exhibitors.forms import PaperForm
from events.exhibitors.models import (
    Application,
    ApplicationGroup,
    Booth,
    BoothFee,
    FeeAccount,
    Paper,
    PaperKind,
)
from events.exhibitors.paper_files import TYPES, paper_path, remove_paper, store_paper
from events.exhibitors.queries import (
    criteria_of,
    exhibitors_by_company,
    facts_of,
    fees_of_company,
    groups_for,
    papers_for,
    whole_application,
)
from events.exhibitors.rules import can_withdraw_application
from events.exhibitors.scoring import score
from events.exhibitors.services.fees import account_of
from events.exhibitors.services.offers import HOLDER, QUEUE
from events.exhibitors.states import LIVE
from events.exhibitors.vietqr import BANKS, payload
from events.exhibitors.views.blueprint import bp
from events.programme.rules import can_work_on_event
from events.waiting import services as line
from events.waiting.models import WaitingEntry
from events.waiting.queries import Standing, live_entry, standings


def paper_folder() -> Path:
    """Where papers are kept: in the instance folder, served by nobody but the view below."""
    return Path(current_app.instance_path) / "application-papers"


def _own(application_id: int) -> Application:
    application = whole_application(application_id)
    if application is None:
        abort(404)
    if not acts_for(current_user, application.company):
        abort(403)
    return application


def _back(application_id: int) -> Any:
    return redirect(url_for("exhibitors.application", application_id=application_id), code=303)


@bp.get("/applications/<int:application_id>")
@login_required
def application(application_id: int) -> str:
    """Where an application stands and what to do next."""
    return _page(_own(application_id))


def _page(row: Application, form: PaperForm | None = None) -> str:
    facts = facts_of(row.event, [row])[row.id]
    standing = standing_of(row)
    offered = None
    if standing is not None and standing.is_offered:
        offered = standing.entry
    return render_template(
        "events/exhibitors/application.html",
        application=row,
        event=row.event,
        papers=papers_for(row),
        paper_form=form or PaperForm(formdata=None),
        groups=groups_for(facts),
        score=score(facts, criteria_of(row.event_id)),
        standing=standing,
        offer=offered,
        booth=booth_of_offer(offered),
        show=exhibitors_by_company(row.event_id, [row.company_id]).get(row.company_id),
        fees=[_fee(fee, account_of(row.event_id)) for fee in _fees(row)],
        is_live=row.state in LIVE,
        may_queue=standing is None and services.may_stand_in_line(row),
        may_withdraw=can_withdraw_application(current_user, row),
    )


def _fees(row: Application) -> list[BoothFee]:
    return fees_of_company(row.event_id, row.company_id)


def _fee(fee: BoothFee, account: FeeAccount | None) -> dict[str, Any]:
    """A fee with the code that pays what is open of it, drawn here and nowhere else."""
    code = ""
    if account is not None and fee.open_minor > 0:
        code = qr_svg(payload(account.bank, account.number, fee.open_minor, fee.reference))
    bank = BANKS.get(account.bank, account.bank) if account is not None else ""
    return {"fee": fee, "account": account, "bank": bank, "code": Markup(code)}  # noqa: S704 -- our own drawing


def standing_of(row: Application) -> Standing | None:
    """Where an application stands in the line for its category."""
    return standings(HOLDER, [row.id]).get((QUEUE, row.category_id or 0))


def booth_of_offer(entry: WaitingEntry | None) -> Booth | None:
    """The booth that is held for an offer."""
    return db.session.get(Booth, entry.place_id) if entry is not None else None


def _entry(row: Application) -> WaitingEntry | None:
    return live_entry(QUEUE, row.category_id or 0, HOLDER, row.id)


@bp.post("/applications/<int:application_id>/offer")
@login_required
def answer_offer(application_id: int) -> Any:
    """Take the booth that is offered, or leave it to the next in line."""
    row, is_yes = _own(application_id), request.form.get("answer") == "yes"
    entry = _entry(row)
    if entry is None:
        flash(_("This offer is no longer open. You may join the waiting list again."), "error")
        return _back(application_id)
    done = _("The booth is yours. Welcome!") if is_yes else _("The booth goes to the next in line.")
    answer = line.accept if is_yes else line.decline
    with telling(done):
        answer(entry, at=clock.now(), by=current_user)
    return _back(application_id)


@bp.post("/applications/<int:application_id>/line")
@login_required
@limiter.limit("30/hour")
def stand_in_line(application_id: int) -> Any:
    """Stand in line again after an offer has lapsed, or leave the line."""
    row = _own(application_id)
    entry = _entry(row)
    if request.form.get("answer") == "leave" and entry is not None:
        with telling(_("You have left the line.")):
            line.withdraw(entry, at=clock.now(), by=current_user)
    elif entry is None:
        with telling(_("You are in line. We will write to you when a booth is free.")):
            services.stand_in_line(row, actor=current_user, at=clock.now())
    return _back(application_id)


@bp.post("/applications/<int:application_id>/papers")
@login_required
@limiter.limit("60/hour")
def send_paper(application_id: int) -> Any:
    """Send a paper; a newer one takes the place of the old."""
    row, form = _own(application_id), PaperForm()
    kind = db.session.get(PaperKind, form.kind.data if (form.kind.data or "").isdecimal() else 0)
    if kind is None or kind.event_id != row.event_id:
        abort(404)
    if not form.validate_on_submit() or not form.file.data:
        flash(_("Choose a file first: a photo of the paper is enough."), "error")
        return _back(application_id)
    try:
        data = form.file.data.read()
        key = store_paper(data, paper_folder())
    except DomainError as error:
        flash(error.text(_), "error")
        return _back(application_id)
    values: dict[str, Any] = {
        "key": key,
        "size": len(data),
        "filename": form.file.data.filename or "paper",
    }
    try:
        with transaction():
            old = services.keep_paper(row, kind, **values, actor=current_user, at=clock.now())
    except DomainError as error:
        remove_paper(key, paper_folder())
        flash(error.text(_), "error")
    else:
        remove_paper(old, paper_folder())
        flash(_("Thank you, the paper has arrived."), "success")
    return _back(application_id)


@bp.get("/applications/papers/<int:paper_id>")
@login_required
def paper(paper_id: int) -> Any:
    """A paper, for its company and the staff of the event alone."""
    row = db.session.get(Paper, paper_id)
    if row is None:
        abort(404)
    application = row.application
    may = acts_for(current_user, application.company)
    if not may and not can_work_on_event(current_user, application.event):
        abort(404)
    path = paper_path(paper_folder(), row.key)
    if path is None or not path.is_file():
        abort(404)
    response = send_file(
        path, mimetype=TYPES[path.suffix[1:]], as_attachment=True, download_name=_file_name(row)
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _file_name(row: Paper) -> str:
    return f"{Path(row.filename).stem[:60] or 'paper'}{Path(row.key).suffix}"


@bp.post("/groups/<int:group_id>/withdraw")
@login_required
def withdraw_group(group_id: int) -> Any:
    """Take back what was said about belonging to a group, with the consent for it."""
    group = db.get_or_404(ApplicationGroup, group_id)
    application_id = group.application_id
    _own(application_id)
    with telling(_("Taken back and deleted.")):
        services.withdraw_group(group, actor=current_user, at=clock.now())
    return _back(application_id)
