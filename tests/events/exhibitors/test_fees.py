"""A fee comes with a booth and is paid once; money is noted and reversed, never edited."""

from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from core.db import db, transaction
from core.outbox import OutboxMessage, render
from events.exhibitors import errors, services
from events.exhibitors.models import BoothFee, FeePayment
from events.exhibitors.queries import fees_of, sums_of
from events.exhibitors.sheet import Sheet, ShownProduct, sheets_pdf
from events.exhibitors.vietqr import crc16, payload, plain
from tests.factories import (
    make_allotment,
    make_booth,
    make_category,
    make_event,
    make_exhibitor,
    make_fee,
    make_hall,
    make_member,
    make_payment,
    make_product,
    make_team_member,
    now,
)
from tests.queries import count_queries
from tests.races import race

WHO: dict[str, Any] = {"actor": None}
# Published by the packages napas-qr (npm) and vietnam_qr_pay (pub.dev).
NAPAS = (
    "00020101021238530010A0000007270123000697041601092245284790208QRIBFTTA53037045405100005802VN"
    "62340107NPS68690819TRANSFER TO SOMEONE6304AC13"
)
QR_PAY = (
    "00020101021138540010A00000072701240006970407011003865776720208QRIBFTTA5303704540710000005802VN"
    "62160812henry an cut6304A322"
)


@pytest.mark.parametrize("sample", [NAPAS, QR_PAY])
def test_the_checksum_is_that_of_published_codes(sample: str) -> None:
    assert crc16(sample[:-4]) == sample[-4:]
    assert crc16("123456789") == "29B1"


def test_a_code_is_built_as_published_ones_are() -> None:
    built = payload("970407", "0386577672", 1_000_000, "henry an cut")

    # Ours is for one payment (12), the published one may be used again (11).
    assert built[:-4].replace("010212", "010211", 1) == QR_PAY[:-4]
    assert built[-4:] == crc16(built[:-4])


def test_a_memo_is_plain_and_short() -> None:
    assert plain("Gian Đ01 – phí chợ") == "GIAN D01 PHI CHO"
    assert len(plain("x" * 99)) == 25


def _given(price: int = 3_500_000) -> tuple[Any, Any]:
    event = make_event(slug="fair", starts_at=now() + timedelta(days=20))
    booth = make_booth(event, category=make_category(event, price_minor=price), label="A01")
    exhibitor = make_exhibitor(event)
    make_member(exhibitor.company)
    return event, services.allot_booth(booth, exhibitor, at=now(), **WHO)


def _fee() -> BoothFee:
    return db.session.scalars(sa.select(BoothFee)).one()


def _pay(fee: BoothFee, amount: int, at: datetime) -> FeePayment:
    return services.record_payment(
        fee, amount_minor=amount, paid_on=at.date(), reference="FT26", at=at, **WHO
    )


def test_a_fee_is_due_with_the_booth(session: Any, at: datetime) -> None:
    _given()

    fee = _fee()
    assert (fee.amount_minor, fee.open_minor, fee.label) == (3_500_000, 3_500_000, "A01")
    assert fee.due_on == (at + timedelta(days=7)).date()
    assert fee.reference.startswith("GIAN A01 ")
    assert fee.reference == plain(fee.reference)


def test_a_booth_without_a_price_costs_nothing(session: Any, at: datetime) -> None:
    _given(price=0)

    assert db.session.scalar(sa.select(sa.func.count()).select_from(BoothFee)) == 0


def test_parts_are_paid_and_never_more_than_is_open(session: Any, at: datetime) -> None:
    _given()
    fee = _fee()
    _pay(fee, 1_500_000, at)
    for amount in (0, -1, 2_000_001):
        with pytest.raises(errors.MoreThanDue):
            _pay(fee, amount, at)
    _pay(fee, 2_000_000, at)

    assert (fee.paid_minor, fee.open_minor) == (3_500_000, 0)


