"""Vacancies, projects and investors: brought by those who come, searched without marks."""

from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db
from events.programme import errors, services
from events.programme.models import EventKind, Opportunity, OpportunityKind, Stage
from events.programme.queries import brings, opportunities_of
from matchmaking.needs.models import BuyerState
from tests import factories as make
from tests.queries import count_queries

PAGE = "/events/viec-lam/opportunities"
FORM = {"title_vi": "Thợ sao chè", "number": "5", "low_minor": "8 triệu", "high_minor": "12 triệu"}


@pytest.mark.parametrize(
    ("kind", "as_exhibitor", "as_buyer"),
    [
        (EventKind.JOB_FAIR, {OpportunityKind.VACANCY}, set()),
        (EventKind.INVESTOR_DAY, {OpportunityKind.PROJECT}, {OpportunityKind.TICKET}),
        (EventKind.FAIR, set(), set()),
    ],
)
def test_each_side_brings_what_its_kind_of_event_knows(
    session: Any,
    kind: EventKind,
    as_exhibitor: set[OpportunityKind],
    as_buyer: set[OpportunityKind],
) -> None:
    event = make.make_event(kind=kind)
    shows, buys = make.make_exhibitor(event).company_id, make.make_buyer(event).company_id
    asks = make.make_buyer(event, state=BuyerState.APPLIED).company_id

    found = brings(event, [shows, buys, asks])

    assert [found.get(i, set()) for i in (shows, buys, asks)] == [as_exhibitor, as_buyer, set()]


def test_a_stranger_brings_nothing(session: Any, at: datetime) -> None:
    event = make.make_event(kind=EventKind.JOB_FAIR)

    with pytest.raises(errors.NotBrought):
        services.add_opportunity(
            event, make.make_company(), OpportunityKind.VACANCY, {}, by=None, at=at
        )


@pytest.mark.parametrize("words", ["tho sao che", "SAO CHÈ", "moc chau", "ta xua"])
def test_a_vacancy_is_found_without_marks(session: Any, at: datetime, words: str) -> None:
    event = make.make_event(kind=EventKind.JOB_FAIR)
    company = make.make_company(name="HTX Tà Xùa")
    make.make_exhibitor(event, company)
    values = {"title_vi": "Thợ sao chè", "place": "Mộc Châu", "number": 3}
    services.add_opportunity(event, company, OpportunityKind.VACANCY, values, by=None, at=at)

    assert len(db.session.scalars(opportunities_of(event, text=words)).all()) == 1
    assert db.session.scalars(opportunities_of(event, text="ke toan")).all() == []


@pytest.fixture
def employer(client: Any, committed: Any) -> Any:
    """Signed in for an employer of the job fair ``viec-lam``."""

    def build() -> int:
        company = make.make_company(name="HTX Tà Xùa")
        make.make_exhibitor(make.make_event(slug="viec-lam", kind=EventKind.JOB_FAIR), company)
        return int(make.make_member(company).id)

    return client.sign_in(committed(build))


def company_id(app: Flask) -> int:
    from accounts.companies.models import Company  # noqa: PLC0415 -- only here

    with app.app_context():
        return int(db.session.scalars(sa.select(Company.id)).one())


def test_an_employer_brings_a_vacancy_with_pay_and_number(app: Flask, employer: Any) -> None:
    page = f"{PAGE}/new/vacancy"
    answer = employer.submit(page, {**FORM, "company": company_id(app), "place": "Bắc Yên"})
    shown = app.test_client().get(PAGE).text

    assert answer.status_code == 303
    assert "cần 5 người" in shown
    assert "8.000.000" in shown
    assert "Bắc Yên" in shown


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"high_minor": "7 triệu"}, "nhỏ hơn mức dưới"),
        ({"low_minor": "nhiều"}, "Hãy ghi số tiền"),
        ({"number": "0"}, "tf-errors"),
        ({"title_vi": ""}, "tf-errors"),
        ({"company": "999999"}, "tf-errors"),
    ],
)
def test_a_wrong_vacancy_is_told_and_not_kept(
    app: Flask, employer: Any, wrong: dict[str, str], words: str
) -> None:
    values: dict[str, Any] = {**FORM, "company": company_id(app)}

    answer = employer.submit(f"{PAGE}/new/vacancy", values | wrong)

    assert words in answer.text
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Opportunity)) == 0


def test_only_its_own_people_change_a_vacancy(app: Flask, employer: Any, committed: Any) -> None:
    employer.submit(f"{PAGE}/new/vacancy", {**FORM, "company": company_id(app)})
    with app.app_context():
        opportunity = db.session.scalars(sa.select(Opportunity.id)).one()
    rival: Any = app.test_client()
    rival.sign_in(committed(lambda: int(make.make_member(make.make_company()).id)))

    assert rival.get(f"{PAGE}/{opportunity}").status_code == 403
    employer.submit(f"{PAGE}/{opportunity}", {**FORM, "number": "9"})
    assert "cần 9 người" in employer.get(PAGE).text
    employer.submit(f"{PAGE}/{opportunity}/delete", page=PAGE)
    assert "Chưa có mục nào" in employer.get(PAGE).text


def test_a_project_says_its_stage_and_an_investor_the_ticket(
    app: Flask, client: Any, committed: Any
) -> None:
    def build() -> None:
        event = make.make_event(slug="dau-tu", kind=EventKind.INVESTOR_DAY)
        for kind, stage in (
            (OpportunityKind.PROJECT, Stage.SEED),
            (OpportunityKind.TICKET, Stage.GROWTH),
        ):
            make.make_opportunity(
                event,
                make.make_company(),
                kind=kind,
                stage=stage,
                low_minor=10**9,
                high_minor=5 * 10**9,
            )

    committed(build)
    page = client.get("/events/dau-tu/opportunities").text

    assert "Dự án và nhà đầu tư" in page
    for words in ("Có khách hàng đầu tiên", "Tăng trưởng", "Vốn cần gọi", "Quy mô khoản đầu tư"):
        assert words in page
    assert "Vốn cần gọi" not in client.get("/events/dau-tu/opportunities?kind=ticket").text


def test_a_fair_has_no_such_page(client: Any, committed: Any) -> None:
    committed(make.make_event, slug="hoi-cho")

    assert client.get("/events/hoi-cho/opportunities").status_code == 404
    assert "/opportunities" not in client.get("/events/hoi-cho").text


def test_thirty_opportunities_ask_as_much_as_one(app: Flask, employer: Any, committed: Any) -> None:
    from events.programme.models import Event  # noqa: PLC0415 -- only here

    def more(number: int) -> None:
        event = db.session.scalars(sa.select(Event)).one()
        for _ in range(number):
            make.make_opportunity(event, make.make_company())

    asked = []
    for number in (1, 28):
        committed(more, number)
        employer.get(PAGE)
        with count_queries(app) as sent:
            employer.get(PAGE)
        asked.append(len(sent))

    assert asked[0] == asked[1]
