"""What stands on the papers of firms, for many of them in a fixed number of questions."""

from collections import defaultdict
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from core.db import db
from events.catalogue.models import Product
from events.exhibitors.models import Allotment, Exhibitor
from events.programme.models import Event
from matchmaking.meetings.members import GroupMember
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Buyer
from matchmaking.timetable.models import Placement


def exhibitors(event: Event, ids: Collection[int] | None = None) -> list[Exhibitor]:
    """The firms that show, by name; all of them, or those named."""
    shown = (
        sa.select(Exhibitor)
        .where(Exhibitor.event_id == event.id, Exhibitor.cancelled_at.is_(None))
        .options(
            joinedload(Exhibitor.company),
            selectinload(Exhibitor.allotments).joinedload(Allotment.booth),
        )
    )
    if ids is not None:
        shown = shown.where(Exhibitor.id.in_(ids))
    return sorted(db.session.scalars(shown).unique(), key=lambda one: (one.company.name, one.id))


def meetings_by_exhibitor(ids: Collection[int]) -> dict[int, list[Meeting]]:
    """The placed meetings of these firms by time, those in a group among them."""
    groups = sa.select(GroupMember.meeting_id).where(GroupMember.exhibitor_id.in_(ids))
    alone = sa.and_(Meeting.exhibitor_id.in_(ids), Meeting.group_least.is_(None))
    placed = (
        sa.select(Meeting)
        .join(Placement, Placement.meeting_id == Meeting.id)
        .where(sa.or_(alone, Meeting.id.in_(groups)), Meeting.state == MeetingState.PLACED)
        .options(
            selectinload(Meeting.members),
            joinedload(Meeting.buyer).joinedload(Buyer.company),
            joinedload(Meeting.placement).joinedload(Placement.slot),
            joinedload(Meeting.placement).joinedload(Placement.table),
        )
    )
    found: defaultdict[int, list[Meeting]] = defaultdict(list)
    for meeting in db.session.scalars(placed).unique():
        coming = [one.exhibitor_id for one in meeting.members if one.comes]
        for exhibitor_id in coming if meeting.is_group else [meeting.exhibitor_id]:
            if exhibitor_id in ids:
                found[exhibitor_id].append(meeting)
    for meetings in found.values():
        meetings.sort(key=lambda one: one.placement.slot.starts_at)
    return found


def products_by_company(ids: Collection[int]) -> dict[int, list[Product]]:
    """What these firms show, in the order it was entered."""
    shown = sa.select(Product).where(Product.company_id.in_(ids), Product.is_published)
    found: defaultdict[int, list[Product]] = defaultdict(list)
    for product in db.session.scalars(shown.order_by(Product.id)):
        found[product.company_id].append(product)
    return found
