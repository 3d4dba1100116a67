"""The business directory: companies agree, staff make white books, everybody reads them."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    jsonify,
    redirect,
    render_template,
    send_file,
    url_for,
)
from flask_login import current_user, login_required

from accounts.companies.models import Company
from accounts.companies.provinces import province
from accounts.companies.rules import can_edit_company
from core import clock, nav
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import N_, _, by_language, language
from core.jobs import JobState, tick_soon
from core.permissions import authorize
from core.text import slugify
from core.web import limiter
from events.catalogue.sectors import BY_KEY
from events.catalogue.tags import entries
from reports.whitebook import queries, services
from reports.whitebook.files import KINDS, book_path, remove_book
from reports.whitebook.forms import BookForm, ListingForm
from reports.whitebook.jobs import folder
from reports.whitebook.models import WhiteBook
from reports.whitebook.rules import can_make_books, can_read_book

bp = Blueprint("whitebook", __name__)
nav.add("company-admin", N_("Directory"), "whitebook.listing", order=30)
nav.add("footer", N_("Business directory"), "whitebook.published", order=30)
nav.add(
    "account",
    N_("White books"),
    "whitebook.books",
    order=68,
    icon="journal-text",
    when=can_make_books,
)
nav.add("admin", N_("White books"), "whitebook.books", order=50, when=can_make_books)


def _company(company_id: int) -> Company:
    company = db.get_or_404(Company, company_id)
    authorize(can_edit_company, company)
    return company


@bp.route("/companies/<int:company_id>/directory", methods=["GET", "POST"])
@login_required
def listing(company_id: int) -> Any:
    """A company agrees to be printed, and with which contact."""
    company = _company(company_id)
    live = queries.live_listing(company_id)
    form = ListingForm(obj=live)
    if form.validate_on_submit():
        try:
            with transaction():
                services.agree(
                    company,
                    contact=form.contact,
                    language=language(),
                    actor=current_user,
                    at=clock.now(),
                )
        except DomainError as error:
            flash(error.text(_), "error")
        else:
            tick_soon()
            flash(_("Saved. Your company is in the directory."), "success")
        return redirect(url_for("whitebook.listing", company_id=company_id), code=303)
    shown = render_template("reports/whitebook/listing.html", company=company, form=form, live=live)
    return shown, 422 if form.is_submitted() else 200


@bp.post("/companies/<int:company_id>/directory/withdraw")
@login_required
def withdraw(company_id: int) -> Any:
    """A company is printed no more."""
    company = _company(company_id)
    with transaction():
        services.withdraw(company, actor=current_user, at=clock.now())
    tick_soon()
    flash(
        _("Your company is out of the directory; books in which it stood are made anew."), "success"
    )
    return redirect(url_for("whitebook.listing", company_id=company_id), code=303)


def _about(books: Iterable[WhiteBook]) -> dict[int, str]:
    """Which companies each book has, in a line."""
    kinds = {one.code: by_language(one.name_vi, one.name_en) for one in entries()}
    told: dict[int, str] = {}
    for book in books:
        place = province(book.province_key)
        parts = (
            by_language(place.name_vi, place.name_en) if place else "",
            _(BY_KEY[book.sector].label) if book.sector in BY_KEY else "",
            kinds.get(book.tag_code, ""),
        )
        told[book.id] = " · ".join(filter(None, parts)) or _("All companies")
    return told


@bp.get("/white-books")
def published() -> str:
    """White books that everybody may read."""
    found = queries.books(published=True)
    return render_template(
        "reports/whitebook/published.html",
        books=found,
        about=_about(found),
    )


@bp.get("/white-books/<int:book_id>.<kind>")
def download(book_id: int, kind: str) -> Response:
    """A book's file; one that is not published is there for staff alone."""
    book = db.session.get(WhiteBook, book_id)
    if book is None or kind not in KINDS or not can_read_book(current_user, book):
        abort(404)
    path = book_path(folder(), book.file_key, kind)
    if path is None or not path.is_file():
        abort(404)
    name = slugify(by_language(book.title_vi, book.title_en)) or "white-book"
    return send_file(
        BytesIO(path.read_bytes()),
        mimetype=KINDS[kind],
        as_attachment=True,
        download_name=f"{name}.{kind}",
    )


def _page(form: BookForm | None = None) -> Any:
    found = queries.books()
    page = render_template(
        "reports/whitebook/books.html",
        books=found,
        form=form or BookForm(entries(), formdata=None),
        agreed=queries.agreed(),
        about=_about(found),
        working=next((book for book in found if is_at_work(book)), None),
        at_work=is_at_work,
    )
    return page, 422 if form else 200


def is_at_work(book: WhiteBook) -> bool:
    """Whether a job is making it."""
    return book.job is not None and book.job.state in {JobState.WAITING, JobState.RUNNING}


@bp.route("/staff/white-books", methods=["GET"])
@login_required
def books() -> Any:
    """All books, and one more."""
    authorize(can_make_books)
    return _page()


@bp.post("/staff/white-books")
@login_required
@limiter.limit("30/hour")
def ask() -> Any:
    """Ask for a book."""
    authorize(can_make_books)
    form = BookForm(entries())
    if not form.validate():
        return _page(form)
    with transaction():
        services.ask_for_book(
            title_vi=form.title_vi.data,
            title_en=form.title_en.data or "",
            province_key=form.province_key.data,
            sector=form.sector.data or "",
            tag_code=form.tag_code.data or "",
            actor=current_user,
            at=clock.now(),
        )
    tick_soon()
    flash(_("The book is being made. You may leave this page."), "success")
    return redirect(url_for("whitebook.books"), code=303)


def _book(book_id: int) -> WhiteBook:
    authorize(can_make_books)
    return db.get_or_404(WhiteBook, book_id)


@bp.get("/staff/white-books/<int:book_id>/progress")
@login_required
def progress(book_id: int) -> Response:
    """How far the work is, for the page that waits."""
    book = _book(book_id)
    job = book.job
    done, total = (job.done, job.total) if job else (0, 0)
    return jsonify(done=done, total=total, finished=not is_at_work(book))


def _do(book_id: int, act: Any, done: str) -> Any:
    _book(book_id)
    try:
        with transaction():
            act(_book(book_id), actor=current_user, at=clock.now())
    except DomainError as error:
        flash(error.text(_), "error")
    else:
        tick_soon()
        flash(done, "success")
    return redirect(url_for("whitebook.books"), code=303)


@bp.post("/staff/white-books/<int:book_id>/publish")
@login_required
def publish(book_id: int) -> Any:
    """Let everybody read it."""
    return _do(book_id, services.publish, _("Everybody can read the book."))


@bp.post("/staff/white-books/<int:book_id>/hide")
@login_required
def hide(book_id: int) -> Any:
    """Staff alone read it."""
    return _do(book_id, services.hide, _("Staff alone can read the book now."))


@bp.post("/staff/white-books/<int:book_id>/again")
@login_required
def again(book_id: int) -> Any:
    """Make it anew with what companies say today."""
    return _do(book_id, services.make_anew, _("The book is being made. You may leave this page."))


@bp.post("/staff/white-books/<int:book_id>/delete")
@login_required
def delete(book_id: int) -> Any:
    """Remove a book with its files."""
    _book(book_id)
    with transaction():
        key = services.delete_book(_book(book_id), actor=current_user, at=clock.now())
    remove_book(folder(), key)
    flash(_("The book is gone."), "success")
    return redirect(url_for("whitebook.books"), code=303)
