"""One contact registers several people: each has a ticket, one mistake registers nobody."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts.consent.models import Consent
from core.db import db, transaction
from core.outbox import OutboxMessage
from events.programme.models import Event
from events.registration.errors import (
    AlreadyRegistered,
    ConsentMissing,
    EventFull,
    NobodyNamed,
    SameGroupTwice,
    Unreachable,
)
from events.registration.models import Registration, RegistrationGroup, RegistrationState
from events.registration.rules import places_left
from events.registration.services import register_group
from events.registration.services.groups import MOST, Contact, Person
from tests.events.registration.test_admission import limit
from tests.factories import make_event, make_registration, now
from tests.queries import count_queries
from tests.races import race

LEADER = Contact("Lò Văn Trưởng", phone="+84912345678", email="truong@test.invalid")
TWO = [Person("Lò Thị Hoa"), Person("Vàng A Lử", email="lu@test.invalid")]


def register(event: Any, people: Any = TWO, **values: Any) -> RegistrationGroup:
    asked: dict[str, Any] = {"contact": LEADER, "language": "vi", "agreed": True, "at": now()}
    asked |= values
    return register_group(event, asked.pop("contact"), people, **asked)


def test_everybody_has_a_ticket_also_without_phone_and_mail(session: Any) -> None:
    group = register(make_event())

    people = db.session.scalars(sa.select(Registration).order_by(Registration.id)).all()
    assert [(one.full_name, one.email, one.group_id) for one in people] == [
        ("Lò Thị Hoa", None, group.id),
        ("Vàng A Lử", "lu@test.invalid", group.id),
    ]
    assert len({one.short_code for one in people}) == 2
    channels = db.session.scalars(sa.select(Consent.channel)).all()
    assert channels == ["group", "group"]
    mails = [(m.to_address, m.template) for m in db.session.scalars(sa.select(OutboxMessage))]
    assert mails == [("lu@test.invalid", "ticket"), ("truong@test.invalid", "group")]


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"agreed": False}, ConsentMissing),
        ({"contact": Contact("Lò Văn Trưởng", None, None)}, Unreachable),
        ({"people": []}, NobodyNamed),
        ({"people": [Person("Ai")] * (MOST + 1)}, NobodyNamed),
        (
            {"people": [Person("Một", phone="+84900"), Person("Hai", phone="+84900")]},
            AlreadyRegistered,
        ),
    ],
)
def test_what_a_group_cannot_be(session: Any, values: Any, error: Any) -> None:
    with pytest.raises(error):
        register(make_event(), **values)

    assert db.session.scalars(sa.select(Registration)).all() == []


def test_places_are_for_all_of_them_or_nobody(session: Any) -> None:
    event = make_event()
    limit(event, 1)

    with pytest.raises(EventFull):
        register(event)

    assert places_left(event) == 1


def test_one_form_sent_by_sixteen_clicks_makes_one_group(app: Flask, committed: Any) -> None:
    event_id = committed(make_event)

    def click(_number: int) -> bool:
        with transaction():
            event = db.session.get_one(Event, event_id)
            register(event, form_token="once")
        return True

    outcomes = race(app, 16, click)

    assert outcomes.count(True) == 1
    assert all(
        isinstance(one, SameGroupTwice | AlreadyRegistered) for one in outcomes if one is not True
    )


# ── the pages ───────────────────────────────────────────────────────────────────────────────────

FILLED = {
    "contact_name": "Lò Văn Trưởng",
    "phone": "0912 345 678",
    "organisation": "HTX Tà Xùa",
    "people-0-full_name": "Lò Thị Hoa",
    "people-1-full_name": "",
    "people-2-full_name": "Vàng A Lử",
    "agreed": "y",
}
PAGE = "/events/hoi-cho/register/group"


@pytest.fixture
def fair(committed: Any) -> Any:
    return committed(make_event, slug="hoi-cho")


def people(app: Flask) -> list[Registration]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Registration).order_by(Registration.id)))


def test_the_contact_sees_prints_and_cancels(client: Any, app: Flask, fair: int) -> None:
    answer = client.submit(PAGE, FILLED)
    page = client.get(answer.location)
    first, second = people(app)

    assert "Lò Thị Hoa" in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert client.get(f"{answer.location}/badges.pdf").data.startswith(b"%PDF")
    client.submit(f"{answer.location}/cancel/{first.id}", page=answer.location)
    assert [one.state for one in people(app)] == [
        RegistrationState.CANCELLED,
        RegistrationState.APPROVED,
    ]
    assert "Nhóm của bạn" in client.get("/my/tickets").text
    assert second.access_token in page.text


def test_more_rows_come_without_a_script_and_keep_what_was_typed(client: Any, fair: int) -> None:
    answer = client.submit(PAGE, FILLED | {"more": "1"})

    assert answer.text.count('name="people-') == 8 * 3
    assert 'value="Lò Thị Hoa"' in answer.text
    assert "tf-errors" not in answer.text


def test_a_wrong_row_is_named_and_everything_stays(client: Any, app: Flask, fair: int) -> None:
    answer = client.submit(PAGE, FILLED | {"people-1-phone": "123", "people-2-full_name": ""})

    assert (answer.status_code, people(app)) == (422, [])
    assert 'value="Lò Thị Hoa"' in answer.text
    assert 'value="123"' in answer.text


def test_the_second_click_leads_to_the_first_group(client: Any, app: Flask, fair: int) -> None:
    data = FILLED | {"form_token": "same", "csrf_token": client.token(PAGE)}

    answers = [client.post(PAGE, data=data) for _ in range(2)]

    assert answers[0].location == answers[1].location
    assert len(people(app)) == 2


def test_somebody_of_another_group_is_not_cancelled_here(
    client: Any, app: Flask, committed: Any, fair: int
) -> None:
    location = client.submit(PAGE, FILLED).location
    other = committed(lambda: make_registration(make_event()))

    answer = client.submit(f"{location}/cancel/{other}", page=location)

    assert answer.status_code == 404


def test_a_group_of_30_asks_as_many_questions_as_one_of_1(
    client: Any, app: Flask, fair: int
) -> None:
    counts = []
    for number in (1, 30):
        rows = {f"people-{n}-full_name": f"Người {n}" for n in range(number)}
        base = {k: v for k, v in FILLED.items() if not k.startswith("people")}
        location = client.submit(PAGE, base | rows | {"form_token": str(number)}).location
        client.get(location)
        with count_queries(app) as sent:
            client.get(location)
        counts.append(len(sent))

    assert counts[0] == counts[1]
