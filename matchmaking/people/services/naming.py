"""Who comes to a meeting from each side; a placed meeting claims their time."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from accounts.companies.queries import people_of
from accounts.profile import hooks
from accounts.sign_in.models import User
from core import activity, outbox
from core.db import constraints, db, lock
from events.programme.models import Claim, HolderKind
from matchmaking.meetings.errors import NotOfCompany, SlotTaken, WrongState
from matchmaking.meetings.models import Meeting, across
from matchmaking.meetings.persons import free_people
from matchmaking.meetings.services import company_of
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Side
from matchmaking.people.claims import slot_of
from matchmaking.people.errors import OnBothSides, PersonBusy, PersonBusyOthersFree
from matchmaking.people.models import Interpreter
from matchmaking.people.services.pool import remove_interpreter

CLASHES = {"uq_claims_holder_once_per_slot": SlotTaken}
OPEN = frozenset({MeetingState.REQUESTED, MeetingState.ACCEPTED, MeetingState.PLACED})


def name_person(meeting: Meeting, side: Side, person: User, *, actor: Any, at: datetime) -> None:
    """Say who comes from one side; in a meeting's slot the newcomer's time is claimed.

    A person named by a colleague gets a mail. Flushed, not committed.

    Raises
    ------
    WrongState, NotOfCompany, OnBothSides, PersonBusy
    """
    lock(meeting)
    if meeting.state_at(at) not in OPEN:
        raise WrongState
    company_id = company_of(meeting, side)
    if person not in people_of(company_id):
        raise NotOfCompany
    if meeting.person_id(across(side)) == person.id:
        raise OnBothSides(name=person.full_name)
    before = meeting.person_id(side)
    if before == person.id:
        return
    slot_id = slot_of(meeting)
    if slot_id is not None:
        _claim_instead(meeting, side, before, person, slot_id)
    meeting.name_person(side, person.id)
    activity.record(
        "meeting:person_named",
        meeting,
        actor=actor,
        at=at,
        for_company_id=company_id,
        side=side.value,
        user=person.id,
    )
    if person.id != getattr(actor, "id", None):
        _tell(meeting, side, person, at=at)


def _claim_instead(
    meeting: Meeting, side: Side, before: int | None, person: User, slot_id: int
) -> None:
    held = sa.delete(Claim).where(
        Claim.meeting_id == meeting.id,
        Claim.holder_kind == HolderKind.PERSON,
        Claim.holder_id == before,
    )
    try:
        with constraints(CLASHES):
            db.session.execute(held)
            db.session.add(
                Claim(
                    event_id=meeting.event_id,
                    slot_id=slot_id,
                    holder_kind=HolderKind.PERSON,
                    holder_id=person.id,
                    meeting_id=meeting.id,
                )
            )
    except SlotTaken as clash:
        raise busy_error(meeting, side, person, slot_id) from clash


def busy_error(meeting: Meeting, side: Side, person: User, slot_id: int) -> PersonBusy:
    """That a person is elsewhere, with the colleagues who are not."""
    company = (meeting.buyer if side is Side.BUYER else meeting.exhibitor).company
    there = meeting.person_id(across(side))
    free = [one.full_name for one in free_people(company.id, slot_id) if one.id != there]
    if not free:
        return PersonBusy(name=person.full_name, company=company.name)
    return PersonBusyOthersFree(
        name=person.full_name, company=company.name, free=", ".join(free[:5])
    )


def _tell(meeting: Meeting, side: Side, person: User, *, at: datetime) -> None:
    if not person.email:
        return
    event = meeting.event
    own, partner = meeting.buyer.company, meeting.exhibitor.company
    if side is Side.EXHIBITOR:
        own, partner = partner, own
    starts_at = meeting.calendar_starts_at
    outbox.put(
        person.email,
        "meeting_person_named",
        language=person.language,
        at=at,
        company=own.name,
        partner=partner.name,
        event_vi=event.name_vi,
        event_en=event.name_en,
        slug=event.slug,
        zone=event.zone,
        meeting_id=meeting.id,
        starts_at=starts_at.isoformat() if starts_at else None,
    )


@hooks.eraser("people at meetings")
def forget_person(user: User, at: datetime) -> None:
    """Whoever deletes their account is expected nowhere any more."""
    for one in db.session.scalars(sa.select(Interpreter).where(Interpreter.user_id == user.id)):
        remove_interpreter(one, actor=user, at=at)
    for column in (Meeting.buyer_person_id, Meeting.exhibitor_person_id):
        theirs = sa.update(Meeting).where(column == user.id)
        db.session.execute(theirs.values({column.key: None}))
    mine = sa.delete(Claim).where(
        Claim.holder_kind == HolderKind.PERSON, Claim.holder_id == user.id
    )
    db.session.execute(mine)
