"""Inviting by name, reminding, and what people answer. All flushed, not committed."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from accounts.consent.models import Purpose
from accounts.consent.services import grant
from core import activity, outbox
from core.db import constraints, db, lock
from events.invitations.errors import (
    AgreementMissing,
    HasTicket,
    InvitationOver,
    InvitedTwice,
    NoPlaces,
    NoPlacesButAsk,
    TooManyCompanions,
)
from events.invitations.models import Invitation, InvitedPerson
from events.invitations.queries import live_tickets
from events.invitations.states import InvitationState, may_become
from events.programme.models import Event
from events.programme.states import OVER
from events.registration.errors import AlreadyRegistered, EventFull
from events.registration.models import Registration
from events.registration.queries import live_registration
from events.registration.services import cancel, send_ticket
from events.registration.services.admission import take_place
from events.registration.services.registering import make

REMIND_AFTER = timedelta(days=2)
MOST = 2000  # in one list


@dataclass(frozen=True)
class Guest:
    """A line of a list: whom to invite."""

    full_name: str
    organisation: str = ""
    email: str | None = None
    phone: str | None = None
    companions: int = 0


def invite(
    event: Event, guests: Sequence[Guest], *, language: str, by: Any, at: datetime
) -> list[Invitation]:
    """Put people on the list, all of them or nobody; nothing is sent yet.

    Raises
    ------
    InvitedTwice
    """
    made = []
    for guest in guests:
        row = Invitation(
            event_id=event.id,
            full_name=guest.full_name,
            organisation=guest.organisation,
            email=guest.email,
            phone=guest.phone,
            language=language,
            companions_allowed=guest.companions,
            token=secrets.token_urlsafe(24),
            listed_at=at,
        )
        try:
            with constraints({"uq_invitations_live_email": InvitedTwice}):
                db.session.add(row)
        except InvitedTwice as error:
            raise InvitedTwice(email=guest.email) from error
        activity.record("invitation:listed", row, actor=by, at=at)
        made.append(row)
    return made


def send_invitations(event: Event, *, by: Any, at: datetime) -> int:
    """Mail everybody on the list who has an address and was not written to; how many."""
    listed = sa.select(Invitation).where(
        Invitation.event_id == event.id,
        Invitation.state == InvitationState.LISTED,
        Invitation.email.is_not(None),
    )
    rows = list(db.session.scalars(listed.order_by(Invitation.id).with_for_update()))
    for row in rows:
        row.state, row.sent_at = InvitationState.SENT, at
        _mail(row, event, "invitation", at=at)
        activity.record("invitation:sent", row, actor=by, at=at)
    return len(rows)


def remind(event: Event, *, by: Any, at: datetime) -> int:
    """Write again to those who have not answered, not more often than every other day."""
    last = sa.func.coalesce(Invitation.reminded_at, Invitation.sent_at)
    silent = sa.select(Invitation).where(
        Invitation.event_id == event.id,
        Invitation.state == InvitationState.SENT,
        last <= at - REMIND_AFTER,
    )
    rows = list(db.session.scalars(silent.order_by(Invitation.id).with_for_update()))
    for row in rows:
        row.reminded_at = at
        _mail(row, event, "invitation_reminder", at=at)
        activity.record("invitation:reminded", row, actor=by, at=at)
    return len(rows)


def _mail(row: Invitation, event: Event, template: str, *, at: datetime) -> None:
    if not row.email:
        return
    outbox.put(
        row.email,
        template,
        language=row.language,
        at=at,
        full_name=row.full_name,
        event_vi=event.name_vi,
        event_en=event.name_en,
        organiser=event.organiser_name,
        place=event.place,
        starts_at=event.starts_at.isoformat(),
        zone=event.zone,
        companions=row.companions_allowed,
        token=row.token,
    )


def accept(
    invitation: Invitation, *, companions: int, agreed: bool, at: datetime, by: Any = None
) -> Registration:
    """Say yes with companions, or change their number; everybody who comes has a ticket.

    The places of all are taken in one conditional statement, so an event is never fuller than
    it is large. What is refused changes nothing.

    Raises
    ------
    InvitationOver, TooManyCompanions, AgreementMissing, HasTicket, NoPlaces
    """
    lock(invitation)
    _refuse_over(invitation, InvitationState.ACCEPTED, at)
    if not 0 <= companions <= invitation.companions_allowed:
        raise TooManyCompanions(most=invitation.companions_allowed)
    own = live_tickets(invitation, companions=False)
    if not own and not agreed:
        raise AgreementMissing
    along = live_tickets(invitation, companions=True)
    with db.session.begin_nested():
        _part_with(along[: max(len(along) - companions, 0)], at=at, by=by)
        missing = max(companions - len(along), 0)
        holds = _take(invitation.event, missing + (0 if own else 1))
        guest = own[0] if own else _ticket(invitation, holds=holds, at=at, by=by)
        for number in range(companions - missing, companions):
            _ticket(invitation, holds=holds, at=at, by=by, companion=number + 1)
        _answer(invitation, InvitationState.ACCEPTED, companions, at=at, by=by)
    return guest


def _take(event: Event, places: int) -> bool:
    if places == 0:
        return False
    try:
        return take_place(event, places)
    except EventFull as error:
        raise _no_places(event) from error


def _no_places(event: Event) -> NoPlaces:
    """What a guest is told who finds no room: whom to ask, if the event says so."""
    return NoPlacesButAsk(email=event.contact_email) if event.contact_email else NoPlaces()


def _ticket(
    invitation: Invitation, *, holds: bool, at: datetime, by: Any, companion: int = 0
) -> Registration:
    """A ticket of the guest, or of a companion in the guest's name."""
    event, person = invitation.event, invitation
    email, phone = (None, None) if companion else (person.email, person.phone)
    if live_registration(event.id, email=email, phone=phone) is not None:
        raise HasTicket
    try:
        registration = make(
            event,
            full_name=f"{person.full_name} +{companion}" if companion else person.full_name,
            organisation=person.organisation,
            language=person.language,
            holds_place=holds,
            email=email,
            phone=phone,
            registered_at=at,
        )
    except AlreadyRegistered as error:
        raise HasTicket from error
    grant(
        Purpose.EVENT,
        registration=registration,
        language=person.language,
        at=at,
        channel="invitation",
        actor=by,
    )
    row = InvitedPerson(
        event_id=event.id,
        invitation_id=person.id,
        registration_id=registration.id,
        is_companion=bool(companion),
    )
    db.session.add(row)
    activity.record("registration:made", registration, actor=by, at=at, channel="invitation")
    if not companion:
        send_ticket(registration, at=at)
    return registration


