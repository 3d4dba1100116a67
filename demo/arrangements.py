"""What else happens between buyers and exhibitors: wishes, other times, interpreters, groups.

So that nobody who looks around finds the pages of these empty.
"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from accounts.companies.models import Company
from accounts.sign_in.models import User
from core.db import db
from core.errors import DomainError
from demo.cast import BUYER_YOU, Cast
from demo.fairs import Fairs
from events.exhibitors.models import Exhibitor
from events.programme.models import Event
from matchmaking.groups import services as groups
from matchmaking.meetings import services as meetings
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.queries import live_between, said_no
from matchmaking.meetings.states import DeclineReason, GroupHost, MeetingState, Strength
from matchmaking.needs.models import Buyer, Side
from matchmaking.people import services as people
from matchmaking.recommendations.index import suggest_exhibitors
from matchmaking.timetable.queries import free_places
from matchmaking.timetable.services import accept_meeting

IN_GROUP, LEAST = 3, 2
WISHES = 4
INTERPRETER = "Lầu Thị Ngữ"
TOGETHER = "Khách sạn cần nhiều hơn một hợp tác xã làm được. Mời các đơn vị cùng ngồi lại."
OTHER_TIME = "Sáng hôm đó chúng tôi bận đón đoàn, mời quý vị chọn giờ khác."


def make_arrangements(
    fairs: Fairs, cast: Cast, exhibitors: dict[int, list[Exhibitor]], *, at: datetime
) -> None:
    """Make them at the coming fair, and wishes where the organiser plans. Flushed."""
    event, shown = fairs.coming, exhibitors[fairs.coming.id]
    buyers = _buyers(event)
    you = next(one for one in buyers if one.company.name == BUYER_YOU)
    sample = next(one for one in shown if one.company_id == cast.sample.id)
    others = [one for one in buyers if one is not you and _may_meet(one, sample)]
    _groups(event, you, others[0], sample, shown, at=at)
    _other_times(you, _new_to(you, shown)[0], at=at)
    _other_times(others[1], sample, at=at)
    _interpreted(event, others[2], sample, at=at)
    _wishes(fairs.export_seminar, cast, exhibitors[fairs.export_seminar.id], at=at)
    db.session.flush()


def _buyers(event: Event) -> list[Buyer]:
    rows = sa.select(Buyer).join(Company, Company.id == Buyer.company_id)
    return list(db.session.scalars(rows.where(Buyer.event_id == event.id).order_by(Buyer.id)))


def _new_to(buyer: Buyer, shown: Sequence[Exhibitor]) -> list[Exhibitor]:
    """The exhibitors that fit a buyer and have no meeting with it, best first, then all others."""
    place = {one.company_id: one for one in shown}
    best = [one.company_id for one in suggest_exhibitors(buyer.event, buyer.needs, strict=False)]
    order = [place[id_] for id_ in dict.fromkeys([*best, *place]) if id_ in place]
    return [one for one in order if _may_meet(buyer, one)]


def _may_meet(buyer: Buyer, exhibitor: Exhibitor) -> bool:
    """Whether the two have nothing under way and neither has said no."""
    if live_between(buyer.id, exhibitor.id) is not None:
        return False
    return not any(said_no(buyer.id, exhibitor.id, side) for side in Side)


def _groups(
    event: Event,
    you: Buyer,
    other: Buyer,
    sample: Exhibitor,
    shown: Sequence[Exhibitor],
    *,
    at: datetime,
) -> None:
    """One group that has its time, and one to which the sample firm is invited."""
    groups.set_group_rules(
        event,
        is_allowed=True,
        most_firms=6,
        least_firms=LEAST,
        host=GroupHost.BUYER,
        actor=None,
        at=at,
    )
    firms = _new_to(you, shown)[:IN_GROUP]
    stands = _invite(you, firms, at=at)
    for member in stands.members[:LEAST]:
        groups.join(member, actor=None, at=at)
    groups.pass_on(stands.members[LEAST], actor=None, at=at, reason=DeclineReason.SOLD_OUT)
    _place(stands, at=at)
    beside = [one for one in _new_to(other, shown) if one is not sample]
    _invite(other, [sample, *beside[: IN_GROUP - 1]], at=at)


def _invite(buyer: Buyer, firms: Sequence[Exhibitor], *, at: datetime) -> Meeting:
    meeting = groups.invite(
        buyer,
        firms,
        side=Side.BUYER,
        actor=None,
        at=at,
        need=buyer.needs[0] if buyer.needs else None,
        note=TOGETHER,
    )
    meeting.is_demo = True
    db.session.flush()
    return meeting


def _place(meeting: Meeting, *, at: datetime) -> None:
    """The first time that suits everybody."""
    place = next(iter(free_places(meeting, at=at)), None)
    if place is not None and place.tables:
        accept_meeting(
            meeting, slot=place.slot, table=place.tables[0], actor=None, at=at, by=Side.BUYER
        )


def _asked(buyer: Buyer, exhibitor: Exhibitor, *, at: datetime) -> Meeting:
    meeting = meetings.request_meeting(
        buyer,
        exhibitor,
        side=Side.BUYER,
        actor=None,
        at=at,
        need=buyer.needs[0] if buyer.needs else None,
    )
    meeting.is_demo = True
    db.session.flush()
    return meeting


def _other_times(buyer: Buyer, exhibitor: Exhibitor, *, at: datetime) -> None:
    """Asked for a meeting, the exhibitor proposes other times."""
    meeting = _asked(buyer, exhibitor, at=at)
    slots = [place.slot for place in free_places(meeting, at=at)][1:3]
    if slots:
        meetings.propose_times(meeting, slots, actor=None, at=at, note=OTHER_TIME)


def _interpreted(event: Event, buyer: Buyer, sample: Exhibitor, *, at: datetime) -> None:
    """A meeting in Chinese, with somebody who interprets it."""
    person = User(
        full_name=INTERPRETER,
        email="interpreter@demo.invalid",
        email_verified_at=at,
        language="vi",
        created_at=at,
        is_demo=True,
    )
    db.session.add(person)
    db.session.flush()
    people.add_interpreter(event, person, languages=["vi", "zh", "en"], hours=[], actor=None, at=at)
    meeting = _asked(buyer, sample, at=at)
    people.set_languages(meeting, "zh", "vi", side=Side.BUYER, actor=None, at=at)
    _place(meeting, at=at)


def _wishes(event: Event, cast: Cast, shown: Sequence[Exhibitor], *, at: datetime) -> None:
    """You wish, the sample firm wishes, and some wishes meet."""
    buyers = _buyers(event)
    you = next(one for one in buyers if one.company.name == BUYER_YOU)
    sample = next((one for one in shown if one.company_id == cast.sample.id), None)
    pairs = [(you, one, Side.BUYER) for one in _new_to(you, shown)[:WISHES]]
    if sample is not None:
        free = [one for one in buyers if _may_meet(one, sample)]
        pairs += [(one, sample, Side.EXHIBITOR) for one in free[:WISHES]]
    for number, (buyer, exhibitor, side) in enumerate(pairs):
        strength = Strength.WOULD if number % WISHES else Strength.MUST
        fits = {one.company_id: one for one in suggest_exhibitors(event, buyer.needs, strict=False)}
        fit = fits.get(exhibitor.company_id)
        need = next((one for one in buyer.needs if fit and one.id == fit.need_id), None)
        try:
            made = meetings.wish(
                buyer,
                exhibitor,
                side=side,
                strength=strength,
                actor=None,
                at=at,
                need=need,
                score=fit.score if fit else None,
                reasons=fit.stored_reasons() if fit else (),
            )
        except DomainError:  # the pair has something under way
            continue
        if made is not None and made.state is MeetingState.ACCEPTED:
            made.is_demo = True
