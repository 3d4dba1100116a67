"""Everybody finds who shows what and where; firms apply; organisers draw and answer."""

import re
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts.companies.models import Company, LegalForm
from core.db import db
from events.catalogue.facts import ProductFacts
from events.catalogue.services import create_product
from events.catalogue.taxonomy import load_taxonomy
from events.exhibitors.models import Booth, Exhibitor
from events.exhibitors.states import ApplicationState
from events.programme.facts import facts_of
from events.programme.models import Event
from events.programme.states import EventState
from tests.factories import (
    make_allotment,
    make_application,
    make_booth,
    make_buyer,
    make_category,
    make_certificate,
    make_company,
    make_event,
    make_exhibitor,
    make_hall,
    make_member,
    make_ocop,
    make_product,
    make_team_member,
    now,
)
from tests.queries import count_queries

OFFERS = (
    ("HTX Chè Tà Xùa", "2025-14", "Trà Shan cổ thụ", "TEA.SHAN"),
    ("HTX Cá hồ Thác Bà", "2008-15", "Cá tra phi lê", "FSH"),
    ("HTX Dứa Mường Khương", "2008-10", "Dứa Queen", "FRU.FSH.PINE"),
    ("HTX Ong bạc hà", "2025-08", "Mật ong bạc hà", "HON"),
)


def _fair() -> tuple[str, list[int]]:
    load_taxonomy()
    event = make_event(slug="fair")
    hall, category = make_hall(event, name="Khu A"), make_category(event)
    ids = []
    for number, (name, province, product, tag) in enumerate(OFFERS, 1):
        company = make_company(name=name, province_key=province)
        facts = ProductFacts(name_vi=product, tag_codes=(tag,))
        row = create_product(company, facts, actor=None, at=now())
        if tag == "HON":
            make_ocop(row)
        booth = make_booth(event, hall=hall, category=category, label=f"A{number:02d}")
        make_allotment(booth, make_exhibitor(event, company))
        ids.append(company.id)
    return event.slug, ids


@pytest.fixture
def fair(committed: Any) -> tuple[str, list[int]]:
    made: tuple[str, list[int]] = committed(_fair)
    return made


def _main(answer: Any) -> str:
    assert answer.status_code == 200
    text: str = answer.text.split("<main", 1)[1].split("</main>", 1)[0]
    return text


def _products(page: str) -> list[str]:
    return re.findall(r'href="/products/\d+">([^<]+)</a>', page)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("trà", "Trà Shan cổ thụ"),
        ("tra", "Trà Shan cổ thụ"),
        ("chè", "Trà Shan cổ thụ"),
        ("tea", "Trà Shan cổ thụ"),
        ("ca tra", "Cá tra phi lê"),
        ("cá tra", "Cá tra phi lê"),
        ("dua queen", "Dứa Queen"),
        ("mat ong", "Mật ong bạc hà"),
        ("honey", "Mật ong bạc hà"),
        ("Where is tea?", "Trà Shan cổ thụ"),
        ("yên bái", "Cá tra phi lê"),
    ],
)
def test_search_forgives_missing_tones(
    client: Any, fair: tuple[str, list[int]], typed: str, first: str
) -> None:
    assert _products(_main(client.get("/search", query_string={"q": typed})))[0] == first


def test_ca_tra_gives_fish_and_no_tea(client: Any, fair: tuple[str, list[int]]) -> None:
    page = _main(client.get("/search", query_string={"q": "cá tra"}))

    assert _products(page) == ["Cá tra phi lê"]


def test_decomposed_letters_find_the_same(client: Any, fair: tuple[str, list[int]]) -> None:
    composed = client.get("/search", query_string={"q": "dứa"})
    decomposed = client.get("/search", query_string={"q": "du\u031b\u0301a"})

    assert _products(_main(composed)) == _products(_main(decomposed)) == ["Dứa Queen"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"ocop": "4"}, ["Mật ong bạc hà"]),
        ({"ocop": "5"}, []),
        ({"tag": "FRU"}, ["Dứa Queen"]),
        ({"province": "2025-14"}, ["Trà Shan cổ thụ"]),
        ({"province": "2025-15", "tag": "FSH"}, ["Cá tra phi lê"]),
        ({"province": "nonsense", "tag": "%", "ocop": "x", "page": "-1"}, None),
    ],
)
def test_filters_narrow_and_nonsense_filters_nothing(
    client: Any, fair: tuple[str, list[int]], query: dict[str, str], names: list[str] | None
) -> None:
    found = _products(_main(client.get("/search", query_string=query)))

    assert found == names if names is not None else len(found) == 4


