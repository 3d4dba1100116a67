"""Deleting an account: the row stays for the history, nothing in it speaks of the person."""

from datetime import datetime

import sqlalchemy as sa

from accounts.companies.models import Company, Member
from accounts.consent.models import Purpose
from accounts.consent.services import withdraw
from accounts.profile.errors import LastAdminOfCompany, LastPlatformAdmin
from accounts.profile.hooks import erasers
from accounts.profile.queries import companies_only_they_lead
from accounts.sign_in.models import OneUseCode, User
from core import activity
from core.db import db
from core.outbox import OutboxMessage


def rename(
    user: User, *, full_name: str, language: str, languages: list[str], at: datetime
) -> None:
    """Another name, language of the pages, or other languages for meetings."""
    user.full_name, user.language, user.languages = full_name, language, languages
    activity.record("account:edited", user, actor=user, at=at)


def delete_account(user: User, *, at: datetime) -> None:
    """Take the person out of everything we hold. Flushed, not committed.

    Raises LastAdminOfCompany, LastPlatformAdmin
    """
    _hold_companies(user)
    if alone := companies_only_they_lead(user):
        raise LastAdminOfCompany(company=alone[0].name)
    others = sa.select(User.id).where(User.is_admin, User.id != user.id)
    if user.is_admin and db.session.scalar(others.limit(1)) is None:
        raise LastPlatformAdmin
    for purpose in Purpose:
        withdraw(purpose, user=user, at=at)
    for erase in erasers.values():
        erase(user, at)
    _forget(user)
    user.deleted_at, user.is_admin = at, False
    user.session_epoch += 1
    activity.record("account:deleted", user, actor=user, at=at)


def _hold_companies(user: User) -> None:
    """Two admins who leave at once must not both find the other still there."""
    theirs = sa.select(Company.id).join(Member).where(Member.user_id == user.id)
    held = sa.select(Company.id).where(Company.id.in_(theirs)).order_by(Company.id)
    db.session.execute(held.with_for_update())


def _forget(user: User) -> None:
    addresses = [address for address in (user.email,) if address]
    db.session.execute(sa.delete(OutboxMessage).where(OutboxMessage.to_address.in_(addresses)))
    db.session.execute(sa.delete(OneUseCode).where(OneUseCode.user_id == user.id))
    db.session.execute(sa.delete(Member).where(Member.user_id == user.id))
    user.full_name = "—"
    user.email = f"deleted-{user.id}@deleted.invalid"  # an account needs one; this is nobody's
    user.phone = user.password_hash = user.email_verified_at = user.last_seen_at = None
