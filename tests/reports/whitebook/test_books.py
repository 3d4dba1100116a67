"""A white book prints what companies agreed to and nothing else; who withdraws is out at once."""

import io
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from pypdf import PdfReader

from accounts.companies.merging import merge_companies
from accounts.companies.models import Company, LegalForm
from core import jobs
from core.db import db, transaction
from core.jobs import Job
from core.pdf import printable
from events.catalogue.models import OcopStatus, ProductTag
from reports.whitebook import services
from reports.whitebook.models import Listing, WhiteBook
from reports.whitebook.queries import entries_of, listed_ids, live_listing
from tests import factories as make
from tests.conftest import Browser
from tests.queries import count_queries

FIRMS = 212 if os.environ.get("CHOPHIEN_PROOF") == "full" else 60
CONTACT = {"name": "Lò Thị Mai", "phone": "+84912345678", "email": "mai@test.invalid"}


def _listed(
    name: str, at: datetime, *, contact: dict[str, str] | None = None, **values: Any
) -> Company:
    """A company with a tea that agreed to be printed."""
    company = make.make_company(name=name, **values)
    product = make.make_product(company)
    db.session.add(ProductTag(product_id=product.id, tag_id=make.make_tag("TEA").id))
    services.agree(company, contact=contact or {}, language="vi", actor=None, at=at)
    return company


def _book(at: datetime, **values: Any) -> WhiteBook:
    return services.ask_for_book(
        title_vi="Sách trắng Sơn La", title_en="White book", actor=None, at=at, **values
    )


@pytest.fixture
def run(app: Flask, committed: Callable[..., Any], at: datetime) -> Iterator[Callable[[], None]]:
    """Do the waiting jobs; the files go afterwards."""

    def work() -> None:
        with app.app_context():
            jobs.run_waiting(at=at)

    yield work
    shutil.rmtree(Path(app.instance_path) / "whitebooks", ignore_errors=True)


def _text(client: Any, book_id: int) -> str:
    data = client.get(f"/white-books/{book_id}.pdf").data
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def _rows(client: Any, book_id: int) -> list[tuple[Any, ...]]:
    data = client.get(f"/white-books/{book_id}.xlsx").data
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))


def _made(client: Any, committed: Any, run: Any, at: datetime, prepare: Any) -> int:
    """A published book of what ``prepare`` makes."""

    def ask() -> WhiteBook:
        prepare()
        return _book(at)

    book_id: int = committed(ask)
    run()
    committed(lambda: services.publish(db.session.get_one(WhiteBook, book_id), actor=None, at=at))
    return book_id


# ── who is in it ──


def test_only_who_agreed_and_shows_something_is_in_it(session: Any, at: datetime) -> None:
    listed = _listed("HTX Có", at)
    make.make_product(make.make_company(name="HTX Không"))
    without = make.make_company(name="HTX Trống")
    services.agree(without, contact={}, language="vi", actor=None, at=at)
    gone = _listed("HTX Rút", at)
    services.withdraw(gone, actor=None, at=at)

    assert listed_ids(_book(at)) == [listed.id]


@pytest.mark.parametrize(
    ("filters", "there"),
    [
        ({"province_key": "2025-14"}, True),
        ({"province_key": "2025-15"}, False),
        ({"sector": "tea-coffee"}, True),
        ({"sector": "crafts"}, False),
        ({"tag_code": "TEA"}, True),
        ({"tag_code": "COF"}, False),
    ],
)
def test_filters_narrow_it(
    session: Any, at: datetime, filters: dict[str, str], there: bool
) -> None:
    company = _listed("HTX Chè", at)

    assert (listed_ids(_book(at, **filters)) == [company.id]) is there


def test_reading_asks_the_same_of_few_and_many(app: Flask, session: Any, at: datetime) -> None:
    ids = [_listed("HTX 0", at).id]

    def ask() -> int:
        session.expire_all()
        with count_queries(app) as sent:
            list(entries_of(ids, at.date()))
        return len(sent)

    few = ask()
    ids += [_listed(f"HTX {number}", at).id for number in range(1, 30)]

    assert ask() == few


def test_agreeing_again_ends_what_was_agreed_before(session: Any, at: datetime) -> None:
    company = _listed("HTX Chè", at, contact=CONTACT)

    services.agree(company, contact={}, language="en", actor=None, at=at + timedelta(days=1))

    rows = db.session.scalars(sa.select(Listing).order_by(Listing.id)).all()
    assert [(row.contact_phone, row.withdrawn_at is None) for row in rows] == [
        ("+84912345678", False),
        ("", True),
    ]