@pytest.mark.parametrize("typed", ["%", "_", "'", "\\", "<script>alert(1)</script>", "ạ" * 500])
def test_odd_queries_are_answered(client: Any, fair: tuple[str, list[int]], typed: str) -> None:
    page = _main(client.get("/search", query_string={"q": typed}))

    assert "<script>" not in page


def test_exhibitors_are_found_by_name_product_sector_and_booth(
    client: Any, fair: tuple[str, list[int]]
) -> None:
    def names(**query: str) -> list[str]:
        page = _main(client.get("/events/fair/exhibitors", query_string=query))
        return re.findall(r'href="/companies/\d+">([^<]+)</a>', page)

    assert names() == sorted(name for name, *_ in OFFERS)
    assert names(q="honey") == ["HTX Ong bạc hà"]
    assert names(q="a03") == ["HTX Dứa Mường Khương"]
    assert names(sector="fresh") == ["HTX Dứa Mường Khương"]
    assert names(q="zzz") == []


def test_the_plan_points_out_where_tea_is(client: Any, fair: tuple[str, list[int]]) -> None:
    page = _main(client.get("/events/fair/plan", query_string={"q": "tea"}))

    assert page.count("tf-booth--here") == 1
    assert "1 gian hàng có “tea”" in page
    assert "HTX Chè Tà Xùa" in page


def test_tea_on_the_plan_is_nobody_who_only_processes_something(
    client: Any, committed: Any, fair: tuple[str, list[int]]
) -> None:
    def rename() -> None:
        named = sa.select(Company).where(Company.name == "HTX Dứa Mường Khương")
        company = db.session.scalars(named).one()
        company.name, company.search_text = "HTX chế biến dứa", "htx che bien dua"

    committed(rename)

    tea = _main(client.get("/events/fair/plan", query_string={"q": "che"}))
    who = _main(client.get("/events/fair/plan", query_string={"q": "che bien"}))

    assert tea.count("tf-booth--here") == 1
    assert "HTX chế biến dứa" in who
    assert who.count("tf-booth--here") == 1


def test_a_company_page_has_no_contact_and_no_personal_number(client: Any, committed: Any) -> None:
    def make() -> int:
        company = make_company(
            legal_form=LegalForm.HOUSEHOLD, tax_code="014087001234", province_key="2008-15"
        )
        make_member(company, email="secret@test.invalid", phone="+84912345678")
        make_exhibitor(make_event(), company)
        return company.id

    page = _main(client.get(f"/companies/{committed(make)}"))

    assert "Lào Cai (trước là Yên Bái)" in page
    for secret in ("014087001234", "1234", "secret@", "912345678", "Lò Văn Thử"):
        assert secret not in page


def test_a_buyer_does_not_become_public_by_buying(client: Any, committed: Any) -> None:
    company = committed(lambda: make_buyer(make_event()).company)

    assert client.get(f"/companies/{company}").status_code == 404


def test_a_firm_applies_sees_how_it_stands_and_withdraws(
    app: Flask, client: Any, committed: Any
) -> None:
    def make() -> tuple[int, int, int]:
        event, company = make_event(slug="fair"), make_company()
        category = make_category(event, name_vi="Góc", price_minor=3_500_000)
        return company.id, make_member(company).id, category.id

    company, user, category = committed(make)
    client.sign_in(user)
    form = {"company": company, "category": category, "note": "Cần ổ điện"}

    answer = client.submit("/events/fair/apply", form)
    assert answer.location.startswith("/applications/")
    page = _main(client.get(answer.location))
    assert "Đang chờ trả lời" in page
    assert "3.500.000" in page

    again = client.submit("/events/fair/apply", form)
    assert "đã đăng ký mục này rồi" in again.text

    number = re.search(r"/applications/(\d+)/withdraw", page)
    assert number is not None
    client.submit(f"/applications/{number[1]}/withdraw", page=answer.location)
    assert "Đã rút" in _main(client.get(answer.location))


def test_nobody_applies_for_a_company_of_others(client: Any, committed: Any) -> None:
    def make() -> tuple[int, int]:
        make_event(slug="fair")
        return make_company().id, make_member(make_company()).id

    other, user = committed(make)
    client.sign_in(user)

    page = client.submit("/events/fair/apply", {"company": other, "category": "0"})

    assert page.status_code == 200
    assert "không có trong danh sách" in page.text


