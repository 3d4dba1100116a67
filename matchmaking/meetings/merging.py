"""Wishes when two entries of one firm become one: one wish a side and partner, none to oneself."""

import sqlalchemy as sa

from accounts.companies import merging
from accounts.companies.merging import MergeLog
from accounts.companies.models import Company
from core.db import db
from events.exhibitors.models import Exhibitor
from events.exhibitors.services.merging import folding_exhibitors
from matchmaking.meetings.models import MeetingWish
from matchmaking.needs.merging import folding_buyers
from matchmaking.needs.models import Buyer


def drop_own_wishes(kept: Company, gone: Company, log: MergeLog) -> None:
    """A firm does not wish to meet itself."""
    ids = (kept.id, gone.id)
    between = (
        sa.select(MeetingWish)
        .join(Buyer, Buyer.id == MeetingWish.buyer_id)
        .join(Exhibitor, Exhibitor.id == MeetingWish.exhibitor_id)
        .where(Buyer.company_id.in_(ids), Exhibitor.company_id.in_(ids))
    )
    for row in db.session.scalars(between).all():
        log.drop(row)


def drop_same_wishes(kept: Buyer | Exhibitor, gone: Buyer | Exhibitor, log: MergeLog) -> None:
    """What was wished by or of both entries is wished once."""
    buys = isinstance(kept, Buyer)
    mine = MeetingWish.buyer_id if buys else MeetingWish.exhibitor_id
    other = MeetingWish.exhibitor_id if buys else MeetingWish.buyer_id
    theirs = sa.select(MeetingWish.side, other).where(mine == kept.id)
    there = {tuple(row) for row in db.session.execute(theirs)}
    for row in db.session.scalars(sa.select(MeetingWish).where(mine == gone.id)).all():
        if (row.side, row.exhibitor_id if buys else row.buyer_id) in there:
            log.drop(row)


merging.folding.insert(0, drop_own_wishes)  # while the two are still told apart
folding_exhibitors.append(drop_same_wishes)
folding_buyers.append(drop_same_wishes)
