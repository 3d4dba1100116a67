"""What happens to meetings and claimed slots when two entries of one firm become one.

Two live meetings with one partner become one; the further one stays. A firm does not meet itself,
so a request between the two is taken back. What two people must decide speaks against the merge:
that the two agreed to meet, or that both are expected elsewhere in one coming slot.
"""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from accounts.companies import merging
from accounts.companies.merging import MergeLog
from accounts.companies.models import Company
from core.activity import record
from core.db import db
from core.errors import DomainError
from events.exhibitors.models import Exhibitor
from events.exhibitors.services.merging import folding_exhibitors
from events.programme.models import Claim, Event, HolderKind, Slot
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services import move
from matchmaking.meetings.states import AGREED, LIVE, MeetingState
from matchmaking.needs.merging import folding_buyers
from matchmaking.needs.models import Buyer, Side
from matchmaking.timetable.errors import MetEachOther, TwoPlacesAtOnce
from matchmaking.timetable.models import Stay
from matchmaking.timetable.services import cancel_meeting

S = MeetingState
FURTHEST = (S.HELD, S.MISSED, S.PLACED, S.ACCEPTED, S.REQUESTED)
# Written into the meeting as a person's answer would be, for both readers.
FOLDED = (
    "Hai mục của cùng một đơn vị đã được gộp; cuộc hẹn còn lại vẫn giữ nguyên. / "
    "Two entries of one company have been merged; your other meeting with it stands."
)


def _between(one: Company, other: Company) -> sa.Select[tuple[Meeting]]:
    """Live meetings of two companies with each other."""
    ids = (one.id, other.id)
    return (
        sa.select(Meeting)
        .join(Buyer, Buyer.id == Meeting.buyer_id)
        .join(Exhibitor, Exhibitor.id == Meeting.exhibitor_id)
        .where(
            Buyer.company_id.in_(ids),
            Exhibitor.company_id.in_(ids),
            Buyer.company_id != Exhibitor.company_id,
            Meeting.state.in_(LIVE),
            Meeting.group_least.is_(None),
        )
        .order_by(Meeting.id)
    )


def _twins(kept: Company, gone: Company, side: Side) -> Iterator[tuple[Meeting, Meeting]]:
    """The meeting that stays and the one that goes, of each two with one partner on one side."""
    mine, partner = (Buyer, "exhibitor_id") if side is Side.BUYER else (Exhibitor, "buyer_id")
    own = Meeting.buyer_id if side is Side.BUYER else Meeting.exhibitor_id
    rows = sa.select(mine.company_id, Meeting).join(mine, mine.id == own)
    rows = rows.where(
        mine.company_id.in_((kept.id, gone.id)),
        Meeting.state.in_(LIVE),
        Meeting.group_least.is_(None),  # of which a firm leaves, and the others meet
    )
    first: dict[tuple[int, int], Meeting] = {}
    for _company_id, meeting in db.session.execute(rows.order_by(Meeting.id)).all():
        key = (meeting.event_id, getattr(meeting, partner))
        twin = first.setdefault(key, meeting)
        if twin is not meeting:
            stays, goes = sorted((twin, meeting), key=_how_far)
            first[key] = stays
            yield stays, goes


def _how_far(meeting: Meeting) -> tuple[int, int]:
    """The further before the less far, the older before the younger."""
    return FURTHEST.index(meeting.state), meeting.id


def objections_of(kept: Company, gone: Company, *, at: datetime) -> list[DomainError]:
    """What people must settle before the two can be one."""
    found: list[DomainError] = [
        MetEachOther(event=meeting.event.name_vi)
        for meeting in db.session.scalars(_between(kept, gone))
        if meeting.state in AGREED
    ]
    sides = (Side.BUYER, Side.EXHIBITOR)
    going = {goes.id for side in sides for _stays, goes in _twins(kept, gone, side)}
    found += [
        TwoPlacesAtOnce(
            event=event.name_vi,
            time=f"{slot.starts_at.astimezone(ZoneInfo(event.zone)):%H:%M %d/%m/%Y}",
        )
        for slot, event, ids in _clashes(kept, gone)
        if slot.starts_at > at and not ids & going
    ]
    return found


