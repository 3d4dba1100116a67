"""The demo's visitors and their seats."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np

from accounts.consent.models import Purpose
from demo.cast import Cast
from demo.fairs import Fairs
from demo.people import names
from events.programme.models import Event
from events.programme.services.seats import reserve_seat
from events.registration.models import Registration, RegistrationRole
from events.registration.services import register_person, register_team, register_visitor

ASKED = timedelta(days=2)  # how long before now visitors of today's events registered
ORGANISATIONS = ("", "", "", "Hội Nông dân xã", "Trường Cao đẳng", "HTX bạn", "Báo địa phương")
OPTIONAL = (Purpose.PHOTO, Purpose.DIRECTORY, Purpose.MARKETING)


def make_visitors(fairs: Fairs, cast: Cast, *, at: datetime) -> dict[int, list[Registration]]:
    """Registrations of every event, by event id. Flushed, not committed."""
    people = names(seed=1979)
    rng = np.random.default_rng(1979)
    made: dict[int, list[Registration]] = {}
    for event, number, when in (
        (fairs.coming, 150, at),
        (fairs.running, 150, min(at - ASKED, fairs.running.starts_at - ASKED)),
        (fairs.over, 60, fairs.over.starts_at - ASKED),
        (fairs.tea_seminar, 30, at),
        (fairs.export_seminar, 12, at),
    ):
        made[event.id] = [
            _visitor(event, next(people), number_, rng, at=when) for number_ in range(number)
        ]
        register_team(event, at=when, actor=None)
        _reserve(event, made[event.id], at=when)
    you = cast.users["visitor"]
    for event in (fairs.coming, fairs.running):
        ticket = register_person(event, you, RegistrationRole.VISITOR, at=at, actor=you)
        made[event.id].append(ticket)
    return made


def _visitor(
    event: Event, full_name: str, number: int, rng: np.random.Generator, *, at: datetime
) -> Registration:
    extra = [purpose for purpose in OPTIONAL if rng.random() < 0.4]  # noqa: PLR2004 -- a share
    return register_visitor(
        event,
        full_name=full_name,
        email=f"khach-{event.id}-{number}@demo.invalid",
        phone=None,
        organisation=str(rng.choice(ORGANISATIONS)),
        language="vi",
        consents=[Purpose.EVENT, *extra],
        at=at,
    )


def _reserve(event: Event, visitors: Sequence[Registration], *, at: datetime) -> None:
    """Fill the sessions that have seats by half."""
    for talk in event.sessions:
        if talk.capacity:
            for registration in visitors[: min(len(visitors), talk.capacity) // 2]:
                reserve_seat(talk, registration.id, event.id, at)
