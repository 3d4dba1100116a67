"""A job fair whose door can be measured: thousands of tickets, and their codes in a file.

Invented people; the rows go in at once, so that thousands take seconds.
"""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import sqlalchemy as sa

from core.db import db
from core.text import fold
from demo.people import names
from events.checkin.doors import ensure_main_list
from events.checkin.services.snapshots import prepare_seals
from events.programme.models import Event, EventKind, EventState
from events.registration.codes import new_badge_code, new_short_code, new_ticket_id, write_door_code
from events.registration.keys import ensure_key, payload_of, private_key
from events.registration.models import Registration, RegistrationRole, RegistrationState

SLUG, SEED = "job-fair", 2026
ORGANISATIONS = (
    "",
    "",
    "Trường Cao đẳng Sơn La",
    "Trường THPT Tô Hiệu",
    "Trung tâm Giáo dục nghề nghiệp",
    "Đoàn xã Chiềng Mung",
)


def make_job_fair(attendees: int, *, at: datetime) -> Event:
    """Make the fair anew, open since an hour ago; the one before goes. Flushed, not committed."""
    db.session.execute(sa.delete(Event).where(Event.slug == SLUG, Event.is_demo))
    event = Event(
        slug=SLUG,
        kind=EventKind.JOB_FAIR,
        state=EventState.RUNNING,
        name_vi="Ngày hội việc làm (mẫu)",
        name_en="Job fair (sample)",
        place="Nhà thi đấu tỉnh",
        starts_at=at - timedelta(hours=1),
        ends_at=at + timedelta(days=2),
        created_at=at,
        expected_visitors=attendees,
        is_demo=True,
    )
    db.session.add(event)
    db.session.flush()
    ensure_main_list(event)
    ensure_key(event, at=at)
    rows = list(_people(event.id, attendees, at=at))
    if rows:
        db.session.execute(sa.insert(Registration), rows)
    prepare_seals(event, most=attendees)
    return event


def _people(event_id: int, attendees: int, *, at: datetime) -> Iterator[dict[str, Any]]:
    for number, name in enumerate(islice(names(SEED), attendees)):
        organisation = ORGANISATIONS[number % len(ORGANISATIONS)]
        yield {
            "event_id": event_id,
            "role": RegistrationRole.VISITOR,
            "state": RegistrationState.APPROVED,
            "full_name": name,
            "email": f"viec-lam-{number}@demo.invalid",
            "organisation": organisation,
            "ticket_id": new_ticket_id(),
            "short_code": new_short_code(),
            "badge_code": new_badge_code(),
            "access_token": secrets.token_urlsafe(24),
            "search_text": fold(f"{name} {organisation}")[:400],
            "registered_at": at - timedelta(days=7),
            "is_demo": True,
        }


def door_codes(event: Event, *, at: datetime) -> Iterator[str]:
    """The door codes of the event's tickets, in the order of registration."""
    row = ensure_key(event, at=at)
    key = private_key(row)
    people = sa.select(Registration).where(Registration.event_id == event.id)
    for registration in db.session.scalars(people.order_by(Registration.id)):
        yield write_door_code(payload_of(registration, row), key)
