"""A firm tells its wishes, sends papers, shares its booth and answers offers, page by page."""

import json
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from core.db import db
from events.catalogue.errors import BadPaper, PaperTooBig
from events.exhibitors import errors, services
from events.exhibitors.asking import Wanted, read_place
from events.exhibitors.models import (
    AllotmentShare,
    Application,
    ApplicationGroup,
    Booth,
    BoothCategory,
    CoExhibitor,
    Draw,
    Exhibitor,
    Hall,
    Paper,
)
from events.exhibitors.paper_files import paper_path, store_paper
from events.exhibitors.states import PaperState
from events.programme.models import Event
from events.waiting.models import WaitingEntry
from tests.factories import (
    make_allotment,
    make_application,
    make_booth,
    make_category,
    make_company,
    make_draw,
    make_event,
    make_exhibitor,
    make_hall,
    make_member,
    make_team_member,
    now,
)
from tests.queries import count_queries

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
WHO: dict[str, Any] = {"actor": None}


def _photo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (60, 40), "white").save(out, "JPEG")
    return out.getvalue()


def _fair() -> dict[str, int]:
    event = make_event(slug="fair", starts_at=now() + timedelta(days=20))
    hall, category = make_hall(event, name="Khu A"), make_category(event)
    booth = make_booth(event, hall=hall, category=category, label="A01")
    company, partner = make_company(), make_company(name="HTX Bạn", tax_code="0100233488")
    kind = services.add_paper_kind(event, name_vi="Giấy phép", at=now(), **WHO)
    rows: dict[str, Any] = {
        "hall": hall,
        "category": category,
        "booth": booth,
        "company": company,
        "partner": partner,
        "kind": kind,
        "firm": make_member(company),
        "friend": make_member(partner),
        "staff": make_team_member(event),
    }
    return {name: row.id for name, row in rows.items()}


def test_booths_that_others_have_are_no_wish(app: Flask, client: Any, committed: Any) -> None:
    def make() -> dict[str, int]:
        ids = _fair()
        hall = db.session.get_one(Hall, ids["hall"])
        kind = db.session.get_one(BoothCategory, ids["category"])
        event = db.session.get_one(Event, hall.event_id)
        free = make_booth(event, hall=hall, category=kind, label="A02")
        other = make_booth(event, hall=hall, category=kind, label="B01")
        show = make_exhibitor(event)
        for booth in (db.session.get_one(Booth, ids["booth"]), other):
            make_allotment(booth, show)
        return ids | {"free": free.id, "other": other.id}

    ids = committed(make)
    client.sign_in(ids["firm"])

    page = client.get("/events/fair/apply").text

    assert "A02 · " in page
    assert "A01 · " not in page
    assert "B01 · " not in page
    assert "Khu A, dãy A" in page
    assert "Khu A, dãy B" not in page


def test_who_has_applied_is_told_before_filling_in_again(client: Any, committed: Any) -> None:
    ids = committed(_fair)
    address = _apply(client, ids)

    page = client.get("/events/fair/apply").text

    assert "đã gửi đơn" in page
    assert f'href="{address}"' in page
    client.sign_in(ids["friend"])
    assert "đã gửi đơn" not in client.get("/events/fair/apply").text


def test_the_line_opens_with_the_organisers_word(app: Flask, client: Any, committed: Any) -> None:
    ids = committed(_fair)
    mine = _apply(client, ids)
    staff = "/manage/events/fair" + mine
    assert "Xếp hàng chờ" not in client.get(mine).text
    assert "Ban tổ chức quyết định trước" in client.get(mine).text

    client.submit(f"{mine}/line", page=mine)
    with app.app_context():
        assert db.session.query(WaitingEntry).count() == 0
    client.sign_in(ids["staff"]).submit(f"{staff}/line", page=staff)

    client.sign_in(ids["firm"])
    assert "Gian A01 là của bạn" in client.get(mine).text
    client.submit(f"{mine}/offer", {"answer": "no"}, page=mine)
    assert "Xếp hàng chờ" in client.get(mine).text


