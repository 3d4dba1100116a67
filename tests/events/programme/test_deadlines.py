"""What is due when, what was filed with the department, and what changed since."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from core.db import db
from events.programme import errors, services
from events.programme.deadlines import changed_since, due_of, last_day_for_changes
from events.programme.models import Deadline, Event, EventKind, EventState, Filing, FilingKind
from events.programme.queries import deadlines_of
from tests import factories as make
from tests.queries import count_queries

OPENING = datetime(2027, 3, 10, 1, 0, tzinfo=UTC)  # 08:00 on the day in Sơn La
PAGE = "/manage/events/cho"
FILED = date(2027, 1, 5)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def fair(**values: Any) -> Event:
    values.setdefault("kind", EventKind.FAIR)
    return make.make_event(starts_at=OPENING, ends_at=OPENING + timedelta(days=4), **values)


def days_of(event: Event, **values: Any) -> dict[str, date]:
    today = date(2027, 1, 1)
    return {due.name: due.due_on for due in due_of(event, {}, is_filed=False, today=today)}


def test_a_fair_is_registered_30_days_before_and_reported_30_days_after(session: Any) -> None:
    days = days_of(fair())

    assert days["registration"] == date(2027, 2, 8)
    assert days["report"] == date(2027, 4, 13)
    assert list(days.values()) == sorted(days.values())


def test_a_mission_abroad_is_registered_45_days_before(session: Any) -> None:
    assert days_of(fair(kind=EventKind.TRADE_MISSION))["registration"] == date(2027, 1, 24)


@pytest.mark.parametrize("kind", [EventKind.SEMINAR, EventKind.DIALOGUE, EventKind.INVESTOR_DAY])
def test_events_without_booths_have_no_booth_fees_and_no_registration(
    session: Any, kind: EventKind
) -> None:
    assert {"fees", "registration"} & set(days_of(fair(kind=kind))) == set()


@pytest.mark.parametrize(
    ("today", "left", "late", "soon"),
    [
        (date(2027, 2, 1), 7, False, True),
        (date(2027, 2, 8), 0, False, True),
        (date(2027, 2, 9), -1, True, True),
        (date(2027, 1, 1), 38, False, False),
    ],
)
def test_days_left_are_counted_by_the_calendar(
    session: Any, today: date, left: int, late: bool, soon: bool
) -> None:
    due = due_of(fair(), {}, is_filed=False, today=today)[0]

    assert (due.name, due.days_left, due.is_late, due.is_soon) == ("registration", left, late, soon)


def keep(event: Event, at: datetime, **values: Any) -> Filing:
    given: dict[str, Any] = {"department": "Sở Công Thương Sơn La", "number": "12/ĐK"}
    given |= {"filed_on": FILED, "answered_on": None, "file_key": None}
    return services.keep_filing(
        event, **given | values, by=make.make_user(), at=at + timedelta(days=90)
    )


def test_a_kept_filing_is_the_registration_then_changes(session: Any, at: datetime) -> None:
    event = fair()

    first, second = keep(event, at), keep(event, at, number="40/ĐK")

    assert (first.kind, second.kind) == (FilingKind.REGISTRATION, FilingKind.CHANGE)
    registration = deadlines_of(event, [first], date(2027, 1, 1))[0]
    assert (registration.name, registration.is_done) == ("registration", True)


def test_what_was_filed_is_remembered_as_it_was(session: Any, at: datetime) -> None:
    event = fair(place="Quảng trường", expected_booths=100)
    filing = keep(event, at)
    same = list(changed_since(event, filing.snapshot))

    event.place, event.expected_booths, event.contact_email = "Sân vận động", 180, "x@test.invalid"

    assert same == []
    assert list(changed_since(event, filing.snapshot)) == ["place", "number of booths"]
    assert last_day_for_changes(event) == date(2027, 2, 8)


@pytest.mark.parametrize(
    ("second", "error"),
    [
        ({"number": "12/ĐK"}, errors.NumberTaken),
        ({"number": "13/ĐK", "answered_on": date(2027, 1, 4)}, errors.AnsweredBefore),
    ],
)
def test_a_filing_that_cannot_be_is_refused(
    session: Any, at: datetime, second: dict[str, Any], error: type[Exception]
) -> None:
    event = fair()
    keep(event, at)

    with pytest.raises(error):
        keep(event, at, **second)


def test_deadlines_are_ticked_moved_and_set_back(session: Any, at: datetime) -> None:
    event, by = fair(), make.make_user()
    services.tick_deadline(event, "fees", is_done=True, by=by, at=at)
    services.move_deadline(event, "fees", date(2027, 2, 1), by=by, at=at)

    fees = {due.name: due for due in deadlines_of(event, [], date(2027, 1, 1))}["fees"]
    services.move_deadline(event, "fees", None, by=by, at=at)
    services.tick_deadline(event, "fees", is_done=False, by=by, at=at)
    again = {due.name: due for due in deadlines_of(event, [], date(2027, 1, 1))}["fees"]

    assert (fees.is_done, fees.due_on, fees.is_moved) == (True, date(2027, 2, 1), True)
    assert (again.is_done, again.is_moved) == (False, False)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Deadline)) == 1


def test_a_deadline_that_no_rule_makes_is_refused(session: Any, at: datetime) -> None:
    with pytest.raises(errors.UnknownDeadline):
        services.tick_deadline(fair(), "holiday", is_done=True, by=None, at=at)


@pytest.fixture
def organiser(client: Any, committed: Any) -> Any:
    """Signed in as organiser of the fair ``cho``, which opens in three days."""
    event = {"slug": "cho", "kind": EventKind.FAIR, "state": EventState.ANNOUNCED}
    return client.sign_in(
        committed(lambda: int(make.make_team_member(make.make_event(**event)).id))
    )


FORM = {"department": "Sở Công Thương", "number": "12/ĐK-XTTM", "filed_on": "2026-10-01"}


def file_with(organiser: Any, data: bytes, name: str) -> Any:
    values = {**FORM, "paper": (BytesIO(data), name)}
    return organiser.submit(f"{PAGE}/filings/new", values)


@pytest.mark.parametrize("name", ["filed_on", "answered_on"])
def test_a_paper_is_not_kept_before_its_day(organiser: Any, name: str) -> None:
    answer = organiser.submit(f"{PAGE}/filings/new", {**FORM, name: "2030-01-01"})

    assert "Ngày này chưa tới" in answer.text
    assert "12/ĐK-XTTM" not in organiser.get(f"{PAGE}/deadlines").text


def test_the_page_lists_deadlines_with_days_left(organiser: Any) -> None:
    page = organiser.get(f"{PAGE}/deadlines").text

    assert "trễ 27 ngày" in page
    assert "Đăng ký với Sở Công Thương" in page
    assert "Đăng ký với Sở Công Thương: quá hạn từ 24/10/2026" in organiser.get(PAGE).text


def test_a_paper_is_kept_and_given_back_as_a_file(organiser: Any, app: Flask) -> None:
    answer = file_with(organiser, PDF, "dangky.pdf")

    with app.app_context():
        filing = db.session.scalars(sa.select(Filing)).one()
    paper = organiser.get(f"{PAGE}/filings/{filing.id}/paper")
    assert answer.status_code == 303
    assert paper.data == PDF
    assert paper.headers["Content-Disposition"].startswith("attachment")
    assert paper.headers["X-Content-Type-Options"] == "nosniff"


def test_a_photo_of_the_paper_is_written_anew(organiser: Any, app: Flask) -> None:
    picture = BytesIO()
    Image.new("RGB", (400, 300), "white").save(picture, "JPEG", comment=b"hidden")
    file_with(organiser, picture.getvalue(), "anh.jpg")

    with app.app_context():
        filing = db.session.scalars(sa.select(Filing)).one()
    paper = organiser.get(f"{PAGE}/filings/{filing.id}/paper")
    assert (paper.mimetype, b"hidden" in paper.data) == ("image/webp", False)


@pytest.mark.parametrize(
    "data", [b"<html><script>alert(1)</script>", b"MZ\x90\x00", b"%PDF-1.4 cut off", b""]
)
def test_what_is_no_paper_is_told_and_nothing_is_kept(
    organiser: Any, app: Flask, data: bytes
) -> None:
    answer = file_with(organiser, data, "dangky.pdf")

    with app.app_context():
        kept = db.session.scalar(sa.select(sa.func.count()).select_from(Filing))
    assert "12/ĐK-XTTM" in answer.text
    assert kept == 0


def test_a_change_after_filing_is_told_on_both_pages(organiser: Any) -> None:
    organiser.submit(f"{PAGE}/filings/new", FORM)
    quiet = organiser.get(f"{PAGE}/deadlines").text
    edit = {
        "kind": "fair",
        "name_vi": "Hội chợ tên mới",
        "starts_at": "2026-11-23T09:00",
        "ends_at": "2026-11-25T09:00",
        "zone": "Asia/Ho_Chi_Minh",
        "slot_minutes": "20",
        "meeting_mode": "books",
        "place": "Quảng trường Tây Bắc",
    }
    organiser.submit(f"{PAGE}/edit", edit)

    assert "Đã thay đổi so với hồ sơ" not in quiet
    loud = organiser.get(f"{PAGE}/deadlines").text
    assert "Đã thay đổi so với hồ sơ: tên." in loud
    assert "Hãy gọi cho Sở ngay" in loud
    assert "hãy nộp hồ sơ thay đổi" in organiser.get(PAGE).text


def test_a_tick_takes_the_deadline_off_the_days_screen(organiser: Any) -> None:
    before = organiser.get(PAGE).text
    organiser.submit(f"{PAGE}/deadlines", {"name": "fees", "do": "done"})

    assert "Đã nộp phí gian hàng: quá hạn" in before
    assert "Đã nộp phí gian hàng: quá hạn" not in organiser.get(PAGE).text


@pytest.mark.parametrize(
    "wrong", [{"name": "x", "do": "done"}, {"do": "done"}, {"name": "fees", "do": "x"}, {}]
)
def test_a_wrong_tick_changes_nothing(organiser: Any, app: Flask, wrong: dict[str, str]) -> None:
    assert organiser.submit(f"{PAGE}/deadlines", wrong).status_code == 303
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Deadline)) == 0


def test_many_filings_ask_as_much_as_one(app: Flask, organiser: Any, committed: Any) -> None:
    asked = []
    for number in (1, 30):
        for n in range(number):
            organiser.submit(f"{PAGE}/filings/new", {**FORM, "number": f"{number}-{n}/ĐK"})
        organiser.get(f"{PAGE}/deadlines")
        with count_queries(app) as sent:
            organiser.get(f"{PAGE}/deadlines")
        asked.append(len(sent))

    assert asked[0] == asked[1]
