"""A full event keeps a line: offers are held, lapse, and nobody has a place twice."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db, transaction
from core.outbox import OutboxMessage
from events.checkin.services import check_in
from events.checkin.states import Reason
from events.programme.models import Event
from events.registration.models import Admission, Registration, RegistrationState
from events.registration.rules import has_ticket, places_left
from events.registration.services import cancel
from events.waiting.jobs import expire_overdue
from events.waiting.models import HolderKind, QueueKind
from events.waiting.queries import live_entry
from events.waiting.services import accept
from tests.events.registration.test_admission import come, limit
from tests.factories import make_checkin_list, make_event, now
from tests.races import race

S = RegistrationState


def full(event: Event, *names: str) -> list[Registration]:
    """One place, and people who came in this order."""
    limit(event, 1)
    return [come(event, name, may_wait=True) for name in names]


def entry_of(registration: Registration) -> Any:
    kind = QueueKind.REGISTRATION
    return live_entry(kind, registration.event_id, HolderKind.REGISTRATION, registration.id)


def states(rows: list[Registration]) -> list[RegistrationState]:
    for row in rows:
        db.session.refresh(row)
    return [row.state for row in rows]


def test_who_comes_too_late_waits_without_a_ticket(session: Any) -> None:
    event = make_event()

    first, second = full(event, "hoa", "lan")

    assert states([first, second]) == [S.APPROVED, S.WAITING]
    assert not has_ticket(second)
    scan = check_in(
        event, make_checkin_list(event), second.short_code, nonce="line", at=event.starts_at
    )
    assert scan.reason == Reason.NOT_APPROVED


def test_a_freed_place_is_kept_for_the_next_and_taken_with_one_click(session: Any) -> None:
    event = make_event()
    first, second, third = full(event, "hoa", "lan", "mai")

    cancel(first, at=now(), actor=None)
    newcomer = come(event, "moi", may_wait=True)
    accept(entry_of(second), at=now())

    assert states([second, third, newcomer]) == [S.APPROVED, S.WAITING, S.WAITING]
    assert (places_left(event), second.holds_place) == (0, True)
    kinds = [row.template for row in db.session.scalars(sa.select(OutboxMessage))]
    assert kinds.count("place_offered") == 1


def test_the_organiser_adds_places_and_the_line_moves(session: Any) -> None:
    event = make_event()
    _first, second, third = full(event, "hoa", "lan", "mai")

    limit(event, 3)

    assert [entry_of(row).state.value for row in (second, third)] == ["offered", "offered"]
    assert places_left(event) == 0


def test_who_leaves_the_line_is_registered_no_more(session: Any) -> None:
    event = make_event()
    first, second, third = full(event, "hoa", "lan", "mai")

    cancel(second, at=now(), actor=None)
    cancel(first, at=now(), actor=None)

    assert states([second, third]) == [S.CANCELLED, S.WAITING]
    assert entry_of(third).state.value == "offered"


def test_two_offers_lapse_and_the_third_gets_the_place(app: Flask, committed: Any) -> None:
    ids = committed(lambda: [row.id for row in _left(make_event(), "mot", "hai", "ba")])

    with app.app_context():
        for hours in (25, 50):  # an offer lasts a day
            expire_overdue(at=now() + timedelta(hours=hours))
        rows = [db.session.get_one(Registration, one) for one in ids]
        with transaction():
            accept(entry_of(rows[2]), at=now() + timedelta(hours=51))
        assert states(rows) == [S.CANCELLED, S.CANCELLED, S.APPROVED]
        assert db.session.scalars(sa.select(Admission.taken)).one() == 1


def test_sixteen_threads_take_the_offered_place_once(app: Flask, committed: Any) -> None:
    ids = committed(lambda: [row.id for row in _left(make_event(), "mot", "hai")])

    def take(_number: int) -> bool:
        with transaction():
            accept(entry_of(db.session.get_one(Registration, ids[0])), at=now())
        return True

    outcomes = race(app, 16, take)

    assert outcomes.count(True) == 1
    with app.app_context():
        assert db.session.scalars(sa.select(Admission.taken)).one() == 1


def _left(event: Event, *names: str) -> list[Registration]:
    """The only place is given back, and these wait."""
    first, *others = full(event, "dau", *names)
    cancel(first, at=now(), actor=None)
    return others


# ── the pages ───────────────────────────────────────────────────────────────────────────────────

PERSON = {"full_name": "Lò Thị Hoa", "email": "hoa2@tra.example", "consent_event": "y"}


def _full_fair() -> Any:
    event = make_event(slug="hoi-cho")
    return full(event, "hoa")[0]


def test_the_public_page_says_full_and_offers_the_line(
    client: Any, app: Flask, committed: Any
) -> None:
    first = committed(_full_fair)

    page = client.get("/events/hoi-cho/register").text
    answer = client.submit("/events/hoi-cho/register", PERSON)
    ticket = client.get(answer.location).text

    assert "Vào danh sách chờ" in page
    assert "Bạn đứng thứ 1" in ticket
    assert "<path d=" not in ticket.partition("tf-qr")[2][:200]
    with app.app_context(), transaction():
        cancel(db.session.get_one(Registration, first), at=now(), actor=None)
    assert "Nhận chỗ" in client.get(answer.location).text
    client.submit(f"{answer.location}/place", {"answer": "take"}, page=answer.location)
    assert "Đưa mã này" in client.get(answer.location).text


def test_a_second_click_on_take_says_so_and_changes_nothing(
    client: Any, app: Flask, committed: Any
) -> None:
    def make() -> str:
        (waits,) = _left(make_event(), "mot")
        return waits.access_token

    token = committed(make)
    csrf = client.token(f"/t/{token}")

    answers = [
        client.post(f"/t/{token}/place", data={"csrf_token": csrf, "answer": "take"})
        for _ in range(2)
    ]

    assert [one.status_code for one in answers] == [303, 404]


@pytest.mark.parametrize("path", ["place", "cancel"])
def test_a_wrong_address_finds_nobody(client: Any, path: str) -> None:
    csrf = client.token("/my/tickets")

    assert client.post(f"/t/nobody/{path}", data={"csrf_token": csrf}).status_code == 404
