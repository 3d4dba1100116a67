"""Staff bring a list in through the pages, from the upload to the claim slips and back."""

import io
import re
from typing import Any

import openpyxl
import pypdf
import pytest
import sqlalchemy as sa
from flask import Flask

from accounts.companies.models import Company, Member, MemberRole
from accounts.sign_in.models import CodePurpose, OneUseCode
from core.db import db
from events.imports.models import Import, ImportRow
from events.imports.states import Fate, ImportKind, ImportState
from events.programme.models import Event, EventKind
from tests.broken_files import BROKEN, csv_bytes
from tests.events.imports.helpers import COMPANIES, MEMBERS, bring_in, work, xlsx
from tests.factories import make_event, make_import, make_import_row, make_team_member, make_user
from tests.queries import count_queries

ROW = ("HTX Chè Mẫu", "", "", "Sơn La", "Bản Mẫu", "")


@pytest.fixture
def team(client: Any, committed: Any) -> Any:
    """Somebody of the team of the event ``fair``."""

    def begin() -> int:
        return make_team_member(make_event(slug="fair")).id

    client.sign_in(committed(begin))
    return client


PAGE = "/manage/events/fair/imports"


def test_the_pages_of_a_list_speak_its_events_words(client: Any, committed: Any) -> None:
    def begin() -> tuple[int, int]:
        event = make_event(kind=EventKind.JOB_FAIR)
        return make_team_member(event).id, make_import(event=event).id

    user_id, import_id = committed(begin)
    client.sign_in(user_id)

    page = client.get(f"/manage/imports/{import_id}").text

    assert "Nhà tuyển dụng" in page
    assert "Đơn vị trưng bày" not in page


def send(client: Any, data: bytes, **values: str) -> Any:
    form = {
        "csrf_token": client.token(PAGE),
        "kind": "companies",
        "file": (io.BytesIO(data), "danh sách.xlsx"),
        **values,
    }
    return client.post(PAGE, data=form, content_type="multipart/form-data")


def columns(client: Any, address: str, **chosen: str) -> Any:
    keys = ("name", "tax_code", "legal_form", "province", "address", "seeks_vi")
    data = {f"column-{place}": key for place, key in enumerate(keys)} | chosen
    return client.submit(address, data)


def test_a_list_goes_its_way_from_upload_to_undo(app: Flask, team: Any) -> None:
    sent = send(team, xlsx(COMPANIES, [ROW, ("", "", "", "", "x", "")]))
    address = sent.location
    assert '<option value="name" selected>' in team.get(address).text
    looked = columns(team, address)
    with app.app_context():
        work()
    page = team.get(looked.location).text
    assert "HTX Chè Mẫu" in page
    assert "Thiếu tên đơn vị." in page

    team.submit(f"{looked.location}/write", page=looked.location)
    with app.app_context():
        work()
        assert db.session.scalars(sa.select(Company.name)).all() == ["HTX Chè Mẫu"]
    team.submit(f"{looked.location}/undo", page=looked.location)
    with app.app_context():
        work()
        assert db.session.scalars(sa.select(Company.name)).all() == []
    assert "Đã rút lại 1 dòng." in team.get(looked.location).text


def test_a_file_that_cannot_be_read_is_told_at_once(team: Any) -> None:
    locked = next(one for one in BROKEN if one.name == "password.xlsx")

    page = send(team, locked.make(), source="Hội Mẫu")

    assert page.status_code == 422
    assert "Tệp bị khóa bằng mật khẩu" in page.text
    assert 'value="Hội Mẫu"' in page.text


def test_a_column_that_is_needed_is_asked_for(team: Any) -> None:
    address = send(team, xlsx(COMPANIES, [ROW])).location

    page = columns(team, address, **{"column-0": ""})

    assert page.status_code == 422
    assert "Hãy chọn cột chứa: Tên đơn vị." in page.text


def test_one_thing_has_one_column(team: Any) -> None:
    address = send(team, xlsx(COMPANIES, [ROW])).location

    page = columns(team, address, **{"column-4": "name"})

    assert page.status_code == 422
    assert "Hai cột không thể cùng là “Tên đơn vị”" in page.text


def test_refused_rows_go_home_with_their_reasons(app: Flask, team: Any) -> None:
    address = send(team, csv_bytes([("Tên đơn vị", "Tỉnh"), ("=HTX Một", "Sao Hỏa")])).location
    looked = team.submit(address, {"column-0": "name", "column-1": "province"})
    with app.app_context():
        work()

    answer = team.get(f"{looked.location}/refused.xlsx")

    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    heading, row = sheet.iter_rows(values_only=True)
    assert heading == ("Tên đơn vị", "Tỉnh", "Lý do bị từ chối")
    assert row[:2] == ("'=HTX Một", "Sao Hỏa")
    assert "Sao Hỏa" in row[2]


def test_what_a_cell_says_is_shown_and_not_run(app: Flask, team: Any) -> None:
    bad = ("<script>alert(1)</script>", "Sao Hỏa")
    address = send(team, csv_bytes([("Tên đơn vị", "Tỉnh"), bad])).location
    assert "<script>alert" not in team.get(address).text
    looked = team.submit(address, {"column-0": "name", "column-1": "province"})
    with app.app_context():
        work()

    page = team.get(looked.location).text

    assert "&lt;script&gt;alert" in page
    assert "<script>alert" not in page