def decline(invitation: Invitation, *, at: datetime, by: Any = None) -> None:
    """Say no, also after a yes: the places are free again. Raises InvitationOver."""
    lock(invitation)
    _refuse_over(invitation, InvitationState.DECLINED, at)
    _part_with_all(invitation, at=at, by=by)
    _answer(invitation, InvitationState.DECLINED, 0, at=at, by=by)


def withdraw(invitation: Invitation, *, at: datetime, by: Any) -> None:
    """Take an invitation back, with the tickets that came of it. Raises InvitationOver."""
    lock(invitation)
    if not may_become(invitation.state, InvitationState.WITHDRAWN):
        raise InvitationOver
    _part_with_all(invitation, at=at, by=by)
    invitation.companions = 0
    invitation.state = InvitationState.WITHDRAWN
    activity.record("invitation:withdrawn", invitation, actor=by, at=at)


def can_be_answered(invitation: Invitation, at: datetime) -> bool:
    """Until the event is over, called off, or the invitation taken back."""
    event = invitation.event
    is_live = invitation.state is not InvitationState.WITHDRAWN
    return is_live and event.state not in OVER and event.ends_at > at


def _refuse_over(invitation: Invitation, new: InvitationState, at: datetime) -> None:
    if not may_become(invitation.state, new) or not can_be_answered(invitation, at):
        raise InvitationOver


def _part_with_all(invitation: Invitation, *, at: datetime, by: Any) -> None:
    for companions in (True, False):
        _part_with(live_tickets(invitation, companions=companions), at=at, by=by)


def _part_with(registrations: Sequence[Registration], *, at: datetime, by: Any) -> None:
    for registration in registrations:
        cancel(registration, at=at, actor=by)


def _answer(
    invitation: Invitation, state: InvitationState, companions: int, *, at: datetime, by: Any
) -> None:
    invitation.state, invitation.companions = state, companions
    invitation.answered_at = at
    verb = f"invitation:{state.value}"
    activity.record(verb, invitation, actor=by, at=at, companions=companions)
