"""People without a ticket, counted by hand: beside the registered scans, never mixed with them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.db import constraints, db
from core.errors import Busy
from events.checkin.errors import NonceReused, TallyThere
from events.checkin.models import Tally

CLASHES = {"uq_tallies_nonce": TallyThere}
_TRIES = 3
Counted = tuple[str, int, datetime]  # nonce, 1 or -1, when


def tally(
    event_id: int, gate_id: int, counted: Sequence[Counted], **by: Any
) -> list[NonceReused | None]:
    """Count people in (1) or out (-1) at a gate; what is wrong with each, in order.

    A nonce counts once; the same nonce with another change or at another gate counts nothing.
    Flushed, not committed.

    Raises
    ------
    Busy
    """
    for _ in range(_TRIES):
        try:
            with constraints(CLASHES):
                return _tally(event_id, gate_id, counted, **by)
        except TallyThere:
            continue  # the same queue came twice in this moment: now its rows are there
    raise Busy


def _tally(
    event_id: int, gate_id: int, counted: Sequence[Counted], **by: Any
) -> list[NonceReused | None]:
    wanted = sa.select(Tally).where(Tally.nonce.in_([nonce for nonce, _change, _at in counted]))
    there = {row.nonce: row for row in db.session.scalars(wanted)}
    troubles: list[NonceReused | None] = []
    for nonce, change, at in counted:
        row = there.get(nonce)
        if row is None:
            row = Tally(event_id=event_id, gate_id=gate_id, nonce=nonce, change=change, **by)
            row.counted_at = at
            there[nonce] = row
            db.session.add(row)
        same = (row.event_id, row.gate_id, row.change) == (event_id, gate_id, change)
        troubles.append(None if same else NonceReused())
    return troubles
