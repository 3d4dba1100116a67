"""Companies agree and withdraw; books are asked for, published, hidden, deleted. Flushes only."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from accounts.companies import merging
from accounts.companies.merging import MergeLog
from accounts.companies.models import Company
from core import jobs
from core.activity import record
from core.db import constraints, db
from reports.whitebook.errors import JustAgreed, NotFinished
from reports.whitebook.models import Listing, WhiteBook
from reports.whitebook.queries import books_with, live_listing
from reports.whitebook.texts import VERSION

MAKE = "whitebook.make"


def agree(
    company: Company, *, contact: dict[str, str], language: str, actor: Any, at: datetime
) -> Listing:
    """Let a company be printed, with this contact; what it agreed to before ends.

    ``contact`` may have name, phone and email. Books in which it stands are made anew, for a
    contact may have gone. Raises JustAgreed.
    """
    _end(company, at=at)
    with constraints({"uq_listings_live": JustAgreed}):
        row = Listing(
            company_id=company.id,
            contact_name=contact.get("name", ""),
            contact_phone=contact.get("phone", ""),
            contact_email=contact.get("email", ""),
            text_version=VERSION,
            language=language,
            agreed_at=at,
            agreed_by_id=getattr(actor, "id", None),
        )
        db.session.add(row)
    record("listing:agreed", row, actor=actor, at=at)
    return row


def withdraw(company: Company, *, actor: Any, at: datetime) -> None:
    """Take a company out of the directory; books in which it stands are hidden and made anew."""
    row = _end(company, at=at)
    if row is not None:
        record("listing:withdrawn", row, actor=actor, at=at)


def _end(company: Company, *, at: datetime) -> Listing | None:
    row = live_listing(company.id)
    if row is None:
        return None
    row.withdrawn_at = at
    db.session.flush()
    for book in books_with(company.id):
        _make(book, publish=_is_to_be_read(book), at=at)
        book.is_published = False  # nobody reads on what was withdrawn
    return row


def ask_for_book(
    *,
    title_vi: str,
    title_en: str = "",
    province_key: str | None = None,
    sector: str = "",
    tag_code: str = "",
    actor: Any,
    at: datetime,
) -> WhiteBook:
    """Ask for a book of companies that pass the filters; a job makes it."""
    book = WhiteBook(
        title_vi=title_vi,
        title_en=title_en,
        province_key=province_key or None,
        sector=sector,
        tag_code=tag_code,
        made_by_id=getattr(actor, "id", None),
        asked_at=at,
    )
    record("white_book:asked", book, actor=actor, at=at)
    _make(book, publish=False, at=at)
    return book


def make_anew(book: WhiteBook, *, actor: Any, at: datetime) -> None:
    """The same book with what companies say today."""
    record("white_book:asked", book, actor=actor, at=at)
    _make(book, publish=_is_to_be_read(book), at=at)


def _is_to_be_read(book: WhiteBook) -> bool:
    """Whether it is published, or will be as soon as it is made anew."""
    return book.is_published or bool(book.job and book.job.payload.get("publish"))


def _make(book: WhiteBook, *, publish: bool, at: datetime) -> None:
    job = jobs.put(MAKE, at=at, payload={"book_id": book.id, "publish": publish})
    book.job_id = job.id
    db.session.flush()


def publish(book: WhiteBook, *, actor: Any, at: datetime) -> None:
    """Let everybody read a book. Raises NotFinished."""
    if book.file_key is None:
        raise NotFinished
    book.is_published = True
    record("white_book:published", book, actor=actor, at=at)


def hide(book: WhiteBook, *, actor: Any, at: datetime) -> None:
    """Staff alone read it, also when it is being made anew."""
    book.is_published = False
    if book.job is not None:
        book.job.payload = {**book.job.payload, "publish": False}
    record("white_book:hidden", book, actor=actor, at=at)


def delete_book(book: WhiteBook, *, actor: Any, at: datetime) -> str | None:
    """Remove a book; returns the key of its files."""
    record("white_book:deleted", book, actor=actor, at=at)
    key = book.file_key
    db.session.delete(book)
    db.session.flush()
    return key


def fold_listing(kept: Company, gone: Company, log: MergeLog) -> None:
    """What the kept company agreed to holds; what only the other agreed to comes along."""
    if live_listing(kept.id) is None:
        return
    theirs = sa.select(Listing).where(Listing.company_id == gone.id, Listing.withdrawn_at.is_(None))
    for row in db.session.scalars(theirs).all():
        log.change(row, withdrawn_at=log.at)


merging.folding.append(fold_listing)
