"""Whoever comes in waits for a badge, which one desk prints once; another one has its reason."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.activity import Activity
from core.db import db
from events.badges.errors import NameToAsk, NoTicket, NotOurs, TakenElsewhere
from events.badges.models import BadgePrint
from events.badges.queries import ended_badge, found_by, in_hand, numbers, queue, to_ask
from events.badges.services import (
    give_back,
    leave_out,
    mark_printed,
    print_again,
    take,
    take_next,
    write_latin,
)
from events.badges.states import PrintState, Reason
from events.checkin.models import Scan
from events.checkin.services import check_in, undo
from events.checkin.states import Reason as Refusal
from events.programme.models import TeamRole
from events.registration.codes import damm
from events.registration.models import RegistrationState
from tests.events.badges.helpers import admit, come_in
from tests.events.checkin.helpers import make_running_event, make_ticket
from tests.factories import make_registration, make_team_member, make_user, now
from tests.queries import count_queries


def test_who_was_let_in_waits_in_the_order_of_coming(session: Any) -> None:
    event, main = make_running_event()
    first, second = come_in(event, main), come_in(event, main)
    make_ticket(event)  # has not come

    assert queue(event.id) == [first, second]


def test_who_was_let_in_by_mistake_waits_no_more(session: Any) -> None:
    event, main = make_running_event()
    come_in(event, main)
    undo(session.scalars(sa.select(Scan)).one(), at=now(), actor=make_user())

    assert queue(event.id) == []


def test_taken_badges_leave_the_line_and_count_once_printed(session: Any) -> None:
    event, main = make_running_event()
    come_in(event, main)
    third = [come_in(event, main) for _ in range(2)][1]
    clerk = make_user()

    taken = take_next(event, count=2, actor=clerk, at=now())
    mark_printed(taken, actor=clerk, at=now())

    assert queue(event.id) == [third]
    counted = numbers(event.id)
    assert (counted.waiting, counted.taken, counted.printed, counted.again) == (1, 0, 2, 0)


def test_a_name_to_be_asked_for_is_passed_over_until_it_is_written_down(session: Any) -> None:
    event, main = make_running_event()
    guest = come_in(event, main, full_name="王小明", organisation="北京茶业")
    come_in(event, main)
    clerk = make_user()

    taken = take_next(event, count=1, actor=clerk, at=now())

    assert guest.id not in {row.registration_id for row in taken}
    assert [row.id for row in to_ask(event.id)] == [guest.id]
    with pytest.raises(NameToAsk):
        take(guest, actor=clerk, at=now())
    write_latin(guest, name="Wang Xiaoming", organisation="Beijing Tea", actor=clerk, at=now())
    assert take(guest, actor=clerk, at=now()).number == 1
    assert found_by(event, "wang") == [guest]


def test_a_latin_name_in_another_foreign_script_is_refused(session: Any) -> None:
    event, main = make_running_event()

    with pytest.raises(NameToAsk):
        write_latin(come_in(event, main), name="สมชาย", organisation="", actor=None, at=now())


def test_no_badge_without_a_ticket_in_order(session: Any) -> None:
    event, _main = make_running_event()

    for values in ({"state": RegistrationState.PENDING}, {"revoked_at": now()}):
        with pytest.raises(NoTicket):
            take(make_registration(event, **values), actor=make_user(), at=now())


def test_what_is_given_back_waits_again_and_is_taken_by_another_desk(session: Any) -> None:
    event, main = make_running_event()
    guest = come_in(event, main)
    one, other = make_user(), make_user()
    [row] = take_next(event, count=1, actor=one, at=now())

    with pytest.raises(NotOurs):
        mark_printed([row], actor=other, at=now())
    give_back(row, actor=one, at=now())

    assert queue(event.id) == [guest]
    assert len(take_next(event, count=1, actor=other, at=now())) == 1
    assert len(in_hand(event.id, other.id)) == 1


def test_a_badge_in_hand_is_not_taken_twice_nor_printed_again(session: Any) -> None:
    event, main = make_running_event()
    guest = come_in(event, main)
    take(guest, actor=make_user(), at=now())

    with pytest.raises(TakenElsewhere):
        take(guest, actor=make_user(), at=now())
    with pytest.raises(TakenElsewhere):
        print_again(guest, reason=Reason.LOST, actor=make_user(), at=now())


def test_who_needs_none_leaves_the_line_and_may_change_their_mind(session: Any) -> None:
    event, main = make_running_event()
    guest = come_in(event, main)
    leave_out(guest, actor=make_user(), at=now())

    assert queue(event.id) == []
    assert take(guest, actor=make_user(), at=now()).number == 1


def test_another_badge_counts_with_its_reason_and_ends_what_was_asked(session: Any) -> None:
    event, main = make_running_event()
    guest = come_in(event, main)
    clerk = make_user()
    mark_printed([take(guest, actor=clerk, at=now())], actor=clerk, at=now())
    old, old_short = guest.badge_code, guest.short_code

    row = print_again(
        guest, reason=Reason.LOST, end_badge_code=True, end_ticket=True, actor=clerk, at=now()
    )
    mark_printed([row], actor=clerk, at=now())

    assert (row.number, row.reason, numbers(event.id).again) == (2, Reason.LOST, 1)
    assert guest.badge_code != old
    assert damm(guest.badge_code) == 0
    ended = ended_badge(event.id, old)
    assert ended is not None
    assert ended.registration is guest
    scan = check_in(event, main, old_short, nonce="after-reprint", at=now())
    assert scan.reason == Refusal.UNKNOWN_CODE
    verbs = set(session.scalars(sa.select(Activity.verb)))
    assert {"badge:again", "badge:printed", "registration:reissued"} <= verbs


def test_a_damaged_badge_keeps_its_codes(session: Any) -> None:
    event, main = make_running_event()
    guest = come_in(event, main)
    clerk = make_user()
    mark_printed([take(guest, actor=clerk, at=now())], actor=clerk, at=now())
    before = (guest.badge_code, guest.short_code, guest.ticket_issue)

    print_again(guest, reason=Reason.DAMAGED, actor=clerk, at=now())

    assert (guest.badge_code, guest.short_code, guest.ticket_issue) == before


def test_a_code_that_was_ended_stays_ended_when_the_reprint_is_given_back(session: Any) -> None:
    event, main = make_running_event()
    guest = come_in(event, main)
    clerk = make_user()
    mark_printed([take(guest, actor=clerk, at=now())], actor=clerk, at=now())
    old = guest.badge_code
    row = print_again(guest, reason=Reason.LOST, end_badge_code=True, actor=clerk, at=now())

    give_back(row, actor=clerk, at=now())

    assert ended_badge(event.id, old) is not None
    again = print_again(guest, reason=Reason.LOST, actor=clerk, at=now())
    assert (again.number, row.state) == (3, PrintState.LEFT_OUT)


# ── pages ──

PAGE = "/events/cho/badges"


@pytest.fixture
def made(committed: Any) -> dict[str, int]:
    def make() -> dict[str, int]:
        event, main = make_running_event(slug="cho")
        return {
            "guest": come_in(event, main, full_name="Lò Thị Hoa").id,
            "foreign": come_in(event, main, full_name="ທ້າວ ສົມໃຈ").id,
            "late": make_ticket(event, full_name="Sùng A Páo", search_text="sung a pao")[0].id,
            "clerk": make_team_member(event, TeamRole.DOOR).id,
            "other": make_team_member(event, TeamRole.DOOR).id,
        }

    fair: dict[str, int] = committed(make)
    return fair


def test_a_desk_takes_prints_and_finishes_a_badge(
    app: Flask, client: Any, made: dict[str, int]
) -> None:
    client.sign_in(made["clerk"])
    assert "Lò Thị Hoa" in client.get(PAGE).text

    client.submit(f"{PAGE}/take", {"count": "1"}, page=PAGE)
    document = client.get(f"{PAGE}/in-hand.pdf?paper=a4")
    answer = client.submit(f"{PAGE}/printed", page=PAGE)

    assert document.data.startswith(b"%PDF")
    assert "no-store" in document.headers["Cache-Control"]
    assert answer.status_code == 303
    with app.app_context():
        row = db.session.scalars(sa.select(BadgePrint)).one()
        assert (row.registration_id, row.state) == (made["guest"], PrintState.PRINTED)


def test_the_desk_asks_for_a_name_that_it_cannot_print(client: Any, made: dict[str, int]) -> None:
    client.sign_in(made["clerk"])
    page = f"{PAGE}/{made['foreign']}"
    assert "hỏi tên chữ Latinh" in client.get(PAGE).text

    client.submit(f"{page}/latin", {"name": "Thao Somchai"}, page=page)

    assert "hỏi tên chữ Latinh" not in client.get(PAGE).text
    client.submit(f"{PAGE}/take", {"registration": str(made["foreign"])}, page=PAGE)
    assert client.get(f"{PAGE}/in-hand.pdf").status_code == 200


def test_somebody_is_found_by_name_and_taken_before_the_door(
    client: Any, made: dict[str, int]
) -> None:
    client.sign_in(made["clerk"])
    assert "Sùng A Páo" in client.get(f"{PAGE}?q=pao+sung").text

    client.submit(f"{PAGE}/take", {"registration": str(made["late"])}, page=PAGE)

    assert "Sùng A Páo" in client.get(PAGE).text


def test_one_desk_cannot_finish_what_another_has_in_hand(
    app: Flask, client: Any, made: dict[str, int]
) -> None:
    client.sign_in(made["clerk"]).submit(f"{PAGE}/take", {"count": "1"}, page=PAGE)
    with app.app_context():
        number = db.session.scalars(sa.select(BadgePrint.id)).one()

    client.sign_in(made["other"]).submit(f"{PAGE}/printed", {"print": str(number)}, page=PAGE)

    with app.app_context():
        assert db.session.get_one(BadgePrint, number).state is PrintState.TAKEN


def test_another_badge_needs_a_reason(client: Any, made: dict[str, int]) -> None:
    client.sign_in(made["clerk"])
    client.submit(f"{PAGE}/take", {"count": "1"}, page=PAGE)
    client.submit(f"{PAGE}/printed", page=PAGE)
    page = f"{PAGE}/{made['guest']}"

    assert client.submit(page).status_code == 422
    assert client.submit(page, {"reason": "lost", "end_badge_code": "y"}).status_code == 303
    assert "Mất thẻ" in client.get(page).text


def test_the_desk_asks_as_much_for_one_as_for_thirty(
    app: Flask, client: Any, committed: Any, made: dict[str, int]
) -> None:
    client.sign_in(made["clerk"]).get(PAGE)
    with count_queries(app) as few:
        client.get(f"{PAGE}?q=hoa")

    def crowd() -> None:
        from events.checkin.queries import list_by_slug  # noqa: PLC0415 -- beside its only use
        from events.programme.queries import event_or_404  # noqa: PLC0415 -- see above

        event = event_or_404("cho")
        main = list_by_slug(event.id)
        assert main is not None
        for number in range(30):
            guest, _code = make_ticket(event, full_name=f"Hoa {number}", search_text="hoa")
            admit(event, main, guest)

    with app.test_request_context():
        committed(crowd)
    with count_queries(app) as many:
        client.get(f"{PAGE}?q=hoa")

    assert len(many) <= len(few) + 1
