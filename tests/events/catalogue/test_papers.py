"""Scans are what their bytes say and nobody else's business; papers that end are told of once."""

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from core.db import db
from core.outbox import OutboxMessage, render
from events.catalogue.errors import BadPaper, ClaimAnswered, PaperTooBig
from events.catalogue.facts import OcopFacts, ProductFacts
from events.catalogue.jobs import remind_of_endings
from events.catalogue.models import Certificate, ExpiryReminder, OcopRecord, Product
from events.catalogue.papers import MAX_BYTES, paper_path, store_paper
from events.catalogue.reminders import remind
from events.catalogue.services import change_product, refuse_ocop, verify_ocop
from tests import factories as make
from tests.conftest import Browser
from tests.queries import count_queries

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n"
TODAY = date(2026, 11, 20)


def _photo(kind: str = "JPEG", **values: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(out, kind, **values)
    return out.getvalue()


def _browser(app: Flask, user_id: int) -> Browser:
    return cast(Browser, app.test_client()).sign_in(user_id)


# ── what is kept ──


def test_a_pdf_is_kept_as_it_came(tmp_path: Path) -> None:
    key = store_paper(PDF, tmp_path)

    path = paper_path(tmp_path, key)
    assert path is not None
    assert (key.endswith(".pdf"), path.read_bytes()) == (True, PDF)


def test_a_photo_is_written_anew_without_what_hides_in_it(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "21.3891, 103.0169"
    key = store_paper(_photo(exif=exif), tmp_path)

    path = paper_path(tmp_path, key)
    assert path is not None
    data = path.read_bytes()
    assert data[:4] == b"RIFF"
    assert b"103.0169" not in data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<script>alert(1)</script>",
        b"GIF89a" + bytes(100),
        b"MZ" + bytes(100),
        PDF[:-7],  # cut off
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        _photo()[:200],
    ],
)
def test_other_files_are_refused(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(BadPaper):
        store_paper(data, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_large_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PaperTooBig):
        store_paper(b"%PDF-" + bytes(MAX_BYTES), tmp_path)


@pytest.mark.parametrize("key", ["../../secret_key", "0" * 32, f"{'0' * 32}.exe", "x.pdf"])
def test_no_other_path_is_a_paper(key: str, tmp_path: Path) -> None:
    assert paper_path(tmp_path, key) is None


# ── who sees it ──


@pytest.fixture
def firm(client: Any, committed: Callable[..., Any]) -> dict[str, int]:
    """A company with a four-star tea, its admin at the screen, a rival and staff."""

    def prepare() -> dict[str, int]:
        company = make.make_company()
        product = make.make_product(company)
        make.make_ocop(product)
        return {
            "company": company.id,
            "product": product.id,
            "own": make.make_member(company).id,
            "rival": make.make_member(make.make_company()).id,
            "staff": make.make_team_member(make.make_event()).id,
        }

    found: dict[str, int] = committed(prepare)
    client.sign_in(found["own"])
    return found


def _send(client: Any, firm: dict[str, int], url: str, data: bytes, **values: str) -> Any:
    page = f"/companies/{firm['company']}/papers"
    scan = (io.BytesIO(data), "../../giấy.php")
    return client.post(url, data={"csrf_token": client.token(page), "scan": scan, **values})


def _evidence(app: Flask) -> str:
    with app.app_context():
        return db.session.scalar(sa.select(OcopRecord.evidence_key)) or ""


def test_a_scan_is_for_the_company_and_staff_alone(
    client: Any, app: Flask, firm: dict[str, int]
) -> None:
    _send(client, firm, f"/products/{firm['product']}/decision", PDF)
    url = f"/papers/{_evidence(app)}"

    seen = {who: _browser(app, firm[who]).get(url).status_code for who in ("own", "staff", "rival")}

    assert seen == {"own": 200, "staff": 200, "rival": 404}
    assert app.test_client().get(url).status_code == 303


def test_a_scan_is_handed_out_harmless(client: Any, app: Flask, firm: dict[str, int]) -> None:
    _send(client, firm, f"/products/{firm['product']}/decision", PDF)

    head = client.get(f"/papers/{_evidence(app)}").headers

    assert head["Content-Type"] == "application/pdf"
    assert head["Content-Disposition"].startswith("attachment")
    assert head["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in head["Content-Security-Policy"]
    assert "no-store" in head["Cache-Control"]


def test_a_certificate_is_added_with_its_scan_and_removed_with_it(
    client: Any, app: Flask, firm: dict[str, int]
) -> None:
    url = f"/companies/{firm['company']}/papers"
    _send(client, firm, url, _photo(), kind="vietgap", number="VG-1", expires_on="2027-01-31")
    with app.app_context():
        row = db.session.scalars(sa.select(Certificate)).one()
        path = paper_path(Path(app.instance_path) / "papers", row.file_key or "")
    assert path is not None
    assert path.is_file()

    client.submit(f"/certificates/{row.id}/delete", page=url)

    assert not path.exists()


def test_a_bad_file_keeps_what_was_typed(client: Any, app: Flask, firm: dict[str, int]) -> None:
    url = f"/companies/{firm['company']}/papers"

    answer = _send(client, firm, url, b"MZ virus", kind="vietgap", number="VG-77")

    assert answer.status_code == 422
    assert "VG-77" in answer.text
    with app.app_context():
        assert db.session.scalars(sa.select(Certificate)).all() == []


def test_the_scans_of_a_deleted_product_are_deleted(
    client: Any, app: Flask, firm: dict[str, int]
) -> None:
    _send(client, firm, f"/products/{firm['product']}/decision", PDF)
    path = paper_path(Path(app.instance_path) / "papers", _evidence(app))
    assert path is not None
    assert path.is_file()

    client.submit(f"/products/{firm['product']}/delete", page=f"/products/{firm['product']}/edit")

    assert not path.exists()


def test_the_scan_goes_when_the_form_drops_the_stars(
    client: Any, app: Flask, firm: dict[str, int]
) -> None:
    _send(client, firm, f"/products/{firm['product']}/decision", PDF)
    path = paper_path(Path(app.instance_path) / "papers", _evidence(app))
    assert path is not None

    client.submit(f"/products/{firm['product']}/edit", {"name_vi": "Chè", "ocop_stars": "0"})

    assert not path.exists()


def test_another_firms_certificate_cannot_be_touched(
    client: Any, app: Flask, committed: Any, firm: dict[str, int]
) -> None:
    other = committed(lambda: make.make_certificate(make.make_company()).id)

    answer = client.submit(
        f"/certificates/{other}/delete", page=f"/companies/{firm['company']}/papers"
    )

    assert answer.status_code == 403


# ── staff answer OCOP claims ──


def test_staff_confirm_and_everybody_reads_it(app: Flask, firm: dict[str, int]) -> None:
    staff = _browser(app, firm["staff"])
    before = app.test_client().get(f"/products/{firm['product']}").text

    staff.submit(f"/staff/ocop/{firm['product']}/confirm", page="/staff/ocop")

    after = app.test_client().get(f"/products/{firm['product']}").text
    assert ("đã xác minh" in before, "đã xác minh" in after) == (False, True)
    assert "/confirm" not in staff.get("/staff/ocop").text


def test_a_refusal_needs_a_reason_and_takes_the_stars(
    app: Flask, committed: Any, firm: dict[str, int]
) -> None:
    staff = _browser(app, firm["staff"])
    url = f"/staff/ocop/{firm['product']}/refuse"

    without = staff.submit(url, {"reason": ""}, page="/staff/ocop")
    staff.submit(url, {"reason": "Số quyết định của sản phẩm khác."}, page="/staff/ocop")

    assert without.status_code == 422
    search = app.test_client().get("/search?ocop=3").text
    assert f'/products/{firm["product"]}"' not in search
    own = _browser(app, firm["own"])
    assert "của sản phẩm khác" in own.get(f"/companies/{firm['company']}/papers").text


def test_a_claim_is_answered_once(session: Any, at: datetime) -> None:
    product = make.make_product(make.make_company())
    make.make_ocop(product)
    verify_ocop(product, actor=None, at=at)

    with pytest.raises(ClaimAnswered):
        refuse_ocop(product, "Không.", actor=None, at=at)


@pytest.mark.parametrize("answer", ["verify", "refuse"])
def test_what_is_stated_anew_is_looked_at_anew(session: Any, at: datetime, answer: str) -> None:
    product = make.make_product(make.make_company())
    row = make.make_ocop(product)
    db.session.refresh(product)
    if answer == "verify":
        verify_ocop(product, actor=None, at=at)
    else:
        refuse_ocop(product, "Sai số.", actor=None, at=at)

    facts = ProductFacts(name_vi="Chè", ocop=OcopFacts(4, decision_no="99/QĐ-UBND"))
    change_product(product, facts, actor=None, at=at)

    assert (row.verified_at, row.refused_at, row.answer) == (None, None, "")


def test_the_list_of_claims_asks_the_same_of_few_and_many(
    app: Flask, committed: Any, firm: dict[str, int]
) -> None:
    staff = _browser(app, firm["staff"])

    def ask() -> int:
        with count_queries(app) as sent:
            staff.get("/staff/ocop")
        return len(sent)

    few = ask()
    committed(
        lambda: (
            [make.make_ocop(make.make_product(make.make_company())) for _n in range(15)] and None
        )
    )

    assert ask() == few


# ── what ends soon ──


def _paper(days: int, at: datetime) -> Certificate:
    company = make.make_company()
    make.make_member(company, email=f"chu{days}@test.invalid")
    return make.make_certificate(company, expires_on=TODAY + timedelta(days=days))


@pytest.mark.parametrize(
    ("days", "rungs"), [(91, []), (90, [90]), (31, [90]), (30, [30]), (0, [30]), (-1, [])]
)
def test_who_is_told_when(session: Any, at: datetime, days: int, rungs: list[int]) -> None:
    _paper(days, at)

    remind(at=at)

    told = sa.select(ExpiryReminder.days).order_by(ExpiryReminder.days)
    assert db.session.scalars(told).all() == rungs


def test_each_is_told_once_and_again_nearer_the_end(session: Any, at: datetime) -> None:
    _paper(80, at)

    counts = [remind(at=at + timedelta(days=passed)) for passed in (0, 0, 1, 49, 50, 50, 51, 79)]

    assert counts == [1, 0, 0, 0, 1, 0, 0, 0]


def test_a_new_date_is_a_new_paper(session: Any, at: datetime) -> None:
    paper = _paper(20, at)
    remind(at=at)

    paper.expires_on = TODAY + timedelta(days=25)
    db.session.flush()

    assert remind(at=at) == 1


def test_one_mail_speaks_of_all_papers_of_a_company(app: Flask, session: Any, at: datetime) -> None:
    company = make.make_company()
    make.make_member(company)
    make.make_certificate(company, expires_on=TODAY + timedelta(days=20))
    make.make_ocop(make.make_product(company), expires_on=TODAY + timedelta(days=80))

    remind(at=at)

    (row,) = db.session.scalars(sa.select(OutboxMessage)).all()
    with app.test_request_context():
        text = "\n".join(render(row))
    assert "VietGAP" in text
    assert "OCOP 4 sao" in text
    assert "10/12/2026" in text


def test_the_chore_writes_only_when_somebody_is_to_be_told(
    app: Flask, committed: Any, at: datetime
) -> None:
    committed(lambda: _paper(10, at).id)

    with app.app_context():
        assert [remind_of_endings(at=at), remind_of_endings(at=at)] == [1, 0]


def test_a_product_shows_which_papers_no_longer_hold(
    client: Any, committed: Any, at: datetime
) -> None:
    def prepare() -> int:
        product: Product = make.make_product(make.make_company())
        make.make_certificate(
            product.company, product_id=product.id, expires_on=TODAY - timedelta(days=1)
        )
        return product.id

    assert "đã hết hạn" in client.get(f"/products/{committed(prepare)}").text
