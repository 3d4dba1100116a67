"""Signing up, getting in, and changing how one gets in. All flush, none commits.

What a stranger can ask for writes the same rows whether an account exists or not, so that
neither the answer nor the time it takes tells.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from accounts.sign_in import codes
from accounts.sign_in.errors import (
    AddressNotUsable,
    AdminExists,
    AlreadyHasAccount,
    CodeNotValid,
)
from accounts.sign_in.models import CodePurpose, OneUseCode, User
from accounts.sign_in.queries import by_email, by_phone, is_empty
from accounts.sign_in.rules import can_restart
from core import activity, outbox
from core.db import constraints, db, lock

TAKEN = {"uq_users_email": AddressNotUsable, "uq_users_phone": AddressNotUsable}


def request_sign_up(email: str, full_name: str, *, language: str, at: datetime) -> None:
    """Mail a link that starts an account; who has one already is told so, in their mailbox."""
    user = by_email(email)
    if user is None:
        user = User(full_name=full_name, email=email, language=language, created_at=at)
        with constraints(TAKEN):
            db.session.add(user)
    started = user.password_hash is not None
    purpose = CodePurpose.RESET_PASSWORD if started else CodePurpose.VERIFY_EMAIL
    codes.drop_codes(purpose, at=at, user_id=user.id)
    row, token = codes.make_code(purpose, at=at, user_id=user.id, email=email)
    activity.record("sign_up:requested", row, actor=None, at=at)
    template = "already_registered" if started else "sign_up"
    name = user.full_name if started else full_name
    outbox.put(email, template, language=language, at=at, name=name, token=token)


def request_reset(name: str, *, language: str, at: datetime) -> None:
    """Mail a link for a new password; an address without an account is told so by mail.

    Who asked for an account and never began it gets the link to begin it.
    """
    user = by_email(name)
    started = user is not None and user.password_hash is not None
    purpose = CodePurpose.RESET_PASSWORD if started or user is None else CodePurpose.VERIFY_EMAIL
    if user is not None:
        codes.drop_codes(purpose, at=at, user_id=user.id)
    row, token = codes.make_code(
        purpose, at=at, user_id=user.id if user is not None else None, email=name
    )
    activity.record("password:reset_requested", row, actor=None, at=at)
    if user is None:
        outbox.put(name, "reset_unknown", language=language, at=at)
        return
    template = "reset" if started else "sign_up"
    outbox.put(name, template, language=user.language, at=at, name=user.full_name, token=token)


def code_owner(row: OneUseCode) -> User:
    """The living account a code opens. Raises CodeNotValid when there is none (any more)."""
    user = db.session.get(User, row.user_id) if row.user_id is not None else None
    if user is None or user.deleted_at is not None:
        raise CodeNotValid
    if row.purpose in {CodePurpose.RESET_PASSWORD, CodePurpose.VERIFY_EMAIL} and (
        user.email != row.email
    ):
        raise CodeNotValid
    return user


def start_account(
    row: OneUseCode, *, full_name: str, password_hash: str, language: str, at: datetime
) -> User:
    """Use up a verifying, start or admin's code: the account gets its name and password.

    Raises CodeNotValid
    """
    codes.use_code(row, at=at)
    user = lock(code_owner(row))
    user.full_name, user.language = full_name, language
    _set_password(user, password_hash)
    if row.email is not None and row.email == user.email:
        user.email_verified_at = at
    activity.record("account:started", user, actor=user, at=at, by=row.purpose.value)
    return user


def reset_password(row: OneUseCode, *, password_hash: str, at: datetime) -> User:
    """Use up a reset link: a new password, and every other session ends. Raises CodeNotValid."""
    codes.use_code(row, at=at)
    user = lock(code_owner(row))
    user.email_verified_at = user.email_verified_at or at
    change_password(user, password_hash=password_hash, at=at, reset=True)
    return user


def change_password(user: User, *, password_hash: str, at: datetime, reset: bool = False) -> None:
    """A new password; sessions elsewhere end and open reset links die."""
    _set_password(user, password_hash)
    codes.drop_codes(CodePurpose.RESET_PASSWORD, CodePurpose.START, at=at, user_id=user.id)
    activity.record("password:changed", user, actor=user, at=at, reset=reset)
    if user.email:
        outbox.put(
            user.email, "password_changed", language=user.language, at=at, name=user.full_name
        )


def _set_password(user: User, password_hash: str) -> None:
    user.password_hash = password_hash
    user.session_epoch += 1


def note_sign_in(user: User, *, at: datetime, how: str) -> None:
    """Remember that somebody came in."""
    user.last_seen_at = at
    activity.record("session:started", user, actor=user, at=at, how=how)


def end_sessions(user: User, *, at: datetime) -> None:
    """End every session of the account, wherever it is open."""
    user.session_epoch += 1
    activity.record("session:all_ended", user, actor=user, at=at)


def give_start_code(
    full_name: str, phone: str, *, actor: Any, language: str, at: datetime
) -> tuple[User, OneUseCode, str]:
    """An account for a phone number and the digits that start it; older digits die.

    Raises AlreadyHasAccount when the digits would open somebody's account.
    """
    user = by_phone(phone)
    if user is None:
        user = User(full_name=full_name, phone=phone, language=language, created_at=at)
        with constraints(TAKEN):
            db.session.add(user)
    elif not can_restart(actor, user):
        raise AlreadyHasAccount
    codes.drop_codes(CodePurpose.START, at=at, user_id=user.id)
    row, digits = codes.make_code(
        CodePurpose.START,
        at=at,
        by_hand=True,
        user_id=user.id,
        phone=phone,
        made_by_id=getattr(actor, "id", None),
    )
    activity.record("start_code:given", user, actor=actor, at=at)
    return user, row, digits


def request_email_change(user: User, email: str, *, at: datetime) -> None:
    """Ask the new address to confirm, and tell the old one; the change waits until then.

    An address of another account gets a mail that says so; the answer here is the same.
    """
    codes.drop_codes(CodePurpose.CHANGE_EMAIL, at=at, user_id=user.id)
    row, token = codes.make_code(CodePurpose.CHANGE_EMAIL, at=at, user_id=user.id, email=email)
    activity.record("email:change_requested", row, actor=user, at=at)
    reader = user.language
    if by_email(email) is None:
        outbox.put(email, "change_email", language=reader, at=at, name=user.full_name, token=token)
    else:
        outbox.put(email, "address_in_use", language=reader, at=at)
    if user.email:
        outbox.put(user.email, "change_email_notice", language=reader, at=at, name=user.full_name)


def confirm_email(row: OneUseCode, *, at: datetime) -> User:
    """Use up the new address's link: the account has it now; open reset links die.

    Raises CodeNotValid, AddressNotUsable
    """
    codes.use_code(row, at=at)
    user = lock(code_owner(row))
    with constraints(TAKEN):
        user.email, user.email_verified_at = row.email, at
    codes.drop_codes(CodePurpose.RESET_PASSWORD, CodePurpose.VERIFY_EMAIL, at=at, user_id=user.id)
    user.session_epoch += 1
    activity.record("email:changed", user, actor=user, at=at)
    return user


def change_phone(user: User, phone: str | None, *, at: datetime) -> None:
    """Another number, or none where there is an e-mail address. Raises AddressNotUsable."""
    if phone is None and user.email is None:
        raise AddressNotUsable
    with constraints(TAKEN):
        user.phone = phone
    activity.record("phone:changed", user, actor=user, at=at)


def invite_first_admin(*, at: datetime) -> str:
    """The token of a link that makes the first admin; older ones die. Raises AdminExists."""
    if not is_empty():
        raise AdminExists
    codes.drop_codes(CodePurpose.FIRST_ADMIN, at=at, user_id=None)
    return codes.make_code(CodePurpose.FIRST_ADMIN, at=at)[1]


def invite_admin(full_name: str, email: str, *, language: str, at: datetime) -> str:
    """The token of a link that lets this person in as the platform's admin."""
    user = by_email(email)
    if user is None:
        user = User(full_name=full_name, email=email, language=language, created_at=at)
        db.session.add(user)
    user.is_admin = True
    activity.record("account:made_admin", user, actor=None, at=at)
    codes.drop_codes(CodePurpose.FIRST_ADMIN, at=at, user_id=user.id)
    return codes.make_code(CodePurpose.FIRST_ADMIN, at=at, user_id=user.id, email=email)[1]


def make_first_admin(
    row: OneUseCode,
    *,
    full_name: str,
    email: str,
    password_hash: str,
    language: str,
    at: datetime,
) -> User:
    """Use up the first link of an empty installation. Raises CodeNotValid, AdminExists."""
    codes.use_code(row, at=at)
    if not is_empty():
        raise AdminExists
    user = User(
        full_name=full_name,
        email=email,
        email_verified_at=at,  # who holds the console needs no mail to prove it
        password_hash=password_hash,
        language=language,
        is_admin=True,
        created_at=at,
    )
    db.session.add(user)
    activity.record("account:made_admin", user, actor=user, at=at)
    return user


def purge_codes(*, before: datetime) -> int:
    """Delete codes that ended before a moment, and accounts that were asked for and never begun."""
    db.session.execute(
        sa.delete(User).where(
            User.password_hash.is_(None),
            User.created_at < before,
            User.phone.is_(None),
            User.is_demo.is_(False),
            User.is_admin.is_(False),
            User.deleted_at.is_(None),
            User.last_seen_at.is_(None),
        )
    )
    gone = db.session.execute(sa.delete(OneUseCode).where(OneUseCode.expires_at < before))
    return int(gone.rowcount)  # type: ignore[attr-defined] # a CursorResult