def test_an_organiser_draws_a_hall_from_nothing(app: Flask, client: Any, committed: Any) -> None:
    client.sign_in(committed(lambda: make_team_member(make_event(slug="fair"))))
    page = "/manage/events/fair/hall"
    client.submit("/manage/events/fair/halls", {"hall-name": "Khu A"}, page=page)
    client.submit(
        "/manage/events/fair/categories",
        {"category-name_vi": "Tiêu chuẩn", "category-price": "3,5 triệu"},
        page=page,
    )
    shown = client.get(page).text
    hall, category = (
        re.search(rf'name="rows-{name}".*?<option value="(\d+)"', shown, re.DOTALL)
        or re.search(rf'name="rows-{name}".*?<option selected value="(\d+)"', shown, re.DOTALL)
        for name in ("hall", "category")
    )
    assert hall is not None
    assert category is not None
    rows = {"rows-hall": hall[1], "rows-category": category[1], "rows-letters": "A-B"}
    client.submit(
        "/manage/events/fair/rows",
        rows | {"rows-count": "9", "rows-first": "1", "rows-aisle_after": "4"},
        page=page,
    )

    plan = _main(client.get("/events/fair/plan"))
    assert plan.count("tf-booth--free") >= 18
    with app.app_context():
        assert db.session.query(Booth).count() == 18
    refused = client.submit("/manage/events/fair/rows", rows | {"rows-count": "0"}, page=page)
    assert refused.status_code == 422


def test_a_row_that_is_there_is_refused_and_the_form_keeps_what_was_typed(
    client: Any, committed: Any
) -> None:
    def make() -> tuple[int, int, int]:
        event = make_event(slug="fair")
        hall, kind = make_hall(event, name="Khu A"), make_category(event)
        make_booth(event, hall=hall, category=kind, label="A03")
        return make_team_member(event).id, hall.id, kind.id

    organiser, hall, kind = committed(make)
    client.sign_in(organiser)
    rows = {"rows-hall": hall, "rows-category": kind, "rows-letters": "A", "rows-count": "17"}

    answer = client.submit(
        "/manage/events/fair/rows",
        rows | {"rows-first": "2", "rows-aisle_after": "6"},
        page="/manage/events/fair/hall",
    )

    assert answer.status_code == 422
    assert "Đã có gian hàng" in _errors(answer.text)
    for typed in ('value="A"', 'value="17"', 'value="2"', 'value="6"'):
        assert typed in answer.text


def test_a_hall_and_a_category_of_a_taken_name_are_refused_on_their_forms(
    client: Any, committed: Any
) -> None:
    def make() -> int:
        event = make_event(slug="fair")
        make_hall(event, name="Khu A")
        make_category(event, name_vi="Góc")
        return make_team_member(event).id

    client.sign_in(committed(make))
    page = "/manage/events/fair/hall"

    for path, values in (
        ("halls", {"hall-name": "Khu A"}),
        ("categories", {"category-name_vi": "Góc", "category-price": "7.000"}),
    ):
        answer = client.submit(f"/manage/events/fair/{path}", values, page=page)
        assert answer.status_code == 422
        assert all(f'value="{typed}"' in answer.text for typed in values.values())


def _errors(page: str) -> str:
    return page.split('class="tf-errors', 1)[1].split("</ul>", 1)[0]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (EventState.DRAFT, "ngay khi sự kiện mở đăng ký"),
        (EventState.ANNOUNCED, "ngay khi sự kiện mở đăng ký"),
        (EventState.OPEN, "đã có thể đăng ký loại gian hàng này"),
        (EventState.CLOSED, "Đã thêm loại gian hàng."),
    ],
)
def test_a_new_category_says_when_firms_can_apply_for_it(
    client: Any, committed: Any, state: EventState, words: str
) -> None:
    client.sign_in(committed(lambda: make_team_member(make_event(slug="fair", state=state))))
    page = "/manage/events/fair/hall"

    client.submit("/manage/events/fair/categories", {"category-name_vi": "Góc"}, page=page)

    assert words in client.get(page).text


