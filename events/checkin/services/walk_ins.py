"""People who come without a ticket, and the codes that a phone holds in stock for them."""

import hashlib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from core.db import db
from events.checkin import queries
from events.checkin.errors import NonceReused, StockExpired, StockUnknown, StockUsed
from events.checkin.judging import Door, Shown, Ticket
from events.checkin.models import Device, Direction, WalkInTicket
from events.checkin.questions import WalkIn
from events.checkin.services.scanning import Presented, Told, answer
from events.programme.models import Event
from events.registration.codes import Payload, new_ticket_id, read_code, write_door_code
from events.registration.keys import ensure_key, private_key
from events.registration.models import Registration, RegistrationRole
from events.registration.queries import live_registration
from events.registration.services import register_guest


def stock_of(
    device: Device, event: Event, *, count: int, at: datetime
) -> tuple[list[str], datetime]:
    """The device's unused door codes of today, filled up to ``count``, and until when they hold.

    Flushed, not committed.
    """
    ends = _end_of_day(event, at=at)
    unused = sa.select(WalkInTicket).where(
        WalkInTicket.device_id == device.id,
        WalkInTicket.registration_id.is_(None),
        WalkInTicket.expires_at > at,
    )
    rows = list(db.session.scalars(unused.order_by(WalkInTicket.id).limit(count)))
    for _ in range(count - len(rows)):
        row = WalkInTicket(event_id=event.id, device_id=device.id, ticket_id=new_ticket_id())
        row.made_at, row.expires_at = at, ends
        rows.append(row)
    db.session.add_all(rows)
    db.session.flush()
    key_row = ensure_key(event, at=at)
    key = private_key(key_row)
    codes = [
        write_door_code(
            Payload(event_id=event.id, ticket_id=row.ticket_id, key_id=key_row.key_id), key
        )
        for row in rows
    ]
    return codes, ends


def _end_of_day(event: Event, *, at: datetime) -> datetime:
    zone = ZoneInfo(event.zone)
    day = max(at, event.starts_at).astimezone(zone)
    midnight = day.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return midnight.astimezone(at.tzinfo)


def walk_in(
    asked: WalkIn,
    device: Device,
    event: Event,
    door: Door,
    *,
    phone: str | None,
    scanned_at: datetime,
    at: datetime,
) -> tuple[Told, Registration]:
    """Register somebody and let them in; the same nonce gets the same answer.

    Flushed, not committed.

    Raises
    ------
    NonceReused, StockUnknown, StockUsed, StockExpired
    """
    presented = _presented(asked, device, door, phone=phone, scanned_at=scanned_at, at=at)
    earlier = queries.scan_by_nonce(asked.nonce)
    if earlier is not None:
        if not presented.was_asked_by(earlier) or earlier.registration is None:
            raise NonceReused
        return Told.of(earlier), earlier.registration
    stock = _stock(asked.stock_code, device, scanned_at=scanned_at) if asked.stock_code else None
    has_ticket = live_registration(event.id, email=None, phone=phone) is not None
    registration = register_guest(
        event,
        full_name=asked.name,
        role=RegistrationRole.VISITOR,
        phone=phone,
        organisation=asked.organisation,
        at=at,
        actor=None,
        channel="door",
    )
    if stock is not None:
        stock.registration_id, stock.nonce = registration.id, asked.nonce
        if not has_ticket:
            registration.ticket_id = stock.ticket_id
    db.session.flush()
    told = answer(presented, Shown(None, None), Ticket.of(registration), may_force=False)
    return told, registration


def _presented(
    asked: WalkIn,
    device: Device,
    door: Door,
    *,
    phone: str | None,
    scanned_at: datetime,
    at: datetime,
) -> Presented:
    said = "\n".join((asked.name, phone or "", asked.organisation, asked.stock_code or ""))
    return Presented(
        door=door,
        code=f"walk-in {hashlib.sha256(said.encode()).hexdigest()}",
        direction=Direction.ENTRY,
        nonce=asked.nonce,
        scanned_at=scanned_at,
        at=at,
        gate_id=device.gate_id,
        device_id=device.id,
        phone_at=asked.scanned_at,
    )


def _stock(code: str, device: Device, *, scanned_at: datetime) -> WalkInTicket:
    """The device's own unused code. Raises StockUnknown, StockUsed, StockExpired."""
    try:
        payload = read_code(code).payload
    except ValueError as error:
        raise StockUnknown from error
    wanted = sa.select(WalkInTicket).where(
        WalkInTicket.ticket_id == (payload.ticket_id if payload else ""),
        WalkInTicket.device_id == device.id,
    )
    row = db.session.scalar(wanted.with_for_update())
    if row is None:
        raise StockUnknown
    if row.registration_id is not None:
        raise StockUsed
    if row.expires_at < scanned_at:
        raise StockExpired
    return row