def _apply(client: Any, ids: dict[str, int], **values: Any) -> str:
    form = {"company": ids["company"], "category": ids["category"], "note": ""}
    client.sign_in(ids["firm"])
    answer = client.submit("/events/fair/apply", form | values)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


@pytest.mark.parametrize("value", ["booth:1", "hall:2", "row:2:A", ""])
def test_a_wish_survives_its_form(value: str) -> None:
    wish = read_place(value)

    assert (wish.value if wish is not None else "") == value


@pytest.mark.parametrize("value", ["booth:x", "hall:", "row:2", "moon:1", "booth:1:A"])
def test_nonsense_is_no_wish(value: str) -> None:
    with pytest.raises(ValueError):
        read_place(value)


def test_everything_said_is_shown_again(app: Flask, client: Any, committed: Any) -> None:
    ids = committed(_fair)
    url = _apply(
        client,
        ids,
        wish_1=f"booth:{ids['booth']}",
        wish_2=f"row:{ids['hall']}:A",
        partners="0100 233 488\nTổ hợp tác Bản Ôn",
        grounds=["women"],
        consent="y",
        commune="xã Tà Xùa",
    )

    page = client.get(url).text
    for text in ("1. Gian A01", "2. Khu A, dãy A", "HTX Bạn", "Tổ hợp tác Bản Ôn", "Nhóm ưu tiên"):
        assert text in page
    client.sign_in(ids["staff"])
    staff = client.get(f"/manage/events/fair{url}").text
    assert "Do phụ nữ làm chủ" in staff
    with app.app_context():
        group = db.session.query(ApplicationGroup).filter_by(group="priority").one()
        assert (group.consent_version, group.consent_language) == ("2026-11", "vi")


def test_without_consent_nothing_is_kept_and_the_form_says_so(
    app: Flask, client: Any, committed: Any
) -> None:
    ids = committed(_fair)
    client.sign_in(ids["firm"])
    form = {"company": ids["company"], "category": ids["category"], "grounds": ["minority"]}

    page = client.submit("/events/fair/apply", form | {"note": "Giữ lại chữ này"})

    assert "đánh dấu cả ô cho phép" in page.text
    assert "Giữ lại chữ này" in page.text
    with app.app_context():
        assert db.session.query(Application).count() == 0


def test_consent_is_taken_back_with_what_was_said(app: Flask, client: Any, committed: Any) -> None:
    ids = committed(_fair)
    url = _apply(client, ids, grounds=["women"], consent="y")
    with app.app_context():
        group = db.session.query(ApplicationGroup).one().id

    client.submit(f"/groups/{group}/withdraw", page=url)

    with app.app_context():
        assert db.session.query(ApplicationGroup).count() == 0


def test_a_partner_says_yes_and_stands_at_the_booth(
    app: Flask, client: Any, committed: Any
) -> None:
    ids = committed(_fair)
    number = _apply(client, ids, partners="0100233488").rpartition("/")[2]
    with app.app_context():
        partner = db.session.query(CoExhibitor).one().id
    client.sign_in(ids["friend"])
    mine = f"/companies/{ids['partner']}/events"
    assert "muốn chung gian hàng với bạn" in client.get(mine).text
    client.submit(f"/partners/{partner}", {"answer": "yes"}, page=mine)

    client.sign_in(ids["staff"])
    here = "/manage/events/fair/applications"
    client.submit(f"{here}/{number}/approve", {"booth_id": ids["booth"]}, page=here)

    with app.app_context():
        shown = db.session.query(Exhibitor).filter_by(company_id=ids["partner"]).one()
        share = db.session.query(AllotmentShare).one()
        assert (share.exhibitor_id, shown.cancelled_at) == (shown.id, None)
    page = client.get("/events/fair/plan?q=A01").text
    assert "HTX Bạn" in page
    client.submit(f"{here}/{number}/reopen", page=f"{here}?state=approved")
    with app.app_context():
        assert db.session.query(AllotmentShare).count() == 0
        gone = db.session.query(Exhibitor).filter_by(company_id=ids["partner"]).one()
        assert gone.cancelled_at is not None


