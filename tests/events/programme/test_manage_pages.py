"""How organisers make and run an event, through the pages with their real forms."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db
from events.programme.models import Event, EventState, Session, Slot, TeamMember, TeamRole
from tests.factories import make_event, make_session, make_team_member, make_user

FORM = {
    "kind": "fair",
    "name_vi": "Hội chợ Xuân Mộc Châu",
    "summary_vi": "Hoa mận và chè.",
    "organiser_name": "Trung tâm Xúc tiến",
    "place": "Quảng trường",
    "province_key": "2025-14",
    "starts_at": "2027-01-08T08:00",
    "ends_at": "2027-01-10T17:00",
    "zone": "Asia/Ho_Chi_Minh",
    "slot_minutes": "20",
    "meeting_mode": "books",
}


@pytest.fixture
def organiser(client: Any, committed: Any) -> int:
    """Signed in as organiser of the event ``cho``; the event's id."""

    def make() -> tuple[int, int]:
        event = make_event(slug="cho")
        return event.id, make_team_member(event, full_name="Lò Thị Thử").id

    event_id, user_id = committed(make)
    client.sign_in(user_id)
    return int(event_id)


def one(app: Flask, model: Any) -> Any:
    """The only row of a table."""
    with app.app_context():
        return db.session.scalars(sa.select(model)).unique().one()


def test_an_organiser_makes_an_event_by_the_clock_of_its_place(
    app: Flask, client: Any, committed: Any
) -> None:
    client.sign_in(committed(make_user, is_admin=True))

    answer = client.submit("/manage/events/new", FORM)

    event = one(app, Event)
    assert answer.location == "/manage/events/hoi-cho-xuan-moc-chau/state"
    assert (event.state, event.starts_at.isoformat()) == (
        EventState.DRAFT,
        "2027-01-08T01:00:00+00:00",
    )


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"ends_at": "2027-01-07T17:00"}, "Giờ kết thúc phải sau giờ bắt đầu"),
        ({"ends_at": "2028-01-10T17:00"}, "Dài hơn ba tháng"),
        (
            {
                "starts_at": "2027-03-28T02:30",
                "ends_at": "2027-03-28T09:00",
                "zone": "Europe/Berlin",
            },
            "không có giờ này",
        ),
        ({"name_vi": ""}, "Xin điền mục này"),
        ({"slot_minutes": "1"}, "5"),
        ({"starts_at": "soon"}, "Hoa mận"),
        ({"opens_at": "soon"}, "Hoa mận"),
        ({"opens_at": "2027-02-01T08:00"}, "trước khi sự kiện kết thúc"),
        ({"contact_email": "x@"}, "email"),
    ],
)
def test_a_wrong_form_keeps_what_was_typed_and_makes_nothing(
    app: Flask, client: Any, committed: Any, wrong: dict[str, str], words: str
) -> None:
    client.sign_in(committed(make_user, is_admin=True))

    answer = client.submit("/manage/events/new", FORM | wrong)

    assert words in answer.text
    assert "Hoa mận và chè." in answer.text
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Event)) == 0


def test_the_edit_page_shows_and_saves_the_event(app: Flask, client: Any, organiser: int) -> None:
    shown = client.get("/manage/events/cho/edit").text
    client.submit("/manage/events/cho/edit", FORM)

    assert 'value="2026-11-23T09:00"' in shown
    event = one(app, Event)
    assert (event.slug, event.name_vi) == ("cho", "Hội chợ Xuân Mộc Châu")


def test_only_the_moves_that_are_allowed_are_offered(client: Any, organiser: int) -> None:
    page = client.get("/manage/events/cho/state").text

    assert 'value="running"' in page
    assert 'value="closed"' not in page
    assert 'value="draft"' not in page


def test_a_move_that_came_too_late_is_told_not_made(
    app: Flask, client: Any, organiser: int
) -> None:
    answer = client.submit("/manage/events/cho/state", {"state": "archived"})

    assert "không còn ở trạng thái" in client.get(answer.location).text
    assert one(app, Event).state is EventState.OPEN


def test_somebody_joins_the_team_by_phone_as_it_is_typed(
    app: Flask, client: Any, committed: Any, organiser: int
) -> None:
    user_id = committed(make_user, phone="+84912345678")

    client.submit("/manage/events/cho/team", {"contact": "0912 345 678", "role": "door"})

    with app.app_context():
        roles = dict(
            db.session.execute(sa.select(TeamMember.user_id, TeamMember.role)).tuples().all()
        )
    assert roles[user_id] is TeamRole.DOOR


