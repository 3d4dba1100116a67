"""The key pair of an event: made on demand, its private part sealed in the database."""

from datetime import datetime

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from core.db import db
from core.sealing import seal, unseal
from events.programme.models import Event
from events.registration.codes import Payload, write_door_code
from events.registration.models import EventKey, Registration, RegistrationRole

_PURPOSE = "event-key"

# A role's number inside the door code; never renumber.
KINDS = {
    RegistrationRole.VISITOR: 0,
    RegistrationRole.EXHIBITOR: 1,
    RegistrationRole.BUYER: 2,
    RegistrationRole.SPEAKER: 3,
    RegistrationRole.PRESS: 4,
    RegistrationRole.TEAM: 5,
}


def current_key(event_id: int) -> EventKey | None:
    """The newest key of an event, if one was made."""
    newest = sa.select(EventKey).where(EventKey.event_id == event_id)
    return db.session.scalar(newest.order_by(EventKey.key_id.desc()).limit(1))


def key_by_id(event_id: int, key_id: int) -> EventKey | None:
    """A key of an event, old ones too."""
    return db.session.scalar(
        sa.select(EventKey).where(EventKey.event_id == event_id, EventKey.key_id == key_id)
    )


def ensure_key(event: Event, *, at: datetime) -> EventKey:
    """The event's key; the first call makes it. Flushed, not committed."""
    if (row := current_key(event.id)) is not None:
        return row
    key, key_id = Ed25519PrivateKey.generate(), 1
    row = EventKey(
        event_id=event.id,
        key_id=key_id,
        public_key=key.public_key().public_bytes_raw().hex(),
        sealed_private_key=seal(
            key.private_bytes_raw(), purpose=_PURPOSE, bound_to=f"{event.id}:{key_id}"
        ),
        made_at=at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except sa.exc.IntegrityError:  # another request made it in this moment
        made = current_key(event.id)
        if made is None:
            raise
        return made
    return row


def public_key(row: EventKey) -> Ed25519PublicKey:
    """What verifies the door codes of a key."""
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(row.public_key))


def private_key(row: EventKey) -> Ed25519PrivateKey:
    """What signs the door codes of a key; unsealed for the moment."""
    raw = unseal(row.sealed_private_key, purpose=_PURPOSE, bound_to=f"{row.event_id}:{row.key_id}")
    return Ed25519PrivateKey.from_private_bytes(raw)


def payload_of(registration: Registration, row: EventKey) -> Payload:
    """What a registration's door code says."""
    return Payload(
        event_id=registration.event_id,
        ticket_id=registration.ticket_id,
        issue=registration.ticket_issue,
        kind=KINDS[registration.role],
        key_id=row.key_id,
    )


def door_code(registration: Registration, row: EventKey) -> str:
    """The registration's door code, signed; the same each time (Ed25519 has no chance in it)."""
    return write_door_code(payload_of(registration, row), private_key(row))