def test_the_page_that_waits_knows_how_far_it_is(app: Flask, team: Any) -> None:
    address = send(team, xlsx(COMPANIES, [ROW])).location
    looked = columns(team, address)
    assert "data-progress" in team.get(looked.location).text
    assert team.get(f"{looked.location}/progress.json").json == {
        "done": 0,
        "total": 0,
        "finished": False,
    }
    with app.app_context():
        work()

    assert team.get(f"{looked.location}/progress.json").json == {
        "done": 1,
        "total": 0,
        "finished": True,
    }


def test_an_import_of_another_event_is_nobodys_business(team: Any, committed: Any) -> None:
    other = committed(lambda: make_import(make_event()))
    general = committed(lambda: make_import(None))

    assert team.get(f"/manage/imports/{other}").status_code == 404
    assert team.get(f"/manage/imports/{general}").status_code == 404


def test_a_row_of_another_import_is_not_decided_here(team: Any, committed: Any) -> None:
    def begin() -> tuple[int, int]:
        fair = db.session.scalars(sa.select(Event).where(Event.slug == "fair")).one()
        mine = make_import(fair)
        other = make_import_row(make_import(None), fate=Fate.DUPLICATE)
        return mine.id, other.id

    mine, other = committed(begin)

    answer = team.submit(
        f"/manage/imports/{mine}/rows/{other}/decide",
        {"decision": "same"},
        page=f"/manage/imports/{mine}",
    )

    assert answer.status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_a_trial_run_asks_the_same_questions_for_any_number_of_rows(
    app: Flask, client: Any, committed: Any, count: int
) -> None:
    def begin() -> tuple[int, int]:
        one = make_import(None)
        for _n in range(count):
            make_import_row(one, changes=[{"what": "tags", "was": "", "becomes": ["TEA"]}])
        return one.id, make_user(is_admin=True).id

    import_id, admin = committed(begin)
    client.sign_in(admin)
    client.get(f"/manage/imports/{import_id}")

    with count_queries(app) as counted:
        client.get(f"/manage/imports/{import_id}")

    assert len(counted) <= 16


@pytest.mark.parametrize("what", ["companies", "products", "applications", "registrations"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_list_goes_out(team: Any, what: str, kind: str) -> None:
    answer = team.get(f"/manage/events/fair/lists/{what}.{kind}")

    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]


def test_members_get_slips_and_take_their_firm_over(
    app: Flask, client: Any, committed: Any
) -> None:
    client.sign_in(committed(make_user, is_admin=True))
    rows = [
        ("HTX Hội viên Một", "", "Lào Cai", "Vàng Thị Thử", "0912345678"),
        ("HTX Hội viên Hai", "", "Lào Cai", "Lò Văn Thử", "912345679"),
        ("HTX Không có số", "", "Lào Cai", "", ""),
    ]
    with app.app_context():
        import_id = bring_in(MEMBERS, rows, kind=ImportKind.MEMBERS)
    address = f"/manage/imports/{import_id}"

    answer = client.submit(f"{address}/slips", page=address)

    assert answer.mimetype == "application/pdf"
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages)
    found = re.findall(r"\d{4} \d{4} \d{4}", text)
    assert len(found) == 2
    with app.app_context():
        codes = db.session.scalars(sa.select(OneUseCode)).all()
        assert {code.purpose for code in codes} == {CodePurpose.INVITE}
        assert (codes[0].expires_at - codes[0].made_at).days == 60
    owner: Any = app.test_client()
    started = owner.submit("/start", {"code": found[0]})
    password = "mua-thu-tren-nui-cao-27"
    joined = owner.submit(
        started.location,
        {"full_name": "Vàng Thị Thử", "password": password, "password_again": password},
    )
    assert joined.status_code == 303, joined.text
    with app.app_context():
        member = db.session.scalars(sa.select(Member)).one()
        assert (member.company.name, member.role) == ("HTX Hội viên Một", MemberRole.ADMIN)


def test_a_list_without_phones_makes_no_slips(app: Flask, client: Any, committed: Any) -> None:
    client.sign_in(committed(make_user, is_admin=True))
    with app.app_context():
        import_id = bring_in(MEMBERS, [("HTX Một", "", "Lào Cai", "", "")], kind=ImportKind.MEMBERS)
    address = f"/manage/imports/{import_id}"

    answer = client.submit(f"{address}/slips", page=address)

    assert answer.status_code == 303
    assert "thiếu số điện thoại" in client.get(address).text


def test_rows_are_not_kept_twice(app: Flask, committed: Any) -> None:
    import_id = committed(lambda: make_import(None, state=ImportState.CHECKED))
    committed(lambda: make_import_row(db.session.get_one(Import, import_id), number=7))

    with pytest.raises(sa.exc.IntegrityError):
        committed(lambda: make_import_row(db.session.get_one(Import, import_id), number=7))
    with app.app_context():
        assert db.session.scalars(sa.select(ImportRow.number)).all() == [7]