def test_money_of_a_day_to_come_is_not_noted(session: Any, at: datetime) -> None:
    _given()
    fee = _fee()

    with pytest.raises(errors.PaidAhead):
        services.record_payment(
            fee,
            amount_minor=1,
            paid_on=at.date() + timedelta(days=2),
            reference="FT26",
            at=at,
            **WHO,
        )
    assert fee.paid_minor == 0


def test_a_mistake_is_reversed_once_and_both_rows_stay(session: Any, at: datetime) -> None:
    _given()
    fee = _fee()
    payment = _pay(fee, 3_500_000, at)
    back = services.reverse_payment(payment, at=at, **WHO)

    for row in (payment, back):
        with pytest.raises(errors.AlreadyReversed):
            services.reverse_payment(row, at=at, **WHO)
    assert [row.amount_minor for row in fee.payments] == [3_500_000, -3_500_000]
    assert fee.open_minor == 3_500_000


def _keep(row: FeePayment) -> None:
    with db.session.begin_nested():
        db.session.add(row)
        db.session.flush()


def test_the_database_holds_what_a_payment_is(session: Any, at: datetime) -> None:
    event, allotment = _given()
    fee = _fee()

    for amount, reverses in ((0, None), (-5, None), (5, make_payment(fee).id)):
        row = FeePayment(
            event_id=event.id, fee_id=fee.id, amount_minor=amount, reverses_id=reverses
        )
        row.paid_on, row.reference, row.recorded_at = at.date(), "x", at
        with pytest.raises(IntegrityError):
            _keep(row)
    assert allotment.id == fee.allotment_id


def test_a_fee_follows_a_move_and_ends_with_the_booth(session: Any, at: datetime) -> None:
    event, allotment = _given()
    dear = make_booth(event, category=make_category(event, price_minor=5_000_000), label="B01")
    services.move_booth(allotment, dear, at=at, **WHO)
    assert (_fee().label, _fee().amount_minor) == ("B01", 5_000_000)
    _pay(_fee(), 1_000_000, at)

    services.give_back_booth(allotment, at=at, **WHO)

    sums = sums_of(fees_of(event.id))
    assert (sums.due, sums.paid, sums.open, sums.to_return) == (0, 1_000_000, 0, 1_000_000)


def test_who_has_paid_is_not_reminded_and_nobody_twice_a_day(session: Any, at: datetime) -> None:
    event, _allotment = _given()
    paid = make_fee(make_allotment(make_booth(event, label="C01"), make_exhibitor(event)))
    make_payment(paid, paid.amount_minor)

    def remind(when: datetime) -> int:
        return services.remind(event, fees_of(event.id), at=when, **WHO)

    assert [remind(at), remind(at + timedelta(hours=23)), remind(at + timedelta(days=1))] == [
        1,
        0,
        1,
    ]
    mails = sa.select(OutboxMessage).where(OutboxMessage.template == "fee_reminder")
    subject, body = render(db.session.scalars(mails).first())  # type: ignore[arg-type]
    assert "A01" in subject
    assert "3.500.000" in body
    assert _fee_of("A01").reference in body


def _fee_of(label: str) -> BoothFee:
    mine = sa.select(BoothFee).where(BoothFee.label == label).order_by(BoothFee.id)
    return db.session.scalars(mine).first()  # type: ignore[return-value]


def test_sixteen_clicks_note_one_payment(app: Flask, committed: Any) -> None:
    def make() -> int:
        _given()
        return _fee().id

    number = committed(make)

    def pay(_number: int) -> str:
        with transaction():
            _pay(db.session.get_one(BoothFee, number), 3_500_000, now())
        return "paid"

    outcomes = race(app, 16, pay)

    assert outcomes.count("paid") == 1
    assert sum(isinstance(outcome, errors.MoreThanDue) for outcome in outcomes) == 15