def _clashes(kept: Company, gone: Company) -> list[tuple[Slot, Event, set[int]]]:
    """Slots that both companies hold, with the meetings for which they do."""
    one, other = aliased(Claim), aliased(Claim)
    rows = db.session.execute(
        sa.select(Slot, Event, one.meeting_id, other.meeting_id)
        .join(Event, Event.id == Slot.event_id)
        .join(one, one.slot_id == Slot.id)
        .join(other, other.slot_id == Slot.id)
        .where(
            one.holder_kind == HolderKind.COMPANY,
            other.holder_kind == HolderKind.COMPANY,
            one.holder_id == kept.id,
            other.holder_id == gone.id,
        )
        .order_by(Slot.starts_at)
    )
    return [(slot, event, {first or 0, second or 0}) for slot, event, first, second in rows]


def fold_company(kept: Company, gone: Company, log: MergeLog) -> None:
    """No request to oneself; the slots of both are held by the one, which is there as it said."""
    stays = aliased(Stay)
    kept_said = sa.select(stays.event_id).where(stays.company_id == kept.id)
    twice = sa.select(Stay).where(Stay.company_id == gone.id, Stay.event_id.in_(kept_said))
    for stay in db.session.scalars(twice).all():
        log.drop(stay)
    for meeting in db.session.scalars(_between(kept, gone)).all():
        _end_request(meeting, log)
    _hand_on_claims(HolderKind.COMPANY, gone.id, kept.id, log)


def _end_request(meeting: Meeting, log: MergeLog) -> None:
    ended = S.EXPIRED if meeting.expires_at <= log.at else S.WITHDRAWN
    move(meeting, ended, actor=log.actor, at=log.at)
    db.session.flush()


def _hand_on_claims(kind: HolderKind, gone_id: int, kept_id: int, log: MergeLog) -> None:
    """Slots held twice are held once: they are over, or they would have spoken against it."""
    of_kind = sa.select(Claim).where(Claim.holder_kind == kind)
    held = set(
        db.session.scalars(
            of_kind.with_only_columns(Claim.slot_id).where(Claim.holder_id == kept_id)
        )
    )
    for claim in db.session.scalars(of_kind.where(Claim.holder_id == gone_id)).all():
        if claim.slot_id in held:
            log.drop(claim)
        else:
            log.change(claim, holder_id=kept_id)


def fold_exhibitors(kept: Exhibitor, gone: Exhibitor, log: MergeLog) -> None:
    """Two live meetings with one buyer become one."""
    _fold_twins(kept.company, gone.company, Side.EXHIBITOR, log)
    _hand_on_claims(HolderKind.EXHIBITOR, gone.id, kept.id, log)


def fold_buyers(kept: Buyer, gone: Buyer, log: MergeLog) -> None:
    """Two live meetings with one exhibitor become one."""
    _fold_twins(kept.company, gone.company, Side.BUYER, log)
    _hand_on_claims(HolderKind.BUYER, gone.id, kept.id, log)


def _fold_twins(kept: Company, gone: Company, side: Side, log: MergeLog) -> None:
    for stays, goes in list(_twins(kept, gone, side)):
        if goes.state is S.REQUESTED:
            _end_request(goes, log)
        elif goes.state in {S.ACCEPTED, S.PLACED}:
            cancel_meeting(goes, actor=log.actor, side=side, at=log.at, answer=FOLDED)
        else:  # both were held: one firm met one partner, which counts once
            log.change(goes, state=S.CANCELLED, closed_at=log.at)
        record("meeting:folded", goes, actor=log.actor, at=log.at, stays=stays.id)


merging.folding.append(fold_company)
merging.objections.append(objections_of)
folding_exhibitors.append(fold_exhibitors)
folding_buyers.append(fold_buyers)
