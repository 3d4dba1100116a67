"""Who is let in: roles, approval in one go, and places that are never given twice."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts.consent.models import Purpose
from core.db import db, transaction
from core.outbox import OutboxMessage
from events.programme.models import Event, EventKind
from events.registration.errors import EventFull, FewerThanTaken, NotOpenToRole
from events.registration.models import Admission, Registration, RegistrationRole, RegistrationState
from events.registration.rules import admission_of, places_left
from events.registration.services import cancel, register_visitor, save_admission
from events.registration.services.registering import raise_role
from tests.factories import make_event, make_registration, make_team_member, now
from tests.races import race, without_constraint

VISITOR, PRESS = RegistrationRole.VISITOR, RegistrationRole.PRESS


def come(event: Event, name: str = "hoa", **values: Any) -> Registration:
    return register_visitor(
        event,
        full_name="Lò Thị Hoa",
        email=f"{name}@test.invalid",
        phone=None,
        language="vi",
        consents=[Purpose.EVENT],
        at=now(),
        **values,
    )


def limit(event: Event, capacity: int | None, **values: Any) -> Admission:
    asked: dict[str, Any] = {"open_to": [VISITOR], "looked_at": []} | values
    return save_admission(event, capacity=capacity, actor=None, at=now(), **asked)


def test_events_by_invitation_look_first_until_the_organiser_says_otherwise(session: Any) -> None:
    event = make_event(kind=EventKind.INVESTOR_DAY)

    assert come(event).state is RegistrationState.PENDING
    limit(event, None)
    assert come(event, "lan").state is RegistrationState.APPROVED


def test_the_press_registers_where_it_may_and_waits_where_it_must(session: Any) -> None:
    event = make_event()

    with pytest.raises(NotOpenToRole):
        come(event, role=PRESS)
    limit(event, None, open_to=[VISITOR, PRESS], looked_at=[PRESS])

    assert come(event, role=PRESS).state is RegistrationState.PENDING


def test_the_last_place_is_the_last(session: Any) -> None:
    event = make_event()
    limit(event, 1)
    come(event)

    with pytest.raises(EventFull):
        come(event, "lan")


def test_a_cancelled_or_risen_visitor_leaves_a_place(session: Any) -> None:
    event = make_event()
    limit(event, 2)
    first, second = come(event), come(event, "lan")

    cancel(first, at=now(), actor=None)
    raise_role(second, RegistrationRole.SPEAKER, None, at=now(), actor=None)

    assert places_left(event) == 2


def test_those_who_came_before_the_limit_count(session: Any) -> None:
    event = make_event()
    make_registration(event)
    make_registration(event)
    make_registration(event, role=RegistrationRole.SPEAKER)

    with pytest.raises(FewerThanTaken):
        limit(event, 1)
    limit(event, 3)

    assert places_left(event) == 1


def test_sixteen_people_and_five_places(app: Flask, committed: Any) -> None:
    event_id = committed(_limited)

    outcomes = race(app, 16, lambda number: _come(event_id, number))

    assert sum(isinstance(one, int) for one in outcomes) == 5
    assert sum(isinstance(one, EventFull) for one in outcomes) == 11
    with app.app_context():
        row = db.session.scalars(sa.select(Admission)).one()
        assert (row.taken, row.capacity) == (5, 5)


def test_the_constraint_holds_where_the_statement_would_not(app: Flask, committed: Any) -> None:
    """The control: without the check one row too many is taken and nothing objects."""
    event_id = committed(_limited)
    too_many = sa.update(Admission).where(Admission.event_id == event_id).values(taken=6)

    with app.app_context(), pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.execute(too_many)
    away = without_constraint(app, "admissions", "ck_admissions_places_within_capacity")
    with away, app.app_context(), transaction():
        db.session.execute(too_many)


def _limited() -> Any:
    event = make_event()
    limit(event, 5)
    return event


def _come(event_id: int, number: int) -> int:
    with transaction():
        return come(db.session.get_one(Event, event_id), f"n{number}").id


# ── the page of those who wait ──────────────────────────────────────────────────────────────────

PAGE = "/manage/events/hoi-cho/registrations/pending"


@pytest.fixture
def waiting(committed: Any, client: Any) -> list[int]:
    def make() -> tuple[list[int], int]:
        event = make_event(slug="hoi-cho")
        state = RegistrationState.PENDING
        rows = [make_registration(event, state=state) for _ in range(3)]
        return [row.id for row in rows], make_team_member(event).id

    ids, organiser = committed(make)
    client.sign_in(organiser)
    made: list[int] = ids
    return made


def _states(app: Flask) -> list[str]:
    with app.app_context():
        rows = db.session.scalars(sa.select(Registration).order_by(Registration.id))
        return [row.state.value for row in rows]


def test_many_are_approved_in_one_go_with_a_word(
    client: Any, app: Flask, waiting: list[int]
) -> None:
    answer = client.submit(PAGE, {"registration": waiting[:2], "note": "Mang theo thẻ nhà báo."})

    assert (answer.status_code, _states(app)) == (303, ["approved", "approved", "pending"])
    with app.app_context():
        notes = [row.values["note"] for row in db.session.scalars(sa.select(OutboxMessage))]
    assert notes == ["Mang theo thẻ nhà báo."] * 2


def test_many_are_declined_with_a_reason(client: Any, app: Flask, waiting: list[int]) -> None:
    client.submit(PAGE, {"registration": waiting, "answer": "decline", "note": "Đã hết chỗ."})

    assert _states(app) == ["cancelled"] * 3
    with app.app_context():
        kinds = {row.template for row in db.session.scalars(sa.select(OutboxMessage))}
    assert kinds == {"registration_declined"}


def test_a_second_click_and_nobody_ticked_change_nothing(
    client: Any, app: Flask, waiting: list[int]
) -> None:
    client.submit(PAGE, {"registration": waiting[:1]})

    again = client.submit(PAGE, {"registration": waiting[:1]})
    nobody = client.submit(PAGE, {"note": "Chữ này còn lại"})

    assert (again.status_code, nobody.status_code) == (303, 422)
    assert "Chữ này còn lại" in nobody.text
    with app.app_context():
        assert len(db.session.scalars(sa.select(OutboxMessage)).all()) == 1


def test_a_registration_of_another_event_is_not_answered_here(
    client: Any, app: Flask, committed: Any, waiting: list[int]
) -> None:
    other = committed(lambda: make_registration(make_event(), state=RegistrationState.PENDING))

    client.submit(PAGE, {"registration": [other]})

    assert _states(app) == ["pending"] * 4


def test_the_organiser_sets_who_is_let_in(client: Any, app: Flask, waiting: list[int]) -> None:
    page = "/manage/events/hoi-cho/registrations/admission"

    refused = client.submit(page, {"open_to": ["visitor"], "capacity": "2"})
    done = client.submit(page, {"open_to": ["visitor", "press"], "capacity": "30"})

    assert (refused.status_code, done.status_code) == (422, 303)
    with app.app_context():
        row = admission_of(db.session.scalars(sa.select(Event)).one())
        assert (row.open_to, row.capacity, row.taken) == (["visitor", "press"], 30, 3)