@pytest.mark.parametrize("both", [True, False])
def test_of_a_merged_company_one_agreement_holds(session: Any, at: datetime, both: bool) -> None:
    kept = _listed("HTX Chè", at, contact=CONTACT) if both else make.make_company()
    gone = _listed("Hợp tác xã chè", at)

    merge_companies(kept, gone, at=at, actor=None)

    live = live_listing(kept.id)
    assert live is not None
    assert live.contact_phone == ("+84912345678" if both else "")


# ── what is printed ──


def test_a_book_has_contents_chapters_an_index_and_both_languages(
    client: Any, committed: Any, run: Any, at: datetime
) -> None:
    book_id = _made(
        client, committed, run, at, lambda: _listed("HTX Chè Tà Xùa", at, contact=CONTACT)
    )

    text = _text(client, book_id)

    for part in ("Mục lục", "Contents", "Tra cứu theo tên", "Index of companies"):
        assert part in text
    for part in ("HTX Chè Tà Xùa", "Tà Xùa Shan tuyết tea", "Chè Shan tuyết", "+84912345678"):
        assert part in text


def test_a_contact_is_printed_only_where_it_was_written(
    client: Any, committed: Any, run: Any, at: datetime
) -> None:
    def prepare() -> None:
        company = _listed("HTX Kín", at, tax_code="014090001234", legal_form=LegalForm.HOUSEHOLD)
        make.make_member(company, email="rieng@test.invalid", phone="+84987654321")

    book_id = _made(client, committed, run, at, prepare)

    printed = _text(client, book_id) + str(_rows(client, book_id))
    for secret in ("rieng@test.invalid", "87654321", "014090001234"):
        assert secret not in printed


def test_stars_say_what_they_are_worth(client: Any, committed: Any, run: Any, at: datetime) -> None:
    def prepare() -> None:
        company = _listed("HTX Sao", at)
        records: dict[str, dict[str, Any]] = {
            "Trà Một": {"verified_at": at},
            "Trà Hai": {},
            "Trà Ba": {"status": OcopStatus.POTENTIAL_5, "stars": 5},
            "Trà Bốn": {"expires_on": at.date() - timedelta(days=1)},
        }
        for name, values in records.items():
            make.make_ocop(make.make_product(company, name_vi=name, name_en=""), **values)

    rows = _rows(client, _made(client, committed, run, at, prepare))

    ocop = rows[1][9]
    assert ocop == (
        "Trà Một: 4 sao, đã xác minh / 4 stars, verified\n"
        "Trà Hai: 4 sao, tự khai / 4 stars, as stated\n"
        "Trà Ba: tiềm năng 5 sao, chưa được công nhận / potential 5 stars, not yet recognised"
    )


def test_a_cell_never_runs(client: Any, committed: Any, run: Any, at: datetime) -> None:
    book_id = _made(client, committed, run, at, lambda: _listed("=HYPERLINK(1)", at))

    assert _rows(client, book_id)[1][0] == "'=HYPERLINK(1)"


def test_letters_the_font_lacks_are_left_out() -> None:
    assert printable("Chè Tà Xùa 绿茶 ຊາ 🍵 “trà”") == "Chè Tà Xùa “trà”"


@pytest.mark.proof("whitebook")
def test_many_firms_are_printed_in_the_background_with_progress(
    client: Any, app: Flask, committed: Any, run: Any, at: datetime, monkeypatch: Any
) -> None:
    told: list[tuple[int, int | None]] = []
    beat = jobs.beat

    def note(job: Job, *, done: int, total: int | None = None, at: datetime) -> None:
        told.append((done, total))
        beat(job, done=done, total=total, at=at)

    monkeypatch.setattr(jobs, "beat", note)

    def prepare() -> None:
        for number in range(FIRMS):
            _listed(f"HTX {number:03d}", at)

    book_id = _made(client, committed, run, at, prepare)

    text = _text(client, book_id)
    assert len(_rows(client, book_id)) == FIRMS + 1
    assert [name for name in ("HTX 000", f"HTX {FIRMS - 1:03d}") if text.count(name) < 2] == []
    assert told[0] == (0, 2 * FIRMS)
    assert told[-1] == (2 * FIRMS, 2 * FIRMS)
    assert len(told) > FIRMS // 40 + FIRMS // 20


def test_an_empty_book_is_a_book(client: Any, committed: Any, run: Any, at: datetime) -> None:
    book_id = _made(client, committed, run, at, lambda: None)

    assert "0 companies" in _text(client, book_id)
    assert len(_rows(client, book_id)) == 1


