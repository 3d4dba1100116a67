"""Registering takes one page; tickets are seen by their owner, lists by the team."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db
from core.outbox import OutboxMessage
from core.sheets import safe_cell
from events.programme.models import EventKind, EventState, Seat
from events.registration.models import QuestionKind, Registration, RegistrationState
from events.registration.services.questions import keep_answers
from tests.factories import (
    make_event,
    make_question,
    make_registration,
    make_session,
    make_team_member,
    make_user,
    now,
)
from tests.queries import count_queries

FILLED = {
    "full_name": "Lò Thị Hoa",
    "phone": "0912 345 678",
    "email": "Hoa@Tra.Example",
    "organisation": "HTX Tà Xùa",
    "consent_event": "y",
}


@pytest.fixture
def fair(committed: Any) -> str:
    committed(make_event, slug="hoi-cho")
    return "/events/hoi-cho"


@pytest.fixture
def organiser(committed: Any, client: Any, fair: str) -> Any:
    committed(lambda: make_team_member(_event()))
    return client.sign_in(committed(lambda: make_team_member(_event())))


def _event() -> Any:
    from events.programme.models import Event  # noqa: PLC0415 -- a row of the fixture above

    return db.session.scalar(sa.select(Event).where(Event.slug == "hoi-cho"))


def rows(app: Flask, model: Any) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(sa.select(model).order_by(model.id)))


def browser(app: Flask) -> Any:
    return app.test_client()


def test_the_ticket_is_the_next_page(client: Any, app: Flask, fair: str) -> None:
    answer = client.submit(f"{fair}/register", FILLED)

    ticket = client.get(answer.location)
    (registration,) = rows(app, Registration)
    assert (answer.status_code, registration.phone) == (303, "+84912345678")
    assert registration.email == "hoa@tra.example"
    assert "Lò Thị Hoa" in ticket.text
    assert '<path d="M' in ticket.text
    assert ticket.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["😀😀", "123", "?!"])
def test_a_name_without_letters_gets_no_ticket(
    client: Any, app: Flask, fair: str, name: str
) -> None:
    answer = client.submit(f"{fair}/register", {**FILLED, "full_name": name})

    assert "Xin viết bằng chữ" in answer.text
    assert name in answer.text
    assert rows(app, Registration) == []


def test_consents_are_unticked_and_the_event_one_is_needed(
    client: Any, app: Any, fair: str
) -> None:
    page = client.get(f"{fair}/register").text
    answer = client.submit(f"{fair}/register", {**FILLED, "consent_event": ""})

    assert page.count('name="consent_') == 4
    assert "checked" not in page
    assert (answer.status_code, rows(app, Registration)) == (422, [])


def test_what_was_typed_stays_when_something_is_missing(client: Any, fair: str) -> None:
    answer = client.submit(f"{fair}/register", {"full_name": "Lò Thị Hoa"})

    assert answer.status_code == 422
    assert 'value="Lò Thị Hoa"' in answer.text


def test_who_types_anothers_address_sees_no_ticket(client: Any, app: Flask, fair: str) -> None:
    client.submit(f"{fair}/register", FILLED)
    stranger: Any = app.test_client()

    answer = stranger.submit(f"{fair}/register", FILLED)

    (registration,) = rows(app, Registration)
    assert "Bạn đã đăng ký rồi" in answer.text
    assert registration.access_token not in answer.text
    assert registration.short_code[:4] not in answer.text
    assert len(rows(app, OutboxMessage)) == 2


def test_ones_own_second_try_leads_to_the_ticket(client: Any, fair: str) -> None:
    first = client.submit(f"{fair}/register", FILLED)

    assert client.submit(f"{fair}/register", FILLED).location == first.location


def test_a_closed_event_says_so(client: Any, committed: Any) -> None:
    committed(make_event, slug="da-qua", state=EventState.CLOSED)

    page = client.get("/events/da-qua/register")

    assert "Đã ngừng nhận đăng ký" in page.text


def test_this_browser_and_this_account_know_their_tickets(
    client: Any, committed: Any, app: Flask, fair: str
) -> None:
    client.submit(f"{fair}/register", FILLED)
    user = committed(make_user, email="hoa@tra.example")

    at_home = browser(app).sign_in(user).get("/my/tickets")

    assert "Lò Thị Hoa" in client.get("/my/tickets").text
    assert "Lò Thị Hoa" in at_home.text
    assert "Lò Thị Hoa" not in app.test_client().get("/my/tickets").text


def test_an_unverified_address_shows_nobodys_ticket(
    client: Any, committed: Any, app: Flask, fair: str
) -> None:
    client.submit(f"{fair}/register", FILLED)
    user = committed(make_user, email="hoa@tra.example", email_verified_at=None)

    assert "Lò Thị Hoa" not in browser(app).sign_in(user).get("/my/tickets").text


def test_asking_for_a_ticket_never_tells_who_has_one(client: Any, app: Any, fair: str) -> None:
    client.submit(f"{fair}/register", FILLED)
    stranger: Any = app.test_client()

    known = stranger.submit("/my/tickets", {"email": "hoa@tra.example"})
    known_page = stranger.get(known.location).text
    unknown = stranger.submit("/my/tickets", {"email": "nobody@tra.example"})

    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert known_page.count("thư rác") == stranger.get(unknown.location).text.count("thư rác")
    assert [mail.to_address for mail in rows(app, OutboxMessage)] == ["hoa@tra.example"] * 2


def test_a_wrong_ticket_address_is_not_found(client: Any) -> None:
    assert client.get("/t/guess").status_code == 404
    assert client.get("/t/guess/badge.pdf").status_code == 404


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (RegistrationState.PENDING, "đang chờ ban tổ chức"),
        (RegistrationState.CANCELLED, "Vé này đã hủy"),
    ],
)
def test_a_ticket_that_is_not_valid_shows_no_code(
    client: Any, committed: Any, state: RegistrationState, words: str
) -> None:
    committed(lambda: make_registration(make_event(), access_token="secret", state=state))

    page = client.get("/t/secret").text

    assert words in page
    assert "tf-qr" not in page


def test_the_badge_and_the_calendar_file_come_with_the_ticket(client: Any, fair: str) -> None:
    ticket = client.submit(f"{fair}/register", FILLED).location

    badge, calendar = client.get(f"{ticket}/badge.pdf"), client.get(f"{ticket}/calendar.ics")

    assert badge.data.startswith(b"%PDF")
    assert b"UID:event-hoi-cho@cho-phien" in calendar.data


def test_a_seat_is_reserved_and_given_back_on_the_ticket(
    client: Any, committed: Any, app: Flask, fair: str
) -> None:
    talk = committed(lambda: make_session(_event(), capacity=1))
    ticket = client.submit(f"{fair}/register", FILLED).location
    seat = f"{fair}/sessions/{talk}/seat"

    client.submit(seat, page=ticket)
    held = len(rows(app, Seat))
    client.submit(f"{seat}/release", page=ticket)

    assert (held, len(rows(app, Seat))) == (1, 0)


def test_the_last_seat_is_given_once(client: Any, committed: Any, app: Flask, fair: str) -> None:
    talk = committed(lambda: make_session(_event(), capacity=1))
    first = client.submit(f"{fair}/register", FILLED).location
    client.submit(f"{fair}/sessions/{talk}/seat", page=first)
    other: Any = app.test_client()
    second = other.submit(
        f"{fair}/register", {**FILLED, "phone": "0987 654 321", "email": ""}
    ).location

    other.submit(f"{fair}/sessions/{talk}/seat", page=first)

    assert len(rows(app, Seat)) == 1
    assert "Đã hết chỗ" in other.get(second).text


def test_a_stranger_is_asked_to_register_before_a_seat(
    client: Any, committed: Any, fair: str
) -> None:
    talk = committed(lambda: make_session(_event(), capacity=1))

    answer = client.submit(f"{fair}/sessions/{talk}/seat", page=f"{fair}/register")

    assert answer.location == f"{fair}/register"


@pytest.mark.parametrize("words", ["nguyen tuan", "Tuấn Nguyễn", "tuan", "TUẤN tà xùa", "5678"])
def test_the_list_forgives_marks_and_the_order_of_names(
    organiser: Any, committed: Any, words: str
) -> None:
    for name in ("Nguyễn Văn Tuấn", "Đặng Thị Mai"):
        committed(_named, name)

    page = organiser.get("/manage/events/hoi-cho/registrations", query_string={"q": words}).text

    assert "Nguyễn Văn Tuấn" in page
    assert "Đặng Thị Mai" not in page


def _named(name: str) -> Registration:
    from core.text import fold  # noqa: PLC0415 -- one use

    is_tuan = "Tuấn" in name
    return make_registration(
        _event(),
        full_name=name,
        organisation="HTX Tà Xùa" if is_tuan else "",
        phone="+84912345678" if is_tuan else None,
        search_text=fold(f"{name} {'HTX Tà Xùa' if is_tuan else ''}"),
    )


def test_percent_and_underscore_find_nobody(organiser: Any, committed: Any) -> None:
    committed(_named, "Đặng Thị Mai")

    page = organiser.get("/manage/events/hoi-cho/registrations", query_string={"q": "_"}).text

    assert "Đặng Thị Mai" not in page


def test_the_organiser_approves_reissues_and_cancels(
    organiser: Any, committed: Any, app: Flask
) -> None:
    number = committed(
        lambda: make_registration(_event(), state=RegistrationState.PENDING, access_token="old")
    )
    page = f"/manage/events/hoi-cho/registrations/{number}"

    for action in ("approve", "reissue", "cancel"):
        organiser.submit(f"{page}/{action}", page=page)

    (registration,) = rows(app, Registration)
    assert registration.state is RegistrationState.CANCELLED
    assert registration.ticket_issue == 2
    assert registration.access_token != "old"


def test_a_registration_of_another_event_is_not_found(organiser: Any, committed: Any) -> None:
    number = committed(lambda: make_registration(make_event(kind=EventKind.SEMINAR)))

    assert organiser.get(f"/manage/events/hoi-cho/registrations/{number}").status_code == 404


def test_the_team_registers_a_speaker(organiser: Any, app: Flask) -> None:
    url = "/manage/events/hoi-cho/registrations/new"

    answer = organiser.submit(url, {"role": "speaker", "full_name": "TS. Hà Văn Định"})

    assert "DIỄN GIẢ" not in answer.text
    assert [(row.full_name, row.role.value) for row in rows(app, Registration)] == [
        ("TS. Hà Văn Định", "speaker")
    ]


def test_the_spreadsheet_runs_no_formula(organiser: Any, committed: Any) -> None:
    committed(lambda: make_registration(_event(), full_name="=HYPERLINK(1)", phone="+84912345678"))

    text = organiser.get("/manage/events/hoi-cho/registrations.csv").data.decode("utf-8-sig")

    assert "'=HYPERLINK(1)" in text
    assert ",0912 345 678," in text


def test_a_number_answered_stays_a_number_in_the_spreadsheet(
    organiser: Any, committed: Any
) -> None:
    def make() -> None:
        event = _event()
        asked = [make_question(event, kind=QuestionKind.NUMBER, label_vi="Độ C") for _ in range(2)]
        registration = make_registration(event)
        answers = {asked[0].id: -3, asked[1].id: 1500}
        keep_answers(registration, answers, actor=None, at=now())

    committed(make)

    text = organiser.get("/manage/events/hoi-cho/registrations.csv").data.decode("utf-8-sig")

    assert text.strip().endswith(",-3,1500")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r", " ="])
def test_a_cell_that_could_be_a_formula_is_quoted(start: str) -> None:
    assert safe_cell(f"{start}1+1").startswith("'")


def test_the_list_asks_the_same_number_of_queries_for_any_length(
    organiser: Any, committed: Any, app: Flask
) -> None:
    url = "/manage/events/hoi-cho/registrations"
    committed(lambda: make_registration(_event()))
    organiser.get(url)
    with count_queries(app) as few:
        organiser.get(url)
    committed(lambda: [make_registration(_event()) for _ in range(29)][-1])
    with count_queries(app) as many:
        organiser.get(url)

    assert len(few) == len(many)
