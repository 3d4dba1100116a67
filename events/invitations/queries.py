"""What pages ask about invitations."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from core.db import db
from events.invitations.models import Invitation, InvitedPerson
from events.invitations.states import SILENT, InvitationState
from events.programme.models import Event
from events.registration.models import Registration, RegistrationState


@dataclass(frozen=True)
class Counts:
    """How the invitations of an event stand; ``seats`` are guests and companions who come."""

    invited: int
    coming: int
    declined: int
    silent: int
    unsent: int
    seats: int


def invitation_by_token(token: str) -> Invitation | None:
    """The invitation of a secret address, with its event."""
    wanted = sa.select(Invitation).where(Invitation.token == token)
    return db.session.scalar(wanted.options(joinedload(Invitation.event)))


def invitations_of(event: Event) -> sa.Select[tuple[Invitation]]:
    """The invitations of an event in the order of the list; those taken back at the end."""
    gone = sa.case((Invitation.state == InvitationState.WITHDRAWN, 1), else_=0)
    theirs = sa.select(Invitation).where(Invitation.event_id == event.id)
    return theirs.order_by(gone, Invitation.id)


def counts_of(event: Event) -> Counts:
    """The numbers of an event's invitations, in one question."""
    number = sa.func.count()
    seats = sa.func.sum(Invitation.companions + 1)
    unsent = sa.func.sum(sa.case((Invitation.email.is_not(None), 1), else_=0))
    asked = sa.select(Invitation.state, number, seats, unsent).where(
        Invitation.event_id == event.id, Invitation.state != InvitationState.WITHDRAWN
    )
    rows = {row[0]: row[1:] for row in db.session.execute(asked.group_by(Invitation.state))}
    nothing = (0, 0, 0)
    coming = rows.get(InvitationState.ACCEPTED, nothing)
    return Counts(
        invited=sum(row[0] for row in rows.values()),
        coming=coming[0],
        declined=rows.get(InvitationState.DECLINED, nothing)[0],
        silent=sum(rows.get(state, nothing)[0] for state in SILENT),
        unsent=rows.get(InvitationState.LISTED, nothing)[2],
        seats=coming[1],
    )


def live_tickets(invitation: Invitation, *, companions: bool) -> list[Registration]:
    """The tickets of an invitation that count: the guest's, or companions', the last first."""
    wanted = (
        sa.select(Registration)
        .join(InvitedPerson, InvitedPerson.registration_id == Registration.id)
        .where(
            InvitedPerson.invitation_id == invitation.id,
            InvitedPerson.is_companion.is_(companions),
            Registration.state != RegistrationState.CANCELLED,
        )
    )
    return list(db.session.scalars(wanted.order_by(Registration.id.desc())))
