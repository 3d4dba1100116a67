"""Taking a scan back: an action of its own; the row stays."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core import activity
from core.db import constraints, db, lock
from events.checkin.errors import NothingToUndo
from events.checkin.models import CheckinList, Scan, ScanResult
from events.checkin.services import ledger


def undo(scan: Scan, *, at: datetime, actor: Any, note: str = "") -> None:
    """Take back an admission made by mistake: the row stays, and counts no more.

    Raises
    ------
    NothingToUndo
    """
    registration = scan.registration
    if scan.result is not ScanResult.ADMITTED or registration is None:
        raise NothingToUndo
    lock(registration)
    db.session.refresh(scan)
    if scan.undone_at is not None or not _is_latest(scan):
        raise NothingToUndo
    scan.undone_at, scan.undone_by_id = at, actor.id
    scan.counts = scan.counts_once = False
    scan.conflict = None
    activity.record(
        "scan:undone", scan, actor=actor, at=at, registration_id=registration.id, note=note
    )
    db.session.flush()
    checkin_list = db.session.get_one(CheckinList, scan.list_id)
    with constraints({"uq_scans_admitted_once": NothingToUndo}):
        ledger.settle(scan.list_id, registration.id, allows_reentry=checkin_list.allows_reentry)
    db.session.expire_all()


def _is_latest(scan: Scan) -> bool:
    """Whether no later scan of the person counts at the list; those are taken back first."""
    later = sa.select(Scan.id).where(
        Scan.list_id == scan.list_id,
        Scan.registration_id == scan.registration_id,
        ledger.LET_IN,
        Scan.counts,
        Scan.id > scan.id,
    )
    return db.session.scalar(later.limit(1)) is None
