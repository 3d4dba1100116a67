"""What was reckoned for an entry that goes in a merge goes with it: it is soon reckoned anew."""

from accounts.companies.merging import MergeLog
from core.db import db
from events.exhibitors.models import Exhibitor
from events.exhibitors.services.merging import folding_exhibitors
from matchmaking.needs.merging import folding_buyers
from matchmaking.needs.models import Buyer
from matchmaking.recommendations.models import MarketOrder, MarketStanding


def drop_standing(_kept: Exhibitor, gone: Exhibitor, log: MergeLog) -> None:
    """The standing of the exhibitor that goes."""
    row = db.session.get(MarketStanding, gone.id)
    if row is not None:
        log.drop(row)


def drop_order(_kept: Buyer, gone: Buyer, log: MergeLog) -> None:
    """The order of the buyer that goes."""
    row = db.session.get(MarketOrder, gone.id)
    if row is not None:
        log.drop(row)


folding_exhibitors.append(drop_standing)
folding_buyers.append(drop_order)