def test_an_organiser_approves_moves_takes_back_and_undoes(
    app: Flask, client: Any, committed: Any
) -> None:
    def make() -> tuple[int, int, int, int]:
        event = make_event(slug="fair")
        one, two = make_booth(event, label="A01"), make_booth(event, label="A02")
        application = make_application(event, make_company())
        return make_team_member(event).id, application.id, one.id, two.id

    organiser, application, one, two = committed(make)
    client.sign_in(organiser)
    here = "/manage/events/fair/applications"
    approved = f"{here}?state=approved"

    client.submit(f"{here}/{application}/approve", {"booth_id": one}, page=here)
    page = _main(client.get(approved))
    allotment = re.search(r"/allotments/(\d+)/delete", page)
    exhibitor = re.search(r"/exhibitors/(\d+)/booth", page)
    assert allotment is not None
    assert exhibitor is not None

    url = f"/manage/events/fair/exhibitors/{exhibitor[1]}/booth"
    client.submit(url, {"booth_id": two, "allotment_id": allotment[1]}, page=approved)
    assert "A02" in _main(client.get(approved))

    client.submit(f"/manage/events/fair/allotments/{allotment[1]}/delete", page=approved)
    client.submit(f"{here}/{application}/reopen", page=approved)
    assert f"{application}/approve" in _main(client.get(here))
    with app.app_context():
        assert db.session.query(Exhibitor).one().cancelled_at is not None


def test_who_came_from_a_list_is_given_moved_and_taken_back_a_booth(
    app: Flask, client: Any, committed: Any
) -> None:
    def make() -> tuple[int, int, int, int]:
        event = make_event(slug="fair")
        one, two = make_booth(event, label="A01"), make_booth(event, label="A02")
        exhibitor = make_exhibitor(event, make_company(name="HTX Từ danh sách"))
        return make_team_member(event).id, exhibitor.id, one.id, two.id

    organiser, exhibitor, one, two = committed(make)
    client.sign_in(organiser)
    page = "/manage/events/fair/applications?state=approved"
    url = f"/manage/events/fair/exhibitors/{exhibitor}/booth"
    hall = "/manage/events/fair/hall"
    assert "HTX Từ danh sách" in _main(client.get(page))
    assert "1 đơn vị trưng bày chưa có gian hàng" in _main(client.get(hall))

    answer = client.submit(f"{url}?from=unasked", {"booth_id": one}, page=page)
    assert answer.location.endswith("state=approved#unasked")
    shown = _main(client.get(page))
    allotment = re.search(r"/allotments/(\d+)/delete", shown)
    assert allotment is not None
    assert "Gian A01" in shown
    assert "chưa có gian hàng" not in _main(client.get(hall))

    client.submit(url, {"booth_id": two, "allotment_id": allotment[1]}, page=page)
    assert "Gian A02" in _main(client.get(page))
    client.submit(f"/manage/events/fair/allotments/{allotment[1]}/delete", page=page)
    with app.app_context():
        assert db.session.query(Exhibitor).one().allotments == []


def test_who_has_no_booth_yet_stands_first(client: Any, committed: Any) -> None:
    def make() -> int:
        event = make_event(slug="fair")
        make_allotment(make_booth(event), make_exhibitor(event, make_company(name="HTX A")))
        make_exhibitor(event, make_company(name="HTX B"))
        return make_team_member(event).id

    client.sign_in(committed(make))

    page = _main(client.get("/manage/events/fair/applications?state=approved"))

    assert re.findall(r"HTX [AB]", page) == ["HTX B", "HTX A"]


def test_who_applied_is_not_listed_twice_and_who_asked_for_no_booth_is_not_counted(
    client: Any, committed: Any
) -> None:
    def make() -> int:
        event, company = make_event(slug="fair"), make_company()
        make_application(event, company, state=ApplicationState.APPROVED)
        make_exhibitor(event, company)
        make_booth(event)
        return make_team_member(event).id

    client.sign_in(committed(make))

    page = _main(client.get("/manage/events/fair/applications?state=approved"))
    assert len(re.findall(r"/exhibitors/\d+/booth", page)) == 1
    assert "không qua đơn" not in page
    assert "chưa có gian hàng" not in _main(client.get("/manage/events/fair/hall"))


def test_what_belongs_to_another_event_is_not_there(client: Any, committed: Any) -> None:
    def make() -> tuple[int, int]:
        event = make_event(slug="fair")
        make_application(event, make_company())
        strange = make_application(make_event(), make_company())
        return make_team_member(event).id, strange.id

    organiser, strange = committed(make)
    client.sign_in(organiser)
    here = "/manage/events/fair/applications"

    assert client.submit(f"{here}/{strange}/approve", page=here).status_code == 404


