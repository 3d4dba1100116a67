"""Mails to many reach each reader once, news only those who want it, and a click ends it."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts.consent.models import Consent, Purpose
from accounts.consent.services import grant, withdraw
from core import jobs, outbox
from core.db import db, transaction
from core.outbox import OutboxMessage
from events.exhibitors.models.fees import BoothFee, FeePayment
from events.mailing import jobs as work
from events.mailing.errors import NobodyToWriteTo, NotADraft, ServiceIsOver
from events.mailing.links import unsubscribe_url
from events.mailing.models import Mailing, MailingReader
from events.mailing.segments import audience
from events.mailing.services import queue_one, start
from events.mailing.states import MailingKind, MailingState
from events.programme.models import Event
from events.registration.models import Registration, RegistrationRole, RegistrationState
from tests.factories import (
    make_allotment,
    make_booth,
    make_company,
    make_event,
    make_exhibitor,
    make_mailing,
    make_product,
    make_registration,
    make_tag,
    make_team_member,
    make_user,
    now,
)
from tests.queries import count_queries
from tests.races import race

NEWS, SERVICE = MailingKind.NEWS, MailingKind.SERVICE


def wants_news(registration: Registration) -> Registration:
    grant(Purpose.MARKETING, registration=registration, language="vi", at=now())
    return registration


def addresses(event: Event, segment: dict[str, Any], kind: MailingKind = SERVICE) -> set[str]:
    return {one.address for one in audience(event, segment, kind).readers}


def test_a_part_is_chosen_by_role_and_state(session: Any) -> None:
    event = make_event()
    make_registration(event, email="khach@a.example")
    make_registration(event, email="bao@a.example", role=RegistrationRole.PRESS)
    make_registration(event, email="cho@a.example", state=RegistrationState.PENDING)
    make_registration(event, email="huy@a.example", state=RegistrationState.CANCELLED)
    make_registration(make_event(), email="khac@a.example")

    assert addresses(event, {}) == {"khach@a.example", "bao@a.example"}
    assert addresses(event, {"roles": ["press"]}) == {"bao@a.example"}
    assert addresses(event, {"states": ["pending"]}) == {"cho@a.example"}


def test_a_part_is_chosen_by_sector_and_by_what_is_open(session: Any) -> None:
    event = make_event()
    tea, empty = make_company(), make_company()
    for company, address in ((tea, "che@a.example"), (empty, "trong@a.example")):
        make_exhibitor(event, company)
        make_registration(event, company_id=company.id, email=address)
    product = make_product(tea)
    product.tags = [make_tag("TEA")]
    db.session.flush()

    assert addresses(event, {"sector": "tea-coffee"}) == {"che@a.example"}
    assert addresses(event, {"open": "no_products"}) == {"trong@a.example"}


def test_who_owes_something_is_found_and_who_paid_is_not(session: Any) -> None:
    event = make_event()
    for paid in (0, 400, 500):
        company = make_company()
        exhibitor = make_exhibitor(event, company)
        allotment = make_allotment(make_booth(event), exhibitor)
        make_registration(event, company_id=company.id, email=f"paid{paid}@a.example")
        fee = BoothFee(
            event_id=event.id,
            exhibitor_id=exhibitor.id,
            allotment_id=allotment.id,
            label="A1",
            amount_minor=500,
            reference=f"PHI{paid}",
            due_on=now().date(),
            made_at=now(),
        )
        db.session.add(fee)
        db.session.flush()
        if paid:
            payment = FeePayment(
                event_id=event.id,
                fee_id=fee.id,
                amount_minor=paid,
                paid_on=now().date(),
                reference="NH",
                recorded_at=now(),
            )
            db.session.add(payment)
    db.session.flush()

    assert addresses(event, {"open": "unpaid"}) == {"paid0@a.example", "paid400@a.example"}


def test_who_is_left_out_is_counted(session: Any) -> None:
    event = make_event()
    user = make_user()
    grant(Purpose.MARKETING, user=user, language="vi", at=now())
    wants_news(make_registration(event, email="co@a.example"))
    make_registration(event, email="taikhoan@a.example", user_id=user.id)
    make_registration(event, email="khong@a.example")
    make_registration(event, email=None)
    wants_news(make_registration(event, email="CO@a.example".lower() + "x"))

    news = audience(event, {}, NEWS)

    assert {one.address for one in news.readers} == {
        "co@a.example",
        "taikhoan@a.example",
        "co@a.examplex",
    }
    assert (news.chosen, news.without_address, news.without_consent) == (5, 1, 1)


@pytest.mark.parametrize("kind", [SERVICE, NEWS])
def test_an_audience_asks_the_same_number_of_questions_at_1_and_30(
    app: Flask, committed: Any, kind: MailingKind
) -> None:
    event_id = committed(make_event)
    counts = []
    for number in (1, 29):
        committed(lambda: _more(event_id, number))  # noqa: B023 -- run at once
        with app.app_context(), count_queries(app) as sent:
            audience(db.session.get_one(Event, event_id), {}, kind)
        counts.append(len(sent))

    assert counts[0] == counts[1]


def _more(event_id: int, number: int) -> None:
    for _ in range(number):
        wants_news(make_registration(db.session.get_one(Event, event_id)))


def test_service_is_no_news_a_month_after_the_event(session: Any) -> None:
    event = make_event()
    make_registration(event)
    mailing = make_mailing(event)

    with pytest.raises(ServiceIsOver):
        start(mailing, actor=None, at=event.ends_at + timedelta(days=31))


def test_a_mail_to_nobody_does_not_start(session: Any) -> None:
    with pytest.raises(NobodyToWriteTo):
        start(make_mailing(make_event()), actor=None, at=now())


# ── sending ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def news(committed: Any) -> int:
    """News to 120 people who want it."""

    def make() -> Mailing:
        event = make_event(slug="hoi-cho")
        for number in range(120):
            wants_news(make_registration(event, email=f"n{number}@a.example"))
        return make_mailing(event, kind=NEWS, subject_en="News", body_en="Come again.")

    number: int = committed(make)
    return number


def begin(mailing_id: int) -> int:
    with transaction():
        return start(db.session.get_one(Mailing, mailing_id), actor=None, at=now())


def queued() -> list[str]:
    return list(db.session.scalars(sa.select(OutboxMessage.to_address).order_by(OutboxMessage.id)))


def test_sixteen_clicks_send_one_mail_to_each(app: Flask, news: int) -> None:
    outcomes = race(app, 16, lambda _number: begin(news))

    assert outcomes.count(120) == 1
    assert sum(isinstance(one, NotADraft) for one in outcomes) == 15
    with app.app_context():
        jobs.run_waiting(at=now())
        assert (len(queued()), len(set(queued()))) == (120, 120)
        assert db.session.get_one(Mailing, news).state is MailingState.SENT


def test_a_killed_sending_goes_on_without_doubles(
    app: Flask, news: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def dies(*args: Any, **values: Any) -> Any:
        calls.append(1)
        if len(calls) == 70:
            raise RuntimeError
        return real(*args, **values)

    real = queue_one
    monkeypatch.setattr(work, "queue_one", dies)
    with app.app_context():
        begin(news)
        jobs.run_waiting(at=now())
        assert len(queued()) == 50  # the batch that broke left nothing
        jobs.run_waiting(at=now())

        assert (len(queued()), len(set(queued()))) == (120, 120)
        job = db.session.scalars(sa.select(jobs.Job)).one()
        assert (job.state, job.done, job.total) == (jobs.JobState.DONE, 120, 120)


def test_who_changes_their_mind_meanwhile_is_left_out(app: Flask, news: int) -> None:
    with app.app_context():
        begin(news)
        with transaction():
            one = db.session.scalars(sa.select(Registration).limit(1)).one()
            address = one.email
            withdraw(Purpose.MARKETING, registration=one, at=now())
        jobs.run_waiting(at=now())

        assert address not in queued()
        left_out = sa.select(sa.func.count(MailingReader.left_out_at))
        assert db.session.scalar(left_out) == 1


def test_news_carries_its_end_as_a_header_and_service_does_not(
    app: Flask, news: int, committed: Any
) -> None:
    service = committed(_service)
    with app.app_context(), app.test_request_context():
        for number in (news, service):
            begin(number)
        jobs.run_waiting(at=now())
        rows = db.session.scalars(sa.select(OutboxMessage)).all()
        news_heads = {tuple(outbox._headers(row)) for row in rows if row.values["subject_en"]}
        service_heads = {
            tuple(outbox._headers(row)) for row in rows if not row.values["subject_en"]
        }

        assert news_heads == {("List-Unsubscribe", "List-Unsubscribe-Post")}
        assert service_heads == {()}
        assert outbox.send_due(at=now(), limit=1) == 1


def _service() -> Mailing:
    event = make_event()
    make_registration(event, email="mot@a.example")
    return make_mailing(event)


# ── ending news ─────────────────────────────────────────────────────────────────────────────────


def _path(app: Flask, registration_id: int) -> str:
    with app.test_request_context():
        return unsubscribe_url(registration_id).removeprefix(app.config["BASE_URL"])


def _live(app: Flask) -> int:
    with app.app_context():
        live = sa.select(sa.func.count(Consent.id)).where(Consent.withdrawn_at.is_(None))
        return db.session.scalar(live) or 0


def test_one_click_ends_news_for_the_address_everywhere(
    client: Any, app: Flask, committed: Any
) -> None:
    def make() -> Registration:
        user = make_user()
        grant(Purpose.MARKETING, user=user, language="vi", at=now())
        wants_news(make_registration(make_event(), email="hoa@a.example", user_id=user.id))
        wants_news(make_registration(make_event(), email="lan@a.example"))
        return wants_news(make_registration(make_event(), email="hoa@a.example"))

    path = _path(app, committed(make))

    opened = client.get(path)
    assert (opened.status_code, _live(app)) == (200, 4)
    done = client.post(path, data={"List-Unsubscribe": "One-Click"})  # as a mail program posts
    assert (done.status_code, _live(app)) == (200, 1)
    assert client.post(path).status_code == 200


@pytest.mark.parametrize("token", ["x", "MQ.wrong", "IjEi.9"])
def test_a_changed_link_ends_nothing(client: Any, token: str) -> None:
    assert client.post(f"/unsubscribe/{token}").status_code == 404


# ── pages ───────────────────────────────────────────────────────────────────────────────────────


def test_an_organiser_writes_looks_tests_and_sends(client: Any, app: Flask, committed: Any) -> None:
    def make() -> int:
        event = make_event(slug="hoi-cho")
        make_registration(event, full_name="Lò Thị Hoa", email="hoa@a.example")
        return int(make_team_member(event, email="btc@a.example").id)

    client.sign_in(committed(make))
    base = "/manage/events/hoi-cho/mails"
    typed = {"kind": "service", "reason": "change", "states": ["approved"], "roles": []}
    texts = {"subject_vi": "Đổi cổng vào", "body_vi": "Xin vào cổng số 2."}

    refused = client.submit(f"{base}/new", typed | texts | {"subject_en": "Gate"})
    page = client.submit(f"{base}/new", typed | texts).location
    shown = client.get(page).text
    client.submit(f"{page}/test", page=page)
    client.submit(f"{page}/send", page=page)
    again = client.submit(f"{page}/send", page=page)
    with app.app_context():
        jobs.run_waiting(at=now())
        to = queued()

    assert (refused.status_code, "Xin vào cổng số 2." in refused.text) == (422, True)
    assert "Chào Lò Thị Hoa" in shown
    assert again.status_code == 303
    assert to == ["btc@a.example", "hoa@a.example"]
    assert "Đã gửi" in client.get(page).text