def test_a_firm_is_not_its_own_partner(session: Any) -> None:
    event, company = make_event(), make_company(tax_code="0100233488")
    application = make_application(event, company)
    from events.exhibitors.services.partners import name_partners  # noqa: PLC0415 -- only here

    with pytest.raises(errors.PartnerTwice):
        name_partners(application, ["0100233488"], at=now(), **WHO)


def test_a_partner_is_known_by_its_name_where_one_firm_has_it(session: Any) -> None:
    from events.exhibitors.services.partners import name_partners  # noqa: PLC0415 -- only here

    known, twins = make_company(name="HTX Bản Ôn"), [make_company(name="HTX Mật") for _ in "ab"]
    gone = make_company(name="HTX Bản Ôn")
    gone.merged_into_id = known.id
    application = make_application(make_event(), make_company(name="HTX Suối Giàng"))

    names = ["Hợp tác xã bản ôn", twins[0].name, "Tổ hợp tác Mới"]
    name_partners(application, names, at=now(), **WHO)

    partners = session.query(CoExhibitor).order_by(CoExhibitor.id)
    assert [(one.company_id, one.name) for one in partners] == [
        (known.id, "HTX Bản Ôn"),
        (None, "HTX Mật"),
        (None, "Tổ hợp tác Mới"),
    ]
    for again in ("HTX Bản Ôn", "Hợp tác xã Suối Giàng"):
        with pytest.raises(errors.PartnerTwice), session.begin_nested():
            name_partners(application, [again], at=now(), **WHO)


def test_a_paper_arrives_is_refused_sent_again_and_accepted(
    app: Flask, client: Any, committed: Any
) -> None:
    ids = committed(_fair)
    url = _apply(client, ids)

    def send(data: bytes, name: str = "giấy phép.pdf") -> Any:
        form = {"kind": str(ids["kind"]), "file": (BytesIO(data), name)}
        form["csrf_token"] = client.token(url)
        return client.post(f"{url}/papers", data=form, content_type="multipart/form-data")

    assert send(PDF).status_code == 303
    with app.app_context():
        number = db.session.query(Paper).one().id
    client.sign_in(ids["staff"])
    staff = f"/manage/events/fair{url}"
    answer = {"answer": "refuse", "reason": "Ảnh mờ"}
    client.submit(f"/manage/events/fair/papers/{number}", answer, page=staff)
    client.sign_in(ids["firm"])
    assert "Ảnh mờ" in client.get(url).text
    send(_photo(), "anh.jpg")
    sent = client.get(f"/applications/papers/{number}")
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert sent.mimetype == "image/webp"
    sent.close()
    client.sign_in(ids["staff"])
    client.submit(f"/manage/events/fair/papers/{number}", {"answer": "accept"}, page=staff)
    client.sign_in(ids["friend"])
    assert client.get(f"/applications/papers/{number}").status_code == 404
    with app.app_context():
        paper = db.session.query(Paper).one()
        assert paper.state is PaperState.ACCEPTED
        folder = Path(app.instance_path) / "application-papers"
        assert len(list(folder.rglob("*.*"))) == 1  # the refused one is gone


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><script>alert(1)</script>",
        b"PK\x03\x04",
        b"%PDF-1.4 without an end",
        PDF.replace(b"<<>>", b"<</OpenAction 2 0 R>>", 1),
        PDF.replace(b"<<>>", b"<</S/JavaScript/JS(app.alert(1))>>", 1),
        _photo()[:40],
    ],
)
def test_what_is_no_paper_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(BadPaper):
        store_paper(data, tmp_path)
    assert list(tmp_path.rglob("*.*")) == []


def test_papers_are_small_and_their_keys_stay_inside(tmp_path: Path) -> None:
    with pytest.raises(PaperTooBig):
        store_paper(PDF + b" " * (7 * 1024 * 1024), tmp_path)
    assert paper_path(tmp_path, "../../etc/passwd") is None