def test_a_stranger_to_the_platform_cannot_be_added(client: Any, organiser: int) -> None:
    answer = client.submit(
        "/manage/events/cho/team", {"contact": "nobody@test.invalid", "role": "team"}
    )

    assert "Chưa có tài khoản nào" in answer.text
    assert 'value="nobody@test.invalid"' in answer.text


def test_the_last_organiser_stays(app: Flask, client: Any, organiser: int) -> None:
    member_id = one(app, TeamMember).id

    answer = client.submit(
        f"/manage/events/cho/team/{member_id}/remove", page="/manage/events/cho/team"
    )

    assert "cần ít nhất một người" in client.get(answer.location).text
    assert one(app, TeamMember).id == member_id


def test_a_member_of_another_team_is_out_of_reach(
    client: Any, committed: Any, organiser: int
) -> None:
    def make() -> int:
        other = make_event()
        make_team_member(other)
        return db.session.scalars(
            sa.select(TeamMember.id).where(TeamMember.event_id == other.id)
        ).one()

    member_id = committed(make)

    answer = client.submit(
        f"/manage/events/cho/team/{member_id}/remove", page="/manage/events/cho/team"
    )

    assert answer.status_code == 404


def test_a_session_is_added_and_edited(app: Flask, client: Any, organiser: int) -> None:
    times = {"starts_at": "2026-11-24T08:00", "ends_at": "2026-11-24T09:00"}
    client.submit("/manage/events/cho/sessions/new", {"title_vi": "Khai mạc"} | times)
    session_id = one(app, Session).id

    client.submit(
        f"/manage/events/cho/sessions/{session_id}",
        {"title_vi": "Bế mạc", "capacity": "40"} | times,
    )

    session = one(app, Session)
    assert (session.title_vi, session.capacity) == ("Bế mạc", 40)


def test_a_session_outside_the_event_is_refused_in_the_form(client: Any, organiser: int) -> None:
    answer = client.submit(
        "/manage/events/cho/sessions/new",
        {
            "title_vi": "Khai mạc",
            "starts_at": "2026-12-24T08:00",
            "ends_at": "2026-12-24T09:00",
        },
    )

    assert "nằm ngoài thời gian của sự kiện" in answer.text
    assert 'value="Khai mạc"' in answer.text


def test_a_session_of_another_event_is_out_of_reach(
    client: Any, committed: Any, organiser: int
) -> None:
    session_id = committed(lambda: make_session(make_event()).id)

    assert client.get(f"/manage/events/cho/sessions/{session_id}").status_code == 404


def test_the_grid_is_made_for_several_days_with_a_break(
    app: Flask, client: Any, organiser: int
) -> None:
    client.submit(
        "/manage/events/cho/slots",
        {
            "days": ["2026-11-24", "2026-11-25"],
            "start": "08:00",
            "end": "09:00",
            "minutes": "20",
            "break_start": "08:20",
            "break_end": "08:40",
        },
    )

    with app.app_context():
        starts = db.session.scalars(sa.select(Slot.starts_at).order_by(Slot.starts_at)).all()
    assert [f"{start:%d %H:%M}" for start in starts] == [
        "24 01:00",
        "24 01:40",
        "25 01:00",
        "25 01:40",
    ]


def test_unused_slots_go_at_once(app: Flask, client: Any, organiser: int) -> None:
    grid = {"days": "2026-11-24", "start": "08:00", "end": "09:00", "minutes": "20"}
    client.submit("/manage/events/cho/slots", grid)

    client.submit("/manage/events/cho/slots/delete", page="/manage/events/cho/slots")

    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Slot)) == 0


def test_two_who_edit_an_event_at_once_both_keep_what_they_changed(
    app: Flask, client: Any, organiser: int
) -> None:
    page = client.get("/manage/events/cho/edit").text
    stood = re.search(r'name="stood"[^>]*value="([^"]+)"', page)
    assert stood is not None
    client.submit("/manage/events/cho/edit", {**FORM, "stood": stood[1], "place": "Sân vận động"})

    both = {**FORM, "stood": stood[1], "place": "Nhà văn hóa"}
    told = client.submit("/manage/events/cho/edit", both)

    assert "Sân vận động" in told.text
    assert one(app, Event).place == "Sân vận động"


def test_a_number_out_of_bounds_is_told_as_numbers_are_written(client: Any, organiser: int) -> None:
    answer = client.submit("/manage/events/cho/edit", {**FORM, "expected_booths": "-5"})

    assert "Số phải từ 0 đến 100.000." in answer.text


def test_clocks_are_named_by_their_country(client: Any, organiser: int) -> None:
    page = client.get("/manage/events/cho/edit").text

    assert "Giờ Việt Nam</option>" in page
    assert ">Asia/" not in page
