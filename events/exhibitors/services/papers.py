"""Papers are asked for, sent, and accepted or refused with a reason."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.activity import record
from core.db import constraints, db, lock
from events.exhibitors.errors import OtherEvent, PaperKindTaken, WrongState
from events.exhibitors.models import Application, BoothCategory, Paper, PaperKind
from events.exhibitors.services.mails import mail_people
from events.exhibitors.states import LIVE, PaperState
from events.programme.models import Event


def add_paper_kind(
    event: Event,
    *,
    name_vi: str,
    name_en: str = "",
    category: BoothCategory | None = None,
    is_required: bool = True,
    actor: Any,
    at: datetime,
) -> PaperKind:
    """Ask applicants for a paper. Raises PaperKindTaken, OtherEvent."""
    if category is not None and category.event_id != event.id:
        raise OtherEvent
    with constraints({"uq_paper_kinds_event_id_name_vi": PaperKindTaken}):
        kind = PaperKind(
            event_id=event.id,
            category_id=category.id if category else None,
            name_vi=name_vi,
            name_en=name_en,
            is_required=is_required,
        )
        db.session.add(kind)
    record("paper_kind:created", kind, actor=actor, at=at)
    return kind


def delete_paper_kind(kind: PaperKind, *, actor: Any, at: datetime) -> list[str]:
    """Ask for a paper no longer; the keys of the files that go with it."""
    keys = list(db.session.scalars(sa.select(Paper.key).where(Paper.kind_id == kind.id)))
    record("paper_kind:deleted", kind, actor=actor, at=at)
    db.session.delete(kind)
    db.session.flush()
    return keys


def keep_paper(
    application: Application,
    kind: PaperKind,
    *,
    key: str,
    filename: str,
    size: int,
    actor: Any,
    at: datetime,
) -> str | None:
    """Note a file that was stored; it waits for the staff. The key of the one it replaces.

    Raises
    ------
    WrongState, OtherEvent
    """
    lock(application)
    if application.state not in LIVE:
        raise WrongState
    if kind.event_id != application.event_id:
        raise OtherEvent
    paper = db.session.scalar(
        sa.select(Paper).where(Paper.application_id == application.id, Paper.kind_id == kind.id)
    )
    old = paper.key if paper is not None else None
    if paper is None:
        paper = Paper(event_id=application.event_id, application_id=application.id, kind_id=kind.id)
    paper.key, paper.filename, paper.bytes = key, filename[:120], size
    paper.state, paper.reason, paper.checked_at = PaperState.RECEIVED, "", None
    paper.sent_at, paper.sent_by_id = at, getattr(actor, "id", None)
    record("paper:received", paper, actor=actor, at=at, for_company_id=application.company_id)
    return old


def answer_paper(
    paper: Paper, *, is_accepted: bool, reason: str = "", actor: Any, at: datetime
) -> None:
    """Accept a paper, or refuse it with a reason that the company reads by mail."""
    lock(paper)
    application = paper.application
    paper.state = PaperState.ACCEPTED if is_accepted else PaperState.REFUSED
    paper.reason, paper.checked_at = ("" if is_accepted else reason[:500] or "–"), at
    verb = f"paper:{paper.state.value}"
    record(verb, paper, actor=actor, at=at, for_company_id=application.company_id)
    if not is_accepted:
        values = {
            "application_id": application.id,
            "paper_vi": paper.kind.name_vi,
            "paper_en": paper.kind.name_en,
            "reason": paper.reason,
        }
        event = application.event
        mail_people(application.company_id, "paper_refused", event, at=at, **values)
