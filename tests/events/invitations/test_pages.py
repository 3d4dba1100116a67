"""The organiser's list of guests, and the guest's page at its secret address."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db
from events.invitations.models import Invitation
from events.registration.models import Admission, Registration
from tests import factories as make
from tests.queries import count_queries

PAGE = "/manage/events/cho/invitations"
GUEST = "/invitations/secret"


@pytest.fixture
def event_id(committed: Any) -> int:
    """A dialogue with room for three, and one guest who may bring two."""

    def build() -> int:
        event = make.make_event(slug="cho")
        db.session.add(Admission(event_id=event.id, open_to=[], looked_at=[], capacity=3))
        make.make_invitation(event, token="secret", full_name="Hà Thị Khách")
        return int(event.id)

    return int(committed(build))


@pytest.fixture
def team(client: Any, committed: Any, event_id: int) -> Any:
    from events.programme.models import Event  # noqa: PLC0415 -- only here

    def member() -> int:
        return int(make.make_team_member(db.session.get_one(Event, event_id)).id)

    return client.sign_in(committed(member))


def rows(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_a_guest_says_yes_with_two_and_gets_tickets(app: Flask, client: Any, event_id: int) -> None:
    shown = client.get(GUEST)
    answer = client.submit(GUEST, {"answer": "yes", "companions": "2", "consent_event": "y"})
    page = client.get(GUEST).text

    assert shown.headers["Cache-Control"] == "no-store"
    assert answer.status_code == 303
    assert "Bạn đến cùng 2 người" in page
    assert rows(app, Registration) == 3
    assert "consent_event" not in page


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"answer": "yes", "companions": "2"}, "không thể tạo vé"),
        ({"answer": "yes", "companions": "3", "consent_event": "y"}, "nhiều nhất 2"),
        ({"answer": "yes", "companions": "x", "consent_event": "y"}, "tf-errors"),
        ({"companions": "1", "consent_event": "y"}, "tf-errors"),
    ],
)
def test_a_wrong_answer_is_told_and_takes_no_place(
    app: Flask, client: Any, event_id: int, values: dict[str, str], words: str
) -> None:
    page = client.submit(GUEST, values).text

    assert words in page or "tf-errors" in page
    assert rows(app, Registration) == 0


def test_too_many_companions_are_told_this_guests_own_limit(client: Any, event_id: int) -> None:
    answer = {"answer": "yes", "companions": "3", "consent_event": "y"}

    page = client.submit(GUEST, answer).text

    assert "dành cho bạn và nhiều nhất 2 người nữa" in page
    assert "20" not in page.split('class="tf-errors', 1)[1].split("</ul>", 1)[0]


def test_a_guest_changes_the_answer(app: Flask, client: Any, event_id: int) -> None:
    client.submit(GUEST, {"answer": "yes", "companions": "2", "consent_event": "y"})

    client.submit(GUEST, {"answer": "no"})

    assert "Bạn đã từ chối" in client.get(GUEST).text
    with app.app_context():
        assert db.session.scalar(sa.select(Admission.taken)) == 0


def test_a_wrong_address_is_not_found(client: Any, event_id: int) -> None:
    assert client.get("/invitations/guessed").status_code == 404


def test_a_list_is_pasted_sent_and_counted(app: Flask, team: Any) -> None:
    team.submit(f"{PAGE}/new", {"guests": "Lò Mai; HTX; mai@gmail.com;;1\nHà", "language": "vi"})
    before = team.get(PAGE).text
    team.submit(f"{PAGE}/send", page=PAGE)
    after = team.get(PAGE).text

    assert "Gửi 2 giấy mời" in before
    assert "Nhắc người chưa trả lời" in after
    assert "Lò Mai" in after


def test_a_list_with_a_wrong_line_keeps_what_was_pasted_and_adds_nobody(
    app: Flask, team: Any
) -> None:
    page = team.submit(f"{PAGE}/new", {"guests": "Lò Mai\nHà;;no-mail", "language": "vi"}).text

    assert "Dòng 2: đây không phải địa chỉ email." in page
    assert "Lò Mai" in page
    assert rows(app, Invitation) == 1


def test_a_stranger_sees_no_list(client: Any, event_id: int) -> None:
    assert client.get(PAGE).status_code in {302, 303, 401}


def test_thirty_guests_ask_as_much_as_one(app: Flask, team: Any, committed: Any) -> None:
    asked = []
    for number in (1, 29):
        text = "\n".join(f"Khách {number}-{n}" for n in range(number))
        team.submit(f"{PAGE}/new", {"guests": text, "language": "vi"})
        team.get(PAGE)
        with count_queries(app) as sent:
            team.get(PAGE)
        asked.append(len(sent))

    assert asked[0] == asked[1]
