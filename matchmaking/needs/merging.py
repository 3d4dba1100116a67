"""What happens to buyers when two entries of one firm become one.

A company buys at an event once, so two buyers of one event are folded into one, with the needs of
both. Slices whose rows exist once for a buyer settle that before, in ``folding_buyers``.
"""

from collections.abc import Callable

import sqlalchemy as sa

from accounts.companies import merging
from accounts.companies.merging import MergeLog
from accounts.companies.models import Company
from core.activity import record
from core.db import db
from events.exhibitors.models import Exhibitor
from events.exhibitors.services.merging import folding_exhibitors
from matchmaking.needs.models import Buyer, BuyerState, Dismissal

folding_buyers: list[Callable[..., None]] = []
S = BuyerState
STRONGEST = (S.APPROVED, S.APPLIED, S.INVITED, S.WITHDRAWN, S.DECLINED)


def fold_buying(kept: Company, gone: Company, log: MergeLog) -> None:
    """One buyer at an event, in the further of the two states, with the needs of both."""
    there = _by_event(kept.id)
    for event_id, row in _by_event(gone.id).items():
        if event_id in there:
            _fold_buyers(there[event_id], row, log)


def _by_event(company_id: int) -> dict[int, Buyer]:
    rows = sa.select(Buyer).where(Buyer.company_id == company_id).order_by(Buyer.id)
    return {row.event_id: row for row in db.session.scalars(rows)}


def _fold_buyers(kept: Buyer, gone: Buyer, log: MergeLog) -> None:
    for callback in folding_buyers:
        callback(kept, gone, log)
    _drop_same_dismissals(kept, gone, log)
    further = min((kept, gone), key=lambda row: STRONGEST.index(row.state))
    log.change(
        kept,
        state=further.state,
        answered_at=further.answered_at,
        asked_at=min(kept.asked_at, gone.asked_at),
        note=kept.note or gone.note,
    )
    log.hand_on(gone, kept)
    record("buyer:folded", kept, actor=log.actor, at=log.at, gone_id=gone.id)
    log.drop(gone)


def _drop_same_dismissals(kept: Buyer | Exhibitor, gone: Buyer | Exhibitor, log: MergeLog) -> None:
    """What was put away from both entries is put away once."""
    buys = isinstance(kept, Buyer)
    mine = Dismissal.buyer_id if buys else Dismissal.exhibitor_id
    other = Dismissal.exhibitor_id if buys else Dismissal.buyer_id
    theirs = sa.select(Dismissal.side, other).where(mine == kept.id)
    there = {tuple(row) for row in db.session.execute(theirs)}
    for row in db.session.scalars(sa.select(Dismissal).where(mine == gone.id)).all():
        if (row.side, row.exhibitor_id if buys else row.buyer_id) in there:
            log.drop(row)


def _fold_exhibitors(kept: Exhibitor, gone: Exhibitor, log: MergeLog) -> None:
    _drop_same_dismissals(kept, gone, log)


merging.folding.append(fold_buying)
folding_exhibitors.append(_fold_exhibitors)
