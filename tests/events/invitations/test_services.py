"""Guests say yes or no; companions are places, and places are never more than there are."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db, transaction
from core.outbox import OutboxMessage, render
from events.invitations import errors, services
from events.invitations.lists import read_guests
from events.invitations.models import Invitation
from events.invitations.queries import counts_of, live_tickets
from events.invitations.services import Guest
from events.invitations.states import InvitationState
from events.programme.models import Event, EventState
from events.registration.models import Admission, Registration
from tests.conftest import NOW
from tests.factories import make_event, make_invitation, make_registration, make_user
from tests.races import race, without_constraint

CROWD = 16


def hall(capacity: int | None, **values: Any) -> Event:
    """An event for invited people, with so many places."""
    event = make_event(**values)
    db.session.add(Admission(event_id=event.id, open_to=[], looked_at=[], capacity=capacity))
    db.session.flush()
    return event


def taken(event: Event) -> int:
    return db.session.scalar(sa.select(Admission.taken).filter_by(event_id=event.id)) or 0


def tickets(invitation: Invitation) -> int:
    return sum(len(live_tickets(invitation, companions=which)) for which in (True, False))


def test_a_yes_takes_a_place_and_a_ticket_for_each(session: Any, at: datetime) -> None:
    event = hall(10)
    row = make_invitation(event)

    guest = services.accept(row, companions=2, agreed=True, at=at)

    assert (taken(event), tickets(row), row.state) == (3, 3, InvitationState.ACCEPTED)
    assert (guest.email, guest.holds_place) == (row.email, True)
    assert [m.template for m in db.session.scalars(sa.select(OutboxMessage))] == ["ticket"]


@pytest.mark.parametrize(("first", "then", "places"), [(2, 0, 1), (0, 2, 3), (1, 1, 2), (2, 1, 2)])
def test_the_number_of_companions_may_change(
    session: Any, at: datetime, first: int, then: int, places: int
) -> None:
    event = hall(10)
    row = make_invitation(event)
    guest = services.accept(row, companions=first, agreed=True, at=at)

    again = services.accept(row, companions=then, agreed=False, at=at)

    assert (again.id, taken(event), tickets(row)) == (guest.id, places, places)


def test_a_no_after_a_yes_frees_every_place_and_a_yes_takes_them_again(
    session: Any, at: datetime
) -> None:
    event = hall(3)
    row = make_invitation(event)
    services.accept(row, companions=2, agreed=True, at=at)

    services.decline(row, at=at)
    after_no = (taken(event), tickets(row), row.companions)
    services.accept(row, companions=1, agreed=True, at=at)

    assert after_no == (0, 0, 0)
    assert (taken(event), tickets(row)) == (2, 2)


def test_too_many_change_nothing(session: Any, at: datetime) -> None:
    event = hall(3)
    services.accept(make_invitation(event), companions=1, agreed=True, at=at)
    row = make_invitation(event)

    with pytest.raises(errors.NoPlaces):
        services.accept(row, companions=1, agreed=True, at=at)
    assert (taken(event), tickets(row), row.state) == (2, 0, InvitationState.LISTED)
    services.accept(row, companions=0, agreed=True, at=at)
    with pytest.raises(errors.NoPlaces):
        services.accept(row, companions=1, agreed=True, at=at)
    assert (taken(event), tickets(row), row.companions) == (3, 1, 0)


@pytest.mark.parametrize(
    ("address", "words"),
    [("bep@test.invalid", "or write to bep@test.invalid."), ("", "Please come with fewer.")],
)
def test_who_finds_no_room_is_told_whom_to_ask_if_the_event_says_so(
    session: Any, at: datetime, address: str, words: str
) -> None:
    event = hall(1)
    event.contact_email = address

    with pytest.raises(errors.NoPlaces) as refused:
        services.accept(make_invitation(event), companions=1, agreed=True, at=at)

    assert refused.value.text(lambda text, **values: text % values).endswith(words)


@pytest.mark.parametrize("companions", [-1, 3])
def test_an_invitation_says_how_many_may_come(session: Any, at: datetime, companions: int) -> None:
    with pytest.raises(errors.TooManyCompanions):
        services.accept(make_invitation(hall(9)), companions=companions, agreed=True, at=at)


def test_nobody_gets_a_ticket_without_consent(session: Any, at: datetime) -> None:
    with pytest.raises(errors.AgreementMissing):
        services.accept(make_invitation(hall(9)), companions=0, agreed=False, at=at)


def test_somebody_with_a_ticket_is_told(session: Any, at: datetime) -> None:
    event = hall(9)
    make_registration(event, email="mai@test.invalid")

    with pytest.raises(errors.HasTicket):
        services.accept(
            make_invitation(event, email="mai@test.invalid"), companions=0, agreed=True, at=at
        )
    assert taken(event) == 0


@pytest.mark.parametrize(
    "values", [{"state": EventState.CANCELLED}, {"starts_at": NOW - timedelta(days=9)}]
)
def test_an_event_that_is_over_takes_no_answer(
    session: Any, at: datetime, values: dict[str, Any]
) -> None:
    row = make_invitation(hall(9, **values))

    for answer in (
        lambda: services.accept(row, companions=0, agreed=True, at=at),
        lambda: services.decline(row, at=at),
    ):
        with pytest.raises(errors.InvitationOver):
            answer()


def test_a_withdrawn_invitation_takes_its_tickets_along(session: Any, at: datetime) -> None:
    event = hall(9)
    row = make_invitation(event)
    services.accept(row, companions=2, agreed=True, at=at)

    services.withdraw(row, at=at, by=None)

    assert (taken(event), tickets(row)) == (0, 0)
    with pytest.raises(errors.InvitationOver):
        services.accept(row, companions=0, agreed=True, at=at)


def test_a_list_is_sent_once_and_reminded_after_two_days(session: Any, at: datetime) -> None:
    event, by = hall(9), make_user()
    guests = [Guest("Lò Mai", email="a@test.invalid"), Guest("Không thư"), Guest("Hà", email=None)]
    services.invite(event, guests, language="vi", by=by, at=at)

    sent = [services.send_invitations(event, by=by, at=at) for _ in range(2)]
    reminded = [
        services.remind(event, by=by, at=at + timedelta(days=days)) for days in (1, 2, 3, 4)
    ]

    assert (sent, reminded) == ([1, 0], [0, 1, 0, 1])


def test_nobody_is_invited_twice_and_then_nobody_of_the_list_is(session: Any, at: datetime) -> None:
    event = hall(9)
    make_invitation(event, email="a@test.invalid")

    with pytest.raises(errors.InvitedTwice) as told:
        services.invite(event, [Guest("X", email="a@test.invalid")], language="vi", by=None, at=at)
    assert told.value.values == {"email": "a@test.invalid"}


def test_the_numbers_add_up(session: Any, at: datetime) -> None:
    event = hall(99)
    yes, no, _silent = (make_invitation(event) for _ in range(3))
    services.accept(yes, companions=2, agreed=True, at=at)
    services.decline(no, at=at)
    services.withdraw(make_invitation(event), at=at, by=None)

    counts = counts_of(event)

    assert (counts.invited, counts.coming, counts.declined, counts.silent) == (3, 1, 1, 1)
    assert (counts.seats, counts.unsent) == (3, 1)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("template", ["invitation", "invitation_reminder"])
def test_the_mails_lead_to_the_answer(
    app: Flask, session: Any, at: datetime, language: str, template: str
) -> None:
    event = hall(9)
    row = make_invitation(event, language=language)
    services._mail(row, event, template, at=at)
    mail = db.session.scalars(sa.select(OutboxMessage)).one()

    with app.test_request_context():
        subject, body = render(mail)

    assert event.name_vi in subject or event.name_en in subject
    assert f"/invitations/{row.token}" in body


@pytest.mark.parametrize(
    ("text", "guests"),
    [
        ("Lò Thị Mai; HTX Chè; MAI@example.vn; 0912 345 678; 2", 1),
        ("Lò Thị Mai\tHTX Chè\n\n  \nHà Văn Thử", 2),
        ("Ma;;;;", 1),
    ],
)
def test_a_pasted_list_is_read(text: str, guests: int) -> None:
    found, faults = read_guests(text)

    assert (len(found), faults) == (guests, [])


@pytest.mark.parametrize(
    ("line", "word"),
    [
        (";HTX", "name"),
        ("Mai;;mai@;;", "e-mail"),
        ("Mai;;;12;", "phone"),
        ("Mai;;;;21", "companions"),
        ("Mai;;;;-1", "companions"),
        ("Mai;;;;²", "companions"),
        ("Mai;a;;;1;more", "five"),
        ("M" * 200, "name"),
        ("Mai;" + "o" * 300, "organisation"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(line: str, word: str) -> None:
    _found, faults = read_guests(f"Hà Văn Thử\n{line}")

    assert [fault.line for fault in faults] == [2]
    assert word in faults[0].text


def party() -> tuple[int, list[int]]:
    """An event of ten places, and sixteen guests who each bring two more."""
    event = hall(10)
    return event.id, [make_invitation(event).id for _ in range(CROWD)]


def all_say_yes(app: Flask, invitations: list[int]) -> Counter[str]:
    def say(number: int) -> str:
        with transaction():
            row = db.session.get_one(Invitation, invitations[number])
            services.accept(row, companions=2, agreed=True, at=NOW)
        return "comes"

    outcomes = race(app, CROWD, say)
    return Counter(o if isinstance(o, str) else type(o).__name__ for o in outcomes)


def test_sixteen_parties_of_three_never_fill_ten_places_over(app: Flask, committed: Any) -> None:
    event_id, invitations = committed(party)

    answers = all_say_yes(app, invitations)

    assert answers == {"comes": 3, "NoPlaces": CROWD - 3}
    with app.app_context():
        assert taken(db.session.get_one(Event, event_id)) == 9
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Registration)) == 9


def test_without_condition_and_constraint_the_hall_is_too_full(
    app: Flask, committed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: on PostgreSQL all read the same number of places; SQLite's writers queue."""
    _event_id, invitations = committed(party)

    def careless(event: Event, places: int) -> bool:
        seen = sa.select(Admission.taken, Admission.capacity).filter_by(event_id=event.id)
        taken_now, capacity = db.session.execute(seen).one()
        if taken_now + places > (capacity or 0):
            raise errors.NoPlaces
        db.session.connection().exec_driver_sql(
            "SELECT 1" if db.engine.dialect.name == "sqlite" else "SELECT pg_sleep(0.05)"
        )
        more = sa.update(Admission).where(Admission.event_id == event.id)
        db.session.execute(
            more.values(taken=Admission.taken + places).execution_options(synchronize_session=False)
        )
        return True

    monkeypatch.setattr(services, "_take", careless)
    with without_constraint(app, "admissions", "ck_admissions_places_within_capacity"):
        answers = all_say_yes(app, invitations)
        with app.app_context():
            one_at_a_time = db.engine.dialect.name == "sqlite"

    assert (answers["comes"] == 3) is one_at_a_time
