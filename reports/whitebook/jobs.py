"""The making of a white book: companies in batches, then both files, then they count."""

import secrets
from pathlib import Path

from flask import current_app
from flask_babel import force_locale

from core import clock, jobs
from core.db import db, transaction
from core.i18n import _
from core.pdf import fonts_folder
from events.catalogue.ocop import today_of
from reports.whitebook.files import book_path, remove_book
from reports.whitebook.models import WhiteBook
from reports.whitebook.pdf import write_pdf
from reports.whitebook.queries import Entry, entries_of, listed_ids
from reports.whitebook.services import MAKE
from reports.whitebook.sheet import write_sheet
from reports.whitebook.words import Words


def folder() -> Path:
    """Where white books are kept."""
    return Path(current_app.instance_path) / "whitebooks"


def _translate(language: str, marked: str) -> str:
    with force_locale(language):
        return str(_(marked))


@jobs.handler(MAKE)
def make_book(job: jobs.Job) -> None:
    """Read, print, and let the new files take the place of the old; may run twice."""
    job_id, book_id = job.id, job.payload["book_id"]
    book = db.session.get(WhiteBook, book_id)
    if book is None or book.job_id != job_id:
        return  # deleted, or asked for anew meanwhile
    titles, old = (book.title_vi, book.title_en), book.file_key
    day = today_of(clock.now())
    ids = listed_ids(book)

    def tell(done: int) -> None:
        jobs.beat(
            db.session.get_one(jobs.Job, job_id), done=done, total=2 * len(ids), at=clock.now()
        )

    entries: list[Entry] = []
    tell(0)
    for batch in entries_of(ids, day):
        entries += batch
        tell(len(entries))
    words, key = Words(_translate), secrets.token_hex(16)
    folder().mkdir(parents=True, exist_ok=True)
    printed = write_pdf(
        entries,
        words,
        titles=titles,
        day=day,
        fonts=fonts_folder(),
        tell=lambda done: tell(len(entries) + done),
    )
    pdf, xlsx = book_path(folder(), key, "pdf"), book_path(folder(), key, "xlsx")
    if pdf is None or xlsx is None:
        return
    pdf.write_bytes(printed)
    with xlsx.open("wb") as target:
        write_sheet(target, entries, words, title=titles[0])
    _finish(book_id, job_id, key, entries)
    remove_book(folder(), old)


def _finish(book_id: int, job_id: int, key: str, entries: list[Entry]) -> None:
    with transaction():
        book = db.session.get(WhiteBook, book_id)
        if book is None or book.job_id != job_id:
            remove_book(folder(), key)
            return
        book.file_key, book.made_at = key, clock.now()
        book.company_ids = [one.company_id for one in entries]
        book.products = sum(len(one.products) for one in entries)
        wanted = book.job is not None and bool(book.job.payload.get("publish"))
        book.is_published = book.is_published or wanted
