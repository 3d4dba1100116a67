"""Bring a list in from start to end, as the pages and the job runner do."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from core import clock, jobs
from core.db import db, transaction
from core.sheets import write_xlsx
from events.imports import services
from events.imports.intake import take_in
from events.imports.jobs import folder
from events.imports.models import Import, ImportRow
from events.imports.states import Fate, ImportKind
from tests.broken_files import csv_bytes

COMPANIES = ("Tên đơn vị", "Mã số thuế", "Loại hình", "Tỉnh", "Địa chỉ", "Nhu cầu kết nối")
PRODUCTS = ("Đơn vị", "Mã số thuế", "Tên sản phẩm", "Nhóm sản phẩm", "Hạng sao OCOP", "Chứng nhận")
MEMBERS = ("Tên hội viên", "Mã số thuế", "Tỉnh", "Người liên hệ", "Điện thoại")
Rows = Iterable[Sequence[object]]


def xlsx(headings: Sequence[str], rows: Rows) -> bytes:
    """A spreadsheet as our export writes it."""
    stream = io.BytesIO()
    texts = ([str(cell) for cell in row] for row in rows)
    write_xlsx(stream, headings, texts, title="Danh sách")
    return stream.getvalue()


def upload(
    data: bytes,
    *,
    kind: ImportKind = ImportKind.COMPANIES,
    event_id: int | None = None,
    by: Any = None,
) -> int:
    """Keep a file and have every row looked at; its import's id."""
    taken = take_in(io.BytesIO(data), folder(), kind=kind, event_id=event_id)
    with transaction():
        one = services.start_import(
            kind, by=by, at=clock.now(), file_name="danh-sach.xlsx", **taken
        )
        services.choose_columns(one, one.mapping, by=by, at=clock.now())
    work()
    return one.id


def work() -> None:
    """Let the runner do what waits."""
    jobs.run_waiting(at=clock.now())


def write(import_id: int) -> None:
    """Carry an import out."""
    with transaction():
        services.write_rows(db.session.get_one(Import, import_id), by=None, at=clock.now())
    work()


def undo(import_id: int) -> None:
    """Take an import back."""
    with transaction():
        services.undo_rows(db.session.get_one(Import, import_id), by=None, at=clock.now())
    work()


def bring_in(headings: Sequence[str], rows: Rows, **options: Any) -> int:
    """A list from the upload to the end."""
    import_id = upload(xlsx(headings, rows), **options)
    write(import_id)
    return import_id


def rows_of(import_id: int) -> list[ImportRow]:
    """The rows of an import in their order."""
    rows = sa.select(ImportRow).where(ImportRow.import_id == import_id)
    return list(db.session.scalars(rows.order_by(ImportRow.number)))


def fates(import_id: int) -> list[Fate]:
    """What becomes of each row."""
    return [row.fate for row in rows_of(import_id)]


def total(model: Any) -> int:
    """How many rows a table has."""
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0)


def as_csv(headings: Sequence[str], rows: Rows) -> bytes:
    """The rows as a CSV file."""
    return csv_bytes([headings, *rows], separator=";")