def test_the_event_tells_its_numbers(app: Flask, fair: tuple[str, list[int]]) -> None:
    with app.test_request_context():
        event = db.session.query(Event).filter_by(slug="fair").one()
        told = {fact.label: fact.number for fact in facts_of(event)}

    expected = {
        "đơn vị trưng bày": 4,
        "gian hàng đã giao": 4,
        "sản phẩm": 4,
        "sản phẩm OCOP 4–5 sao": 1,
    }
    assert expected.items() <= told.items()


def _grow(number: int) -> None:
    event = db.session.query(Event).filter_by(slug="fair").one()
    hall = make_hall(event)
    category = make_category(event)
    for n in range(number):
        company = make_company(name=f"HTX Chè số {n}")
        facts = ProductFacts(name_vi=f"Chè số {n}", tag_codes=("TEA.SHAN", "TEA.GRN"))
        make_ocop(create_product(company, facts, actor=None, at=now()))
        booth = make_booth(event, hall=hall, category=category)
        make_allotment(booth, make_exhibitor(event, company))
        make_application(event, make_company(), category_id=category.id)


@pytest.mark.parametrize(
    "url",
    [
        "/search?q=che",
        "/events/fair/exhibitors?q=che",
        "/events/fair/products?q=che",
        "/events/fair/plan?q=che",
        "/manage/events/fair/hall",
        "/manage/events/fair/applications",
        "/manage/events/fair/applications?state=approved",
    ],
)
def test_lists_ask_the_same_however_long_they_are(
    app: Flask, client: Any, committed: Any, url: str
) -> None:
    def start() -> int:
        load_taxonomy()
        return make_team_member(make_event(slug="fair")).id

    client.sign_in(committed(start))
    counts = []
    for number in (1, 29):
        committed(_grow, number)
        client.get(url)  # warms the kept taxonomy
        with count_queries(app) as sent:
            assert client.get(url).status_code == 200
        counts.append(len(sent))

    assert counts[0] == counts[1]


def test_the_price_of_a_category_with_booths_is_changed_and_told_at_once(
    app: Flask, client: Any, committed: Any
) -> None:
    def make() -> tuple[int, int]:
        event = make_event(slug="fair")
        booth = make_booth(event, category=make_category(event, price_minor=0))
        return booth.category_id, make_team_member(event).id

    category_id, user_id = committed(make)
    client.sign_in(user_id)
    address = f"/manage/events/fair/categories/{category_id}"

    client.submit(address, {"name_vi": "Gian góc", "size": "3 m × 6 m", "price": "3,5 triệu"})

    page = client.get("/manage/events/fair/hall").text.replace("\xa0", " ")
    assert "Gian góc · 3 m × 6 m · 3.500.000 ₫" in page


@pytest.mark.parametrize("price", ["9" * 23, "999999999999 tỷ", "-3", "nhiều"])
def test_a_price_that_is_none_is_told(client: Any, committed: Any, price: str) -> None:
    def make() -> tuple[int, int]:
        event = make_event(slug="fair")
        return make_category(event).id, make_team_member(event).id

    category_id, user_id = committed(make)
    client.sign_in(user_id)
    address = f"/manage/events/fair/categories/{category_id}"

    answer = client.submit(address, {"name_vi": "Gian", "price": price})

    assert (answer.status_code, "Hãy viết số tiền" in answer.text) == (422, True)


def test_another_events_category_is_not_found(client: Any, committed: Any) -> None:
    def make() -> tuple[int, int]:
        other = make_category(make_event(slug="other"))
        return other.id, make_team_member(make_event(slug="fair")).id

    category_id, user_id = committed(make)
    client.sign_in(user_id)

    assert client.get(f"/manage/events/fair/categories/{category_id}").status_code == 404


def test_number_and_end_of_a_certificate_stand_apart(client: Any, committed: Any) -> None:
    def make() -> int:
        product = make_product(make_exhibitor(make_event()).company)
        ends = date(2027, 1, 1)
        values: dict[str, Any] = {"product_id": product.id, "title": "Vùng trồng mẫu"}
        make_certificate(product.company, number="VG-1", expires_on=ends, **values)
        return product.id

    page = client.get(f"/products/{committed(make)}").text

    text = " ".join(re.sub(r"<[^>]+>", "", page).split())
    assert "Vùng trồng mẫu Số VG-1 · có hiệu lực đến 01/01/2027" in text