def test_staff_name_an_account_mark_as_paid_and_reverse(
    app: Flask, client: Any, committed: Any
) -> None:
    def make() -> tuple[int, int]:
        event, allotment = _given()
        application = services.apply_to_event(
            event, allotment.exhibitor.company, category=None, note="", at=now(), **WHO
        )
        member = allotment.exhibitor.company.members[0].user_id
        return make_team_member(event).id, member, application.id, _fee().id  # type: ignore[return-value]

    staff, member, application, fee = committed(make)
    page = "/manage/events/fair/fees"
    client.sign_in(staff)
    bad = {"account-bank": "970436", "account-number": "1; DROP", "account-holder": "x"}
    assert client.submit(f"{page}/account", bad, page=page).status_code == 422
    good = bad | {
        "account-number": "0011001234567",
        "account-holder": "TRUNG TAM",
        "account-days": "5",
    }
    client.submit(f"{page}/account", good, page=page)

    client.sign_in(member)
    mine = client.get(f"/applications/{application}").text
    assert "<svg" in mine.partition("tf-qr__code")[2]
    assert "0011001234567" in mine

    client.sign_in(staff)
    url = f"{page}/{fee}/payments"
    wrong = client.submit(
        url, {"amount": "rất nhiều", "paid_on": "", "reference": "FT9"}, page=page
    )
    assert wrong.status_code == 422
    assert 'value="FT9"' in wrong.text
    client.submit(
        url, {"amount": "3,5 triệu", "paid_on": "2026-11-20", "reference": "FT9"}, page=page
    )
    with app.app_context():
        payment = db.session.query(FeePayment).one()
        assert (payment.amount_minor, payment.recorded_by_id) == (3_500_000, staff)
        number = payment.id
    client.submit(f"/manage/events/fair/payments/{number}/reverse", page=page)
    assert "đã bị đảo" in client.get(page).text
    assert client.submit(f"{page}/remind", page=page).status_code == 303


def test_the_list_of_fees_asks_the_same_for_one_and_thirty(
    app: Flask, client: Any, committed: Any
) -> None:
    def start() -> int:
        return make_team_member(make_event(slug="fair")).id

    def grow(upto: int) -> None:
        from events.programme.models import Event  # noqa: PLC0415 -- only here

        event = db.session.query(Event).one()
        hall, category = make_hall(event), make_category(event)
        for _ in range(upto):
            booth = make_booth(event, hall=hall, category=category)
            make_payment(make_fee(make_allotment(booth, make_exhibitor(event))))

    client.sign_in(committed(start))
    counts = []
    for url in ("/manage/events/fair/fees", "/manage/events/fair/sheets.pdf"):
        client.get(url)
    for upto in (1, 30):
        committed(grow, upto)
        for url in ("/manage/events/fair/fees", "/manage/events/fair/sheets.pdf"):
            with count_queries(app) as sent:
                assert client.get(url).status_code == 200
            counts.append(len(sent))

    assert counts[:2] == counts[2:]


FONTS = Path("static/vendor/pdf-fonts")


def test_a_sheet_names_booth_firm_and_products(app: Flask) -> None:
    products = [
        ShownProduct(f"Chè Shan tuyết số {n}", "OCOP 4 sao", f"http://x/{n}") for n in range(12)
    ]
    one = Sheet("Hội chợ", "1–3/12", "A01 A02", "HTX Tà Xùa 🍵", "Sơn La", products, "Quét mã")

    pages = pypdf.PdfReader(BytesIO(sheets_pdf([one, one], fonts=FONTS))).pages

    texts = [page.extract_text() for page in pages]
    assert len(pages) == 4  # ten products on a page
    assert all("A01" in text and "HTX Tà Xùa" in text for text in texts)
    assert "Chè Shan tuyết số 11" in texts[1]


def test_a_firm_prints_its_own_sheet_alone(client: Any, committed: Any) -> None:
    def make() -> tuple[int, int, int]:
        _event, allotment = _given()
        make_product(allotment.exhibitor.company)
        company = allotment.exhibitor.company
        stranger = make_member(make_exhibitor(allotment.exhibitor.event).company)
        return allotment.exhibitor_id, company.members[0].user_id, stranger.id

    exhibitor, member, stranger = committed(make)
    url = f"/events/fair/exhibitors/{exhibitor}/sheet.pdf"
    client.sign_in(member)
    answer = client.get(url)
    client.sign_in(stranger)

    assert answer.data.startswith(b"%PDF")
    assert client.get(url).status_code == 403
