"""The snapshot of a list: made once for each version, then read from a file.

What it needs of every door code (docs/checkin.md) follows from a signature. These are made ahead
and kept as ``ticket_seals``, for 30,000 of them take seconds.
"""

import hashlib
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from core.db import db
from events.checkin import rules
from events.checkin.models import CheckinList, TicketSeal
from events.checkin.snapshot import (
    GONE_CANCELLED,
    GONE_REPLACED,
    Entry,
    Gone,
    Seal,
    compress,
    pack,
)
from events.programme.models import Event
from events.registration.codes import ALL_DAYS
from events.registration.keys import KINDS, current_key, payload_of, private_key
from events.registration.models import (
    EventKey,
    Registration,
    RegistrationRole,
    RegistrationState,
)

FRESH_SECONDS = 5.0  # how long a process trusts the version it worked out
KEPT_FILES = 3
FORMAT = 1
_R = cast("sa.Table", Registration.__table__)
_S = cast("sa.Table", TicketSeal.__table__)
_versions: dict[tuple[str, int], tuple[float, str]] = {}


@dataclass(frozen=True)
class Made:
    """A snapshot on the disk, gzipped."""

    version: str
    file: Path


def version_of(
    checkin_list: CheckinList, event: Event, *, trusted_for: float = FRESH_SECONDS
) -> str:
    """What changes when anything in the snapshot does; one statement, trusted for seconds."""
    key = (str(db.engine.url), checkin_list.id)
    known = _versions.get(key)
    if known is not None and time.monotonic() - known[0] < trusted_for:
        return known[1]
    version = _work_out(checkin_list, event)
    _versions[key] = (time.monotonic(), version)
    return version


def _work_out(checkin_list: CheckinList, event: Event) -> str:
    """A hash of the rows, put together inside the database."""
    columns = (_R.c.ticket_id, _R.c.state, _R.c.ticket_issue, _R.c.role)
    texts: list[sa.ColumnElement[str]] = [sa.cast(column, sa.String) for column in columns]
    texts += [
        sa.case((_R.c.revoked_at.is_(None), ""), else_="x"),
        _R.c.full_name,
        _R.c.organisation,
    ]
    line = texts[0]
    for text in texts[1:]:
        line = line + sa.literal_column("':'") + text
    ordered = (
        sa.select(line.label("line")).where(_R.c.event_id == event.id).order_by(_R.c.id).subquery()
    )
    rows = db.session.scalar(sa.select(sa.func.aggregate_strings(ordered.c.line, ";"))) or ""
    keys = sa.select(EventKey.key_id, EventKey.public_key).where(EventKey.event_id == event.id)
    head = repr((_about_event(event), _about_list(checkin_list), _windows(checkin_list, event)))
    said = f"{FORMAT}{head}{sorted(map(tuple, db.session.execute(keys)))}{rows}"
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:32]


def snapshot_of(
    checkin_list: CheckinList, event: Event, *, version: str, folder: Path, at: datetime
) -> Made:
    """The list's snapshot, from ``folder`` where this version was made before."""
    file = folder / f"{checkin_list.id}-{version}.bin.gz"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        data = compress(make(checkin_list, event, version=version, at=at))
        part = file.with_suffix(f".{os.getpid()}.{time.monotonic_ns()}.part")
        part.write_bytes(data)
        part.replace(file)
        _tidy(folder, checkin_list.id)
    return Made(version, file)


def _tidy(folder: Path, list_id: int) -> None:
    """Keep the latest few of a list: a phone may be in the middle of one."""
    files = sorted(folder.glob(f"{list_id}-*.bin.gz"), key=lambda file: file.stat().st_mtime_ns)
    for file in files[:-KEPT_FILES]:
        file.unlink(missing_ok=True)


def make(checkin_list: CheckinList, event: Event, *, version: str, at: datetime) -> bytes:
    """Put a list's snapshot together."""
    rows = _people(event.id)
    seals = _seals_for(rows, event)
    header = {
        "format": FORMAT,
        "version": version,
        "made_at": at.isoformat(),
        "event": _about_event(event),
        "list": _about_list(checkin_list),
        "days": _days(event),
        "windows": _windows(checkin_list, event),
        "role_numbers": {role.value: number for role, number in KINDS.items()},
        "keys": {
            str(key.key_id): key.public_key
            for key in db.session.scalars(sa.select(EventKey).where(EventKey.event_id == event.id))
        },
    }
    days = sum(1 << day for day in checkin_list.days) if checkin_list.days else ALL_DAYS
    return pack(header, _entries(rows, seals, checkin_list, days), list(_gone(rows)))


def _people(event_id: int) -> Sequence[Any]:
    """Plain texts, which equal their enums: making 30,000 of each costs as much as the rest."""
    wanted = (
        sa.select(
            _R.c.id,
            _R.c.event_id,
            _R.c.ticket_id,
            sa.type_coerce(_R.c.state, sa.String).label("state"),
            _R.c.ticket_issue,
            sa.type_coerce(_R.c.role, sa.String).label("role"),
            _R.c.revoked_at.is_not(None).label("is_revoked"),
            _R.c.full_name,
            _R.c.organisation,
            _S.c.made_for,
            _S.c.seal,
        )
        .select_from(_R.outerjoin(_S, _S.c.registration_id == _R.c.id))
        .where(_R.c.event_id == event_id)
    )
    return db.session.execute(wanted).all()


def _is_live(row: Any) -> bool:
    return row.state != RegistrationState.CANCELLED and not row.is_revoked


