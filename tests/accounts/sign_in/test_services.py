"""Accounts are started by who holds the mailbox or the slip, and nothing tells who has one."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from accounts.sign_in import codes, services
from accounts.sign_in.errors import (
    AddressNotUsable,
    AdminExists,
    AlreadyHasAccount,
    CodeNotValid,
)
from accounts.sign_in.models import CodePurpose, OneUseCode, User
from accounts.sign_in.queries import by_email, by_phone
from core.activity import Activity
from core.db import db
from core.outbox import OutboxMessage
from tests import factories as make

pytestmark = pytest.mark.usefixtures("session")
HASH = "$argon2id$kept"


def _mails() -> list[OutboxMessage]:
    return list(db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))


def _code(mail: OutboxMessage, *purposes: CodePurpose, at: datetime) -> OneUseCode:
    return codes.find_code(mail.values["token"], *purposes, at=at)


def _sign_up(at: datetime) -> OneUseCode:
    services.request_sign_up("lan@example.com", "Nguyễn Thị Lan", language="vi", at=at)
    return _code(_mails()[-1], CodePurpose.VERIFY_EMAIL, at=at)


def test_a_mailed_link_starts_a_verified_account(at: datetime) -> None:
    row = _sign_up(at)

    user = services.start_account(
        row, full_name="Nguyễn Lan", password_hash=HASH, language="vi", at=at
    )

    assert (user.full_name, user.password_hash, user.email_verified_at) == ("Nguyễn Lan", HASH, at)


def test_before_the_link_nobody_has_a_password(at: datetime) -> None:
    _sign_up(at)

    user = by_email("lan@example.com")
    assert user is not None
    assert user.password_hash is None


def test_a_link_works_once(at: datetime) -> None:
    row = _sign_up(at)
    services.start_account(row, full_name="Lan", password_hash=HASH, language="vi", at=at)

    with pytest.raises(CodeNotValid):
        services.start_account(row, full_name="Lan", password_hash="x", language="vi", at=at)


def test_a_newer_link_ends_the_older(at: datetime) -> None:
    _sign_up(at)
    first = _mails()[0].values["token"]
    _sign_up(at)

    with pytest.raises(CodeNotValid):
        codes.find_code(first, CodePurpose.VERIFY_EMAIL, at=at)


@pytest.mark.parametrize(
    ("purpose", "lifetime"),
    [
        (CodePurpose.RESET_PASSWORD, timedelta(minutes=30)),
        (CodePurpose.INVITE, timedelta(days=7)),
    ],
)
def test_codes_end(purpose: CodePurpose, lifetime: timedelta, at: datetime) -> None:
    _row, text = codes.make_code(purpose, at=at)

    in_time = at + lifetime - timedelta(seconds=1)
    assert codes.find_code(text, purpose, at=in_time).purpose is purpose
    with pytest.raises(CodeNotValid):
        codes.find_code(text, purpose, at=at + lifetime)


def test_only_a_hash_of_a_code_is_kept(at: datetime) -> None:
    row, text = codes.make_code(CodePurpose.START, at=at, by_hand=True)

    assert text not in {row.code_hash, row.email, row.phone}
    assert len(row.code_hash) == 64


def test_a_code_is_for_its_purpose_alone(at: datetime) -> None:
    _row, text = codes.make_code(CodePurpose.START, at=at, by_hand=True)

    with pytest.raises(CodeNotValid):
        codes.find_code(text, CodePurpose.RESET_PASSWORD, at=at)


def test_digits_may_be_typed_in_groups(at: datetime) -> None:
    row, text = codes.make_code(CodePurpose.START, at=at, by_hand=True)

    assert codes.find_code(codes.in_groups(text), CodePurpose.START, at=at) is row


def _rows_written() -> dict[str, int]:
    counted = (OneUseCode, OutboxMessage, Activity)
    return {
        kind.__tablename__: db.session.scalar(sa.select(sa.func.count()).select_from(kind)) or 0
        for kind in counted
    }


def test_signing_up_with_a_known_address_writes_what_an_unknown_one_writes(at: datetime) -> None:
    known = make.make_user(email="co@example.com", password_hash=HASH)
    services.request_sign_up("co@example.com", "Ai Đó", language="vi", at=at)
    for_known = _rows_written()
    services.request_sign_up("chua@example.com", "Ai Đó", language="vi", at=at)

    assert _rows_written() == {name: 2 * count for name, count in for_known.items()}
    assert [mail.template for mail in _mails()] == ["already_registered", "sign_up"]
    assert (known.full_name, known.password_hash) == ("Lò Văn Thử", HASH)


def test_a_reset_writes_the_same_rows_whether_the_address_is_known(at: datetime) -> None:
    make.make_user(email="co@example.com", password_hash=HASH)
    services.request_reset("co@example.com", language="vi", at=at)
    for_known = _rows_written()
    services.request_reset("chua@example.com", language="vi", at=at)

    assert _rows_written() == {name: 2 * count for name, count in for_known.items()}
    assert [mail.template for mail in _mails()] == ["reset", "reset_unknown"]


def test_who_never_began_gets_the_link_to_begin(at: datetime) -> None:
    _sign_up(at)

    services.request_reset("lan@example.com", language="vi", at=at)

    assert _code(_mails()[-1], CodePurpose.VERIFY_EMAIL, at=at).used_at is None


def _reset_code(user: User, at: datetime) -> OneUseCode:
    services.request_reset(user.email or "", language="vi", at=at)
    return _code(_mails()[-1], CodePurpose.RESET_PASSWORD, at=at)


def test_a_reset_sets_the_password_and_ends_every_session(at: datetime) -> None:
    user = make.make_user(password_hash="old")
    before = user.get_id()

    services.reset_password(_reset_code(user, at), password_hash=HASH, at=at)

    assert user.password_hash == HASH
    assert user.get_id() != before


def test_a_reset_link_works_once(at: datetime) -> None:
    row = _reset_code(make.make_user(password_hash="old"), at)
    services.reset_password(row, password_hash=HASH, at=at)

    with pytest.raises(CodeNotValid):
        services.reset_password(row, password_hash="again", at=at)


def test_a_reset_link_dies_when_the_address_changes(at: datetime) -> None:
    user = make.make_user(password_hash="old", email="cu@example.com")
    services.request_reset("cu@example.com", language="vi", at=at)
    reset = _mails()[-1].values["token"]
    services.request_email_change(user, "moi@example.com", at=at)
    change = next(mail for mail in _mails() if mail.template == "change_email")

    services.confirm_email(_code(change, CodePurpose.CHANGE_EMAIL, at=at), at=at)

    assert user.email == "moi@example.com"
    with pytest.raises(CodeNotValid):
        codes.find_code(reset, CodePurpose.RESET_PASSWORD, at=at)


def test_changing_the_address_tells_the_old_one(at: datetime) -> None:
    user = make.make_user(email="cu@example.com")

    services.request_email_change(user, "moi@example.com", at=at)

    assert [(mail.to_address, mail.template) for mail in _mails()] == [
        ("moi@example.com", "change_email"),
        ("cu@example.com", "change_email_notice"),
    ]
    assert user.email == "cu@example.com"


def test_an_address_of_another_account_is_never_taken_over(at: datetime) -> None:
    make.make_user(email="cua-nguoi@example.com")
    user = make.make_user(email="cu@example.com")
    row, _text = codes.make_code(
        CodePurpose.CHANGE_EMAIL, at=at, user_id=user.id, email="cua-nguoi@example.com"
    )

    with pytest.raises(AddressNotUsable):
        services.confirm_email(row, at=at)


def test_a_start_code_opens_an_account_for_a_phone(at: datetime) -> None:
    staff = make.make_user(is_admin=True)
    user, row, _digits = services.give_start_code(
        "Giàng A Páo", "+84912345678", actor=staff, language="vi", at=at
    )

    services.start_account(row, full_name="Giàng A Páo", password_hash=HASH, language="vi", at=at)

    assert (user.email, user.phone, user.password_hash) == (None, "+84912345678", HASH)


def test_a_new_slip_ends_the_old_one(at: datetime) -> None:
    staff = make.make_user(is_admin=True)
    give = {"actor": staff, "language": "vi", "at": at}
    _user, _row, first = services.give_start_code("Páo", "+84912345678", **give)  # type: ignore[arg-type]
    services.give_start_code("Páo", "+84912345678", **give)  # type: ignore[arg-type]

    with pytest.raises(CodeNotValid):
        codes.find_code(first, CodePurpose.START, at=at)
    assert by_phone("+84912345678") is not None


@pytest.mark.parametrize(
    "values",
    [
        {"password_hash": HASH, "phone": "+84912345678", "email": None},
        {"phone": "+84912345678"},
    ],
)
def test_staff_cannot_make_a_code_that_opens_somebodys_account(
    values: dict[str, str | None], at: datetime
) -> None:
    make.make_user(**values)
    organiser = make.make_team_member(make.make_event())

    with pytest.raises(AlreadyHasAccount):
        services.give_start_code("Kẻ Gian", "+84912345678", actor=organiser, language="vi", at=at)


def test_nobody_gets_a_start_code_for_an_admin(at: datetime) -> None:
    make.make_user(phone="+84912345678", is_admin=True)

    with pytest.raises(AlreadyHasAccount):
        services.give_start_code(
            "Kẻ Gian", "+84912345678", actor=make.make_user(is_admin=True), language="vi", at=at
        )


def test_the_first_admin_comes_in_by_the_consoles_link(at: datetime) -> None:
    token = services.invite_first_admin(at=at)
    row = codes.find_code(token, CodePurpose.FIRST_ADMIN, at=at)

    user = services.make_first_admin(
        row, full_name="Lan", email="lan@example.com", password_hash=HASH, language="vi", at=at
    )

    assert user.is_admin


def test_there_is_no_first_admin_beside_others(at: datetime) -> None:
    token = services.invite_first_admin(at=at)
    row = codes.find_code(token, CodePurpose.FIRST_ADMIN, at=at)
    make.make_user()

    with pytest.raises(AdminExists):
        services.invite_first_admin(at=at)
    with pytest.raises(AdminExists):
        services.make_first_admin(
            row, full_name="Kẻ", email="x@example.com", password_hash=HASH, language="vi", at=at
        )


def test_an_account_keeps_one_way_in(at: datetime) -> None:
    user = make.make_user(email=None, phone="+84912345678")

    with pytest.raises(AddressNotUsable):
        services.change_phone(user, None, at=at)


def test_tidying_deletes_old_codes_and_unfinished_sign_ups_only(at: datetime) -> None:
    kept = make.make_user(password_hash=HASH, created_at=at - timedelta(days=90))
    services.request_sign_up("bo@example.com", "Bỏ Dở", language="vi", at=at - timedelta(days=60))

    services.purge_codes(before=at - timedelta(days=30))

    assert by_email("bo@example.com") is None
    assert db.session.get(User, kept.id) is kept
