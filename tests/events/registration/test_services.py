"""Who registers gets one ticket; roles are raised, never doubled; a reissue replaces."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from accounts.companies.models import MemberRole
from accounts.consent.models import Consent, Purpose
from core.outbox import OutboxMessage, render
from events.exhibitors.services import approve_application, withdraw_application
from events.programme.models import Event, EventKind, EventState, Session, TeamRole
from events.programme.services import reserve_seat
from events.registration.codes import read_code
from events.registration.errors import (
    AlreadyRegistered,
    ConsentMissing,
    NotLive,
    NotPending,
    RegistrationClosed,
    Unreachable,
)
from events.registration.keys import current_key, door_code, ensure_key, public_key
from events.registration.models import Registration, RegistrationRole, RegistrationState
from events.registration.queries import exhibits_without_ticket
from events.registration.services import (
    approve,
    cancel,
    register_guest,
    register_members,
    register_person,
    register_team,
    register_visitor,
    reissue,
    send_ticket_again,
)
from tests.factories import (
    make_application,
    make_company,
    make_event,
    make_exhibitor,
    make_member,
    make_registration,
    make_session,
    make_team_member,
    now,
)


def register(event: Event, **values: Any) -> Registration:
    asked: dict[str, Any] = {
        "full_name": "Lò Thị Hoa",
        "email": "hoa@test.invalid",
        "phone": None,
        "language": "vi",
        "consents": [Purpose.EVENT],
        "at": now(),
    }
    return register_visitor(event, **(asked | values))


def mails(session: Any) -> list[OutboxMessage]:
    return list(session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))


def test_a_visitor_gets_a_ticket_that_verifies(session: Any) -> None:
    event = make_event()

    registration = register(event)

    key = current_key(event.id)
    assert key is not None
    reading = read_code(door_code(registration, key))
    assert reading.is_signed_by(public_key(key))
    assert reading.payload is not None
    assert reading.payload.ticket_id == registration.ticket_id


def test_the_private_key_is_not_in_the_database(session: Any) -> None:
    key = ensure_key(make_event(), at=now())

    assert len(key.sealed_private_key) > 64
    assert key.public_key not in key.sealed_private_key
    assert ensure_key(session.get(Event, key.event_id), at=now()) is key


def test_the_mail_has_the_way_to_the_ticket_in_the_readers_language(session: Any) -> None:
    event = make_event()

    registration = register(event, language="en")

    subject, body = render(mails(session)[0])
    assert subject == f"Your ticket: {event.name_en}"
    assert f"/t/{registration.access_token}" in body


def test_each_consent_is_kept_on_its_own(session: Any) -> None:
    register(make_event(), consents=[Purpose.EVENT, Purpose.PHOTO])

    assert {row.purpose for row in session.scalars(sa.select(Consent))} == {
        Purpose.EVENT,
        Purpose.PHOTO,
    }


def test_without_the_consent_for_the_event_there_is_no_ticket(session: Any) -> None:
    with pytest.raises(ConsentMissing):
        register(make_event(), consents=[Purpose.MARKETING])


def test_somebody_must_be_reachable(session: Any) -> None:
    with pytest.raises(Unreachable):
        register(make_event(), email=None)


@pytest.mark.parametrize(
    "values",
    [
        {"state": EventState.CLOSED},
        {"state": EventState.CANCELLED},
        {"starts_at": now() - timedelta(days=4)},
    ],
)
def test_an_event_that_is_over_takes_nobody(session: Any, values: dict[str, Any]) -> None:
    event = make_event(**values)

    with pytest.raises(RegistrationClosed):
        register(event)


@pytest.mark.parametrize("contact", [{"email": "hoa@test.invalid"}, {"phone": "+84912345678"}])
def test_a_contact_is_registered_once_per_event(session: Any, contact: dict[str, str]) -> None:
    event, other = make_event(), make_event()
    register(event, **({"email": None} | contact))

    register(other, **({"email": None} | contact))
    with pytest.raises(AlreadyRegistered):
        register(event, **({"email": None} | contact))


def test_who_cancelled_may_register_again(session: Any) -> None:
    event = make_event()
    cancel(register(event), at=now(), actor=None)

    assert register(event).state is RegistrationState.APPROVED


def test_an_event_by_invitation_looks_first_and_sends_the_ticket_then(session: Any) -> None:
    registration = register(make_event(kind=EventKind.INVESTOR_DAY))

    approve(registration, at=now(), actor=None)

    assert [mail.values["pending"] for mail in mails(session)] == [True, False]
    with pytest.raises(NotPending):
        approve(registration, at=now(), actor=None)


def test_the_people_of_a_company_get_tickets_without_typing(session: Any) -> None:
    event, company = make_event(), make_company()
    people = [make_member(company), make_member(company, MemberRole.STAFF)]

    made = register_members(event, company, RegistrationRole.EXHIBITOR, at=now())

    assert {row.user_id for row in made} == {person.id for person in people}
    assert {row.organisation for row in made} == {company.name}
    assert len(mails(session)) == 2


def test_a_visitor_who_exhibits_keeps_the_ticket_and_changes_the_role(session: Any) -> None:
    event, company = make_event(), make_company()
    person = make_member(company)
    visitor = register(event, email=person.email)

    register_members(event, company, RegistrationRole.EXHIBITOR, at=now())
    again = register_members(event, company, RegistrationRole.BUYER, at=now())

    assert again == [visitor]
    assert (visitor.role, visitor.user_id) == (RegistrationRole.EXHIBITOR, person.id)
    assert visitor.ticket_issue == 1


def test_the_team_gets_tickets_once(session: Any) -> None:
    event = make_event()
    make_team_member(event)
    make_team_member(event, TeamRole.DOOR)

    register_team(event, at=now())
    again = register_team(event, at=now())

    assert {row.role for row in again} == {RegistrationRole.TEAM}
    assert session.scalar(sa.select(sa.func.count()).select_from(Registration)) == 2


def test_a_walk_in_needs_a_name_only(session: Any) -> None:
    event = make_event()
    guests = [
        register_guest(
            event, full_name="Vàng A Sùng", role=RegistrationRole.VISITOR, at=now(), actor=None
        )
        for _ in range(2)
    ]

    assert guests[0] is not guests[1]
    assert mails(session) == []


def test_cancelling_frees_the_seats(session: Any) -> None:
    event = make_event()
    talk: Session = make_session(event, capacity=1)
    registration = register(event)
    reserve_seat(talk, registration.id, event.id, now())

    cancel(registration, at=now(), actor=None)

    assert talk.taken == 0
    with pytest.raises(NotLive):
        cancel(registration, at=now(), actor=None)


def test_a_reissue_changes_everything_that_was_secret(session: Any) -> None:
    registration = register(make_event())
    before = (registration.short_code, registration.access_token, registration.ticket_issue)

    reissue(registration, at=now(), actor=None)

    after = (registration.short_code, registration.access_token, registration.ticket_issue)
    assert all(new != old for new, old in zip(after, before, strict=True))


def test_after_255_issues_the_ticket_gets_a_new_id(session: Any) -> None:
    registration = make_registration(make_event(), ticket_issue=255)
    old = registration.ticket_id

    reissue(registration, at=now(), actor=None)

    assert registration.ticket_issue == 1
    assert registration.ticket_id != old


def test_an_address_cannot_be_flooded_with_tickets(session: Any) -> None:
    registration = register(make_event())

    sent = [send_ticket_again(registration, at=now()) for _ in range(30)]

    assert sum(sent) == 9
    assert send_ticket_again(registration, at=now() + timedelta(minutes=11))


def test_approved_exhibitors_have_tickets_at_once_and_visitors_badges_after_the_end(
    session: Any,
) -> None:
    event, company = make_event(), make_company()
    make_member(company)
    application = make_application(event, company)
    approve_application(application, actor=None, at=now())
    (ticket,) = session.scalars(sa.select(Registration)).all()
    during = ticket.role

    withdraw_application(application, actor=None, at=now())

    assert (during, ticket.role) == (RegistrationRole.EXHIBITOR, RegistrationRole.VISITOR)
    assert ticket.state is RegistrationState.APPROVED


def test_who_joins_an_exhibitor_later_is_offered_a_ticket(session: Any) -> None:
    event, company = make_event(), make_company()
    make_exhibitor(event, company)
    newcomer = make_member(company)
    offered = exhibits_without_ticket(newcomer, at=now())

    register_person(event, newcomer, RegistrationRole.EXHIBITOR, at=now(), actor=newcomer)

    assert [row.event_id for row in offered] == [event.id]
    assert exhibits_without_ticket(newcomer, at=now()) == []