def _entries(
    rows: Iterable[Any], seals: dict[int, bytes], checkin_list: CheckinList, days: int
) -> Iterator[Entry]:
    admissible = {RegistrationState.APPROVED}
    if checkin_list.includes_pending:
        admissible.add(RegistrationState.PENDING)
    roles = set(checkin_list.roles)
    for row in rows:
        if _is_live(row) and row.id in seals:
            yield Entry(
                seal=Seal.from_bytes(seals[row.id]),
                role=KINDS[row.role],
                days=days,
                is_approved=row.state in admissible,
                fits=not roles or row.role in roles,
                name=row.full_name,
                organisation=row.organisation,
            )


def _gone(rows: Iterable[Any]) -> Iterator[Gone]:
    for row in rows:
        if row.state == RegistrationState.CANCELLED:
            yield Gone(row.ticket_id, 0, GONE_CANCELLED)
        elif row.is_revoked:
            yield Gone(row.ticket_id, 0, GONE_REPLACED)
        elif row.ticket_issue > 1:
            yield Gone(row.ticket_id, row.ticket_issue, GONE_REPLACED)


def _made_for(row: Any, key_id: int) -> str:
    return f"{row.ticket_id}:{row.ticket_issue}:{KINDS[row.role]}:{key_id}"


def _seals_for(rows: Sequence[Any], event: Event) -> dict[int, bytes]:
    """The seals that are kept, and those that are missing made for the moment."""
    key = current_key(event.id)
    if key is None:
        return {}
    seals = {row.id: row.seal for row in rows if row.made_for == _made_for(row, key.key_id)}
    missing = [row for row in rows if row.id not in seals and _is_live(row)]
    return seals | {row.id: seal for row, seal in _make_seals(missing, key)}


def _make_seals(rows: Sequence[Any], key: EventKey) -> Iterator[tuple[Any, bytes]]:
    if not rows:
        return
    signer = private_key(key)
    for row in rows:
        signature = signer.sign(payload_of(row, key).to_bytes())
        yield row, Seal.of(signature).to_bytes()


def prepare_seals(event: Event, *, most: int) -> int:
    """Keep the seals of up to ``most`` tickets that have none; how many were made.

    Flushed, not committed.
    """
    key = current_key(event.id)
    if key is None:
        return 0
    wanted = db.session.execute(_without_seal(event.id, key.key_id).limit(most)).all()
    if not wanted:
        return 0
    connection = db.session.connection()
    connection.execute(sa.delete(_S).where(_S.c.registration_id.in_([row.id for row in wanted])))
    connection.execute(
        sa.insert(_S),
        [
            {
                "registration_id": row.id,
                "event_id": event.id,
                "made_for": _made_for(row, key.key_id),
                "seal": seal,
            }
            for row, seal in _make_seals(wanted, key)
        ],
    )
    return len(wanted)


def lacks_seals(event: Event) -> bool:
    """Whether a live ticket of the event has no seal yet."""
    key = current_key(event.id)
    if key is None:
        return False
    return db.session.execute(_without_seal(event.id, key.key_id).limit(1)).first() is not None


def _without_seal(event_id: int, key_id: int) -> sa.Select[Any]:
    """The live tickets whose seal is missing, or was made for an older issue or role."""
    role = sa.case({role.value: str(number) for role, number in KINDS.items()}, value=_R.c.role)
    parts = [_R.c.ticket_id, sa.cast(_R.c.ticket_issue, sa.String), role, sa.literal(str(key_id))]
    made_for: sa.ColumnElement[str] = parts[0]
    for part in parts[1:]:
        made_for = made_for + sa.literal(":") + part
    return (
        sa.select(_R.c.id, _R.c.event_id, _R.c.ticket_id, _R.c.ticket_issue, _R.c.role)
        .select_from(_R.outerjoin(_S, _S.c.registration_id == _R.c.id))
        .where(
            _R.c.event_id == event_id,
            _R.c.state != RegistrationState.CANCELLED,
            _R.c.revoked_at.is_(None),
            sa.func.coalesce(_S.c.made_for, "") != made_for,
        )
    )


def _about_event(event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "slug": event.slug,
        "name_vi": event.name_vi,
        "name_en": event.name_en,
        "zone": event.zone,
        "state": event.state.value,
    }


def _about_list(row: CheckinList) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "name_vi": row.name_vi,
        "name_en": row.name_en,
        "roles": row.roles,
        "days": row.days,
        "allows_reentry": row.allows_reentry,
        "scans_exits": row.scans_exits,
        "includes_pending": row.includes_pending,
    }


def _days(event: Event) -> list[list[str]]:
    """Begin and end of each of the event's days."""
    zone = ZoneInfo(event.zone)
    first, last = (moment.astimezone(zone) for moment in (event.starts_at, event.ends_at))
    count = (last.date() - first.date()).days + 1
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    bounds = [midnight + timedelta(days=day) for day in range(count + 1)]
    texts = [bound.astimezone(UTC).isoformat() for bound in bounds]
    return [[texts[day], texts[day + 1]] for day in range(count)]


def _windows(row: CheckinList, event: Event) -> dict[str, list[list[str]]]:
    """From when to when each role passes the list, its days taken into account."""
    found: dict[str, list[list[str]]] = {}
    for role in RegistrationRole:
        start, end = (moment.astimezone(UTC).isoformat() for moment in rules.window(event, role))
        fits = not row.roles or role.value in row.roles
        spans = [[start, end]]
        if row.days:
            days = _days(event)
            chosen = [days[day] for day in sorted(row.days) if 0 <= day < len(days)]
            spans = [[max(start, one), min(end, other)] for one, other in chosen]
        found[role.value] = [span for span in spans if span[0] < span[1]] if fits else []
    return found
