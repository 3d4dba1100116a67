"""How accounts are found."""

import sqlalchemy as sa

from accounts.sign_in.models import User
from core.db import db

DEMO_ROLES = ("organiser", "exhibitor", "buyer", "visitor", "door", "admin")


def by_email(email: str) -> User | None:
    """The account of an address."""
    return db.session.scalar(sa.select(User).where(User.email == email))


def by_phone(phone: str) -> User | None:
    """The account of a number in E.164."""
    return db.session.scalar(sa.select(User).where(User.phone == phone))


def by_login_name(name: str) -> User | None:
    """The account of an address or a number, as ``identity.login_name`` gives it."""
    living = sa.select(User).where(User.deleted_at.is_(None))
    return db.session.scalar(living.where(sa.or_(User.email == name, User.phone == name)).limit(1))


def is_empty() -> bool:
    """Whether there is no account at all."""
    return db.session.scalar(sa.select(User.id).limit(1)) is None


def demo_users() -> list[tuple[str, User]]:
    """The demo's one-click people with their role, in the order of ``DEMO_ROLES``."""
    roles = {f"{role}@demo.invalid": role for role in DEMO_ROLES}
    found = db.session.scalars(sa.select(User).where(User.email.in_(roles), User.is_demo))
    by_role = {roles[user.email]: user for user in found if user.email}
    return [(role, by_role[role]) for role in DEMO_ROLES if role in by_role]