# ── who reads it ──


def test_a_book_is_for_staff_until_it_is_published(
    client: Any, app: Flask, committed: Any, run: Any, at: datetime
) -> None:
    book_id = committed(lambda: (_listed("HTX Chè", at), _book(at))[1])
    run()
    staff = cast(Browser, app.test_client()).sign_in(
        committed(lambda: make.make_team_member(make.make_event()).id)
    )
    url = f"/white-books/{book_id}.pdf"

    before = (client.get(url).status_code, staff.get(url).status_code)
    staff.submit(f"/staff/white-books/{book_id}/publish", page="/staff/white-books")

    assert before == (404, 200)
    assert client.get(url).headers["Content-Type"] == "application/pdf"
    assert f"/white-books/{book_id}.xlsx" in client.get("/white-books").text


def test_who_withdraws_is_out_at_once_and_the_book_comes_back_without(
    client: Any, app: Flask, committed: Any, run: Any, at: datetime
) -> None:
    def prepare() -> None:
        for name in ("HTX Rút Lui", "HTX Rút Theo", "HTX Ở Lại"):
            _listed(name, at, contact=CONTACT)

    book_id = _made(client, committed, run, at, prepare)

    def withdraw(name: str) -> None:
        company = db.session.scalars(sa.select(Company).where(Company.name == name)).one()
        services.withdraw(company, actor=None, at=at)

    committed(withdraw, "HTX Rút Lui")
    committed(withdraw, "HTX Rút Theo")
    between = client.get(f"/white-books/{book_id}.pdf").status_code
    run()

    assert between == 404
    text = _text(client, book_id)
    assert ("Rút" in text, "HTX Ở Lại" in text) == (False, True)


def test_a_book_that_was_hidden_meanwhile_stays_hidden(
    client: Any, committed: Any, run: Any, at: datetime
) -> None:
    book_id = _made(client, committed, run, at, lambda: _listed("HTX Chè", at))

    def act() -> None:
        book = db.session.get_one(WhiteBook, book_id)
        services.make_anew(book, actor=None, at=at)
        services.hide(book, actor=None, at=at)

    committed(act)
    run()

    assert client.get(f"/white-books/{book_id}.pdf").status_code == 404


def test_a_job_that_ran_half_is_done_again(
    app: Flask, client: Any, committed: Any, run: Any, at: datetime, monkeypatch: Any
) -> None:
    book_id = committed(lambda: (_listed("HTX Chè", at), _book(at))[1])
    monkeypatch.setattr("reports.whitebook.jobs.write_sheet", lambda *_args, **_values: 1 / 0)
    run()
    monkeypatch.undo()
    run()
    committed(lambda: services.publish(db.session.get_one(WhiteBook, book_id), actor=None, at=at))

    assert "HTX Chè" in _text(client, book_id)


def test_deleting_a_book_deletes_its_files(
    client: Any, app: Flask, committed: Any, run: Any, at: datetime
) -> None:
    book_id = _made(client, committed, run, at, lambda: _listed("HTX Chè", at))
    client.sign_in(committed(make.make_user, is_admin=True))

    client.submit(f"/staff/white-books/{book_id}/delete", page="/staff/white-books")

    assert list((Path(app.instance_path) / "whitebooks").iterdir()) == []


# ── the company's page ──


def test_a_company_agrees_with_a_tick_and_a_contact(
    client: Any, app: Flask, committed: Any
) -> None:
    company_id = committed(make.make_company)
    client.sign_in(committed(lambda: make.make_member(db.session.get_one(Company, company_id)).id))
    url = f"/companies/{company_id}/directory"

    without = client.submit(url, {"contact_phone": "0912 345 678"})
    client.submit(url, {"contact_phone": "0912 345 678", "agrees": "y"})

    assert without.status_code == 422
    assert "912345678" in without.text
    with app.app_context(), transaction():
        live = live_listing(company_id)
        assert live is not None
        assert (live.contact_phone, live.text_version) == ("+84912345678", "2026-11")


def test_the_page_of_books_asks_the_same_of_few_and_many(
    client: Any, app: Flask, committed: Any, at: datetime
) -> None:
    client.sign_in(committed(make.make_user, is_admin=True))

    def ask() -> int:
        client.get("/staff/white-books")
        with count_queries(app) as sent:
            client.get("/staff/white-books")
        return len(sent)

    committed(_book, at)
    few = ask()
    committed(lambda: [_book(at) for _n in range(10)] and None)

    assert ask() == few
