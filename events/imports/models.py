"""An import, and what became of each row of its file."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.sign_in.models import User
from core.db import Model
from core.jobs import Job
from events.imports.states import Fate, ImportKind, ImportState, RowState
from events.programme.models import Event


class Import(Model):
    """A file that staff bring in, for an event or for the whole catalogue."""

    __tablename__ = "imports"
    __table_args__ = (
        sa.Index("ix_imports_event_id_created_at", "event_id", "created_at"),
        sa.UniqueConstraint("file_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    kind: Mapped[ImportKind]
    state: Mapped[ImportState] = mapped_column(default=ImportState.UPLOADED)
    source: Mapped[str] = mapped_column(sa.String(200), default="")  # the association, say
    file_name: Mapped[str] = mapped_column(sa.String(200))
    file_key: Mapped[str] = mapped_column(sa.String(80))  # file below instance/imports
    file_hash: Mapped[str] = mapped_column(sa.String(64))
    headings: Mapped[list[str]] = mapped_column(default=list)
    samples: Mapped[list[Any]] = mapped_column(default=list)  # the first lines, for the mapping
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what: column from 0
    sheet: Mapped[str] = mapped_column(sa.String(100), default="")
    other_sheets: Mapped[list[str]] = mapped_column(default=list)
    problem: Mapped[dict[str, Any]] = mapped_column(default=dict)  # why the file is broken
    job_id: Mapped[int | None] = mapped_column(sa.ForeignKey("jobs.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("users.id", ondelete="SET NULL")
    )
    finished_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    event: Mapped[Event | None] = relationship()
    job: Mapped[Job | None] = relationship()
    created_by: Mapped[User | None] = relationship()


class ImportRow(Model):
    """A row of the file: what it says, what becomes of it, and what was done."""

    __tablename__ = "import_rows"
    __table_args__ = (
        sa.UniqueConstraint("import_id", "number"),
        sa.Index("ix_import_rows_import_id_fate", "import_id", "fate"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(sa.ForeignKey("imports.id", ondelete="CASCADE"))
    number: Mapped[int]  # as the spreadsheet numbers it
    label: Mapped[str] = mapped_column(sa.String(200), default="")
    fate: Mapped[Fate]
    state: Mapped[RowState] = mapped_column(default=RowState.PLANNED)
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    cells: Mapped[list[str]] = mapped_column(default=list)  # of refused ones, to send back
    changes: Mapped[list[Any]] = mapped_column(default=list)  # {what, was, becomes}
    reasons: Mapped[list[Any]] = mapped_column(default=list)  # {message, values}
    decision: Mapped[str] = mapped_column(sa.String(10), default="")  # of a duplicate: same, new
    company_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("companies.id", ondelete="SET NULL"), index=True
    )
    product_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("products.id", ondelete="SET NULL"), index=True
    )
    did: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what undoing needs to know