def test_the_command_draws_again_from_the_database_and_from_the_file(
    app: Flask, client: Any, committed: Any, tmp_path: Path
) -> None:
    committed(lambda: make_draw(make_event(slug="fair")))
    run = app.test_cli_runner()
    published = client.get("/events/fair/lottery/1/draw.json")
    (tmp_path / "draw.json").write_bytes(published.data)

    told = run.invoke(args=["booths", "lottery", "--event", "fair"])
    from_file = run.invoke(args=["booths", "lottery", "--file", str(tmp_path / "draw.json")])

    assert told.exit_code == 0
    assert told.output == from_file.output
    assert "0901 Z01 ocop" in told.output
    listed = client.get("/events/fair/lottery/1/list.json")
    assert listed.data.decode() == published.json["list"]
    (tmp_path / "draw.json").write_text(json.dumps(published.json | {"witness": "x"}))
    broken = run.invoke(args=["booths", "lottery", "--file", str(tmp_path / "draw.json")])
    assert broken.exit_code == 1
    assert run.invoke(args=["booths", "lottery", "--event", "none"]).exit_code == 1
    assert run.invoke(args=["booths", "lottery"]).exit_code == 2


def test_a_seed_is_hidden_until_the_draw(app: Flask, client: Any, committed: Any) -> None:
    ids = committed(_fair)
    client.sign_in(ids["staff"])
    page = "/manage/events/fair/allotment"
    form = {"draw-category": ids["category"], "draw-method": "lottery", "draw-offer_hours": "24"}
    client.submit("/manage/events/fair/draws", form, page=page)
    with app.app_context():
        draw = db.session.query(Draw).one()
        secret, shown = draw.secret, draw.seed_hash
    public = client.get("/events/fair/lottery/1").text

    assert shown in public
    assert secret not in public + client.get(page).text
    assert client.get("/events/fair/lottery/1/draw.json").status_code == 404
    assert client.get("/events/fair/lottery/2").status_code == 404


def test_hours_that_cannot_be_kept_are_refused_and_the_rules_stay_typed(
    app: Flask, client: Any, committed: Any
) -> None:
    def make() -> dict[str, int]:
        ids = _fair()
        event = db.session.scalars(sa.select(Event)).one()
        event.starts_at = now() + timedelta(hours=10, minutes=5)
        return ids

    ids = committed(make)
    client.sign_in(ids["staff"])
    form = {"draw-category": ids["category"], "draw-method": "score", "draw-offer_hours": "47"}

    answer = client.submit("/manage/events/fair/draws", form, page="/manage/events/fair/allotment")

    assert answer.status_code == 422
    assert "nhiều nhất 10 giờ" in answer.text
    assert 'value="47"' in answer.text
    with app.app_context():
        assert db.session.query(Draw).count() == 0


def test_pages_ask_the_same_for_one_and_thirty(app: Flask, client: Any, committed: Any) -> None:
    ids = committed(_fair)

    def grow(upto: int) -> None:
        from events.programme.models import Event  # noqa: PLC0415 -- only here

        event = db.session.scalars(sa.select(Event)).one()
        for number in range(upto):
            row = make_application(event, make_company(), category_id=ids["category"])
            row.number = upto * 100 + number
            db.session.add(
                CoExhibitor(
                    event_id=row.event_id,
                    application_id=row.id,
                    company_id=ids["partner"],
                    name="x",
                )
            )

    counts: dict[str, list[int]] = {}
    for upto in (1, 30):
        committed(grow, upto)
        for who, url in (
            ("staff", "/manage/events/fair/applications"),
            ("staff", "/manage/events/fair/allotment"),
            ("friend", f"/companies/{ids['partner']}/events"),
        ):
            client.sign_in(ids[who])
            client.get(url)
            with count_queries(app) as sent:
                assert client.get(url).status_code == 200
            counts.setdefault(url, []).append(len(sent))

    assert all(few == many for few, many in counts.values()), counts
    assert Wanted(hall_id=1).value == "hall:1"
