"""What pages ask about group meetings: the rules, whom one could invite, who has answered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from accounts.companies.models import Company
from core.db import db
from core.search import is_within
from events.exhibitors.models import Exhibitor
from events.programme.models import Event
from matchmaking.meetings.members import LEAST_FIRMS, MOST_FIRMS, GroupMember, GroupRules
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.queries import live_pairs, said_no
from matchmaking.meetings.states import GroupHost, MeetingState, MemberState
from matchmaking.needs.models import Buyer, BuyerState, Need, Side
from matchmaking.recommendations.index import Suggestion, suggest_exhibitors
from matchmaking.recommendations.queries import exhibitors_at, exhibitors_by_company
from matchmaking.recommendations.words import first_chips

SUGGESTED = 12


@dataclass(frozen=True)
class Choice:
    """A firm that could be in a group, with why it fits."""

    exhibitor: Exhibitor
    score: float | None = None
    chips: list[dict[str, str]] = field(default_factory=list)


def group_rules_of(event: Event) -> GroupRules:
    """What the organiser said; no group meetings where nothing was (a row that is not kept)."""
    found = db.session.get(GroupRules, event.id)
    return found or GroupRules(
        event_id=event.id,
        is_allowed=False,
        most_firms=MOST_FIRMS,
        least_firms=LEAST_FIRMS,
        host=GroupHost.BUYER,
    )


def choices_for(
    buyer: Buyer,
    needs: Sequence[Need],
    *,
    side: Side,
    chosen: Collection[int] = (),
    query: str = "",
    without: Collection[int] = (),
) -> list[Choice]:
    """The firms chosen, those whose name was looked for, then those that fit, best first.

    Left out are the buyer's own firm, who has a meeting with the buyer, and who said no.
    """
    found = {one.company_id: one for one in suggest_exhibitors(buyer.event, needs)}
    if len(found) < SUGGESTED:  # a group is looked for where one firm alone is none too good a fit
        for one in suggest_exhibitors(buyer.event, needs, strict=False):
            found.setdefault(one.company_id, one)
    fitting = exhibitors_by_company(buyer.event_id, list(found))
    taken = _with_meeting(buyer) | set(without)
    every = {one.id: one for one in [*fitting.values(), *exhibitors_at(buyer.event_id)]}
    free = {
        id_: one
        for id_, one in every.items()
        if id_ not in taken and one.company_id != buyer.company_id and one.cancelled_at is None
    }
    named = [id_ for id_, one in free.items() if query and is_within(query, one.company.name)]
    best = [fitting[company_id].id for company_id in found if company_id in fitting]
    order = [id_ for id_ in free if id_ in set(chosen)] + named[:SUGGESTED]
    order += [id_ for id_ in best if id_ in free][: 0 if query else SUGGESTED]
    shown = [id_ for id_ in dict.fromkeys(order) if id_ in chosen or not _no(buyer, id_, side)]
    return [_choice(free[id_], found.get(free[id_].company_id)) for id_ in shown]


def _no(buyer: Buyer, exhibitor_id: int, side: Side) -> bool:
    other = Side.EXHIBITOR if side is Side.BUYER else Side.BUYER
    return said_no(buyer.id, exhibitor_id, other)


def _choice(one: Exhibitor, fit: Suggestion | None) -> Choice:
    if fit is None:
        return Choice(one)
    return Choice(one, fit.score, first_chips(fit.reasons)[0])


def _with_meeting(buyer: Buyer) -> set[int]:
    """The exhibitors with which a buyer has something under way, alone or in a group."""
    alone = {one.exhibitor_id for one in live_pairs(buyer.event_id, buyer_ids=[buyer.id])}
    rows = sa.select(GroupMember.exhibitor_id).where(
        GroupMember.buyer_id == buyer.id, GroupMember.is_live
    )
    return alone | set(db.session.scalars(rows))


def groups_at(event: Event) -> list[Meeting]:
    """The group meetings of an event with everybody in them, the newest first."""
    placement: Any = Meeting.placement
    rows = (
        sa.select(Meeting)
        .where(Meeting.event_id == event.id, Meeting.group_least.is_not(None))
        .options(
            joinedload(Meeting.buyer).joinedload(Buyer.company),
            joinedload(Meeting.event),
            selectinload(Meeting.members),
            joinedload(placement).joinedload(placement.entity.class_.slot),
            joinedload(placement).joinedload(placement.entity.class_.table),
        )
        .order_by(Meeting.id.desc())
    )
    return list(db.session.scalars(rows).unique())


def buyers_to_help(event: Event) -> list[Buyer]:
    """The approved buyers of an event by name, for the organiser who invites for one."""
    rows = (
        sa.select(Buyer)
        .join(Company, Company.id == Buyer.company_id)
        .where(Buyer.event_id == event.id, Buyer.state == BuyerState.APPROVED)
        .options(joinedload(Buyer.company))
        .order_by(Company.name)
    )
    return list(db.session.scalars(rows))


def member_at(meeting: Meeting, member_id: int) -> GroupMember | None:
    """A firm of this group, or nothing."""
    return next((one for one in meeting.members if one.id == member_id), None)


def has_overdue(*, at: datetime) -> bool:
    """Whether firms did not answer in time for a meeting that stands without them."""
    rows = (
        sa.select(GroupMember.id)
        .join(Meeting, Meeting.id == GroupMember.meeting_id)
        .where(
            GroupMember.is_live,
            GroupMember.state == MemberState.INVITED,
            Meeting.expires_at <= at,
            Meeting.state != MeetingState.REQUESTED,
        )
    )
    return db.session.scalar(rows.limit(1)) is not None
