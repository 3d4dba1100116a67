"""Companies (every legal form, households and artisans too) and the people who act for them."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.sign_in.models import User
from core.db import Model


class LegalForm(enum.StrEnum):
    """Legal forms as domain practice knows them."""

    LLC = "llc"
    JOINT_STOCK = "joint_stock"
    PRIVATE = "private"
    PARTNERSHIP = "partnership"
    COOPERATIVE = "cooperative"
    COOPERATIVE_UNION = "cooperative_union"
    COOPERATIVE_GROUP = "cooperative_group"
    HOUSEHOLD = "household"
    ARTISAN = "artisan"
    CRAFT_VILLAGE = "craft_village"
    COMMUNITY = "community"
    PUBLIC_UNIT = "public_unit"
    FOREIGN = "foreign"


class MemberRole(enum.StrEnum):
    """An admin invites others and edits the company; staff act for it."""

    ADMIN = "admin"
    STAFF = "staff"


class Company(Model):
    """A firm, cooperative, household or artisan; exhibitor or buyer is a role at an event."""

    __tablename__ = "companies"
    __table_args__ = (
        sa.UniqueConstraint("tax_code"),
        sa.UniqueConstraint("form_token"),
        sa.CheckConstraint(
            "merged_into_id IS NULL OR merged_into_id <> id", name="not_into_itself"
        ),
        sa.CheckConstraint("merged_into_id IS NULL OR tax_code IS NULL", name="merged_has_no_code"),
        sa.Index("ix_companies_search_text", "search_text"),
        sa.Index("ix_companies_name_key", "name_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    name_en: Mapped[str] = mapped_column(sa.String(200), default="")
    legal_form: Mapped[LegalForm]
    tax_code: Mapped[str | None] = mapped_column(sa.String(40))  # foreign ones as LA:number
    country: Mapped[str] = mapped_column(sa.String(2), default="VN")
    province_key: Mapped[str | None] = mapped_column(sa.String(8))  # versioned, e.g. 2025-15
    address: Mapped[str] = mapped_column(sa.String(300), default="")
    old_district: Mapped[str] = mapped_column(sa.String(100), default="")
    description_vi: Mapped[str] = mapped_column(sa.Text, default="")
    description_en: Mapped[str] = mapped_column(sa.Text, default="")
    website: Mapped[str] = mapped_column(sa.String(300), default="")
    languages: Mapped[list[str]] = mapped_column(default=list)  # spoken at meetings
    name_key: Mapped[str] = mapped_column(sa.String(200), default="")  # without legal words
    search_text: Mapped[str] = mapped_column(sa.String(1000), default="")
    form_token: Mapped[str | None] = mapped_column(sa.String(40))  # one form makes one company
    created_at: Mapped[datetime]
    is_demo: Mapped[bool] = mapped_column(default=False)
    # A company that turned out to be another one: its number leads there for ever.
    merged_into_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("companies.id", ondelete="CASCADE"), index=True
    )

    members: Mapped[list["Member"]] = relationship(
        back_populates="company", cascade="all, delete-orphan"
    )


# What a company says of itself; of two entries of one firm either may give it.
EDITABLE = (
    "name",
    "name_en",
    "legal_form",
    "tax_code",
    "country",
    "province_key",
    "address",
    "old_district",
    "description_vi",
    "description_en",
    "website",
    "languages",
)
CHOICES = tuple(name for name in EDITABLE if name != "country")


class Member(Model):
    """A person who acts for a company."""

    __tablename__ = "members"
    __table_args__ = (sa.UniqueConstraint("company_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("companies.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), index=True)
    role: Mapped[MemberRole] = mapped_column(default=MemberRole.STAFF)
    joined_at: Mapped[datetime]

    company: Mapped[Company] = relationship(back_populates="members")
    user: Mapped[User] = relationship()


class CompanyMerge(Model):
    """Two entries of one firm became one: what each said before, and what moved, to tell apart."""

    __tablename__ = "company_merges"
    __table_args__ = (
        sa.UniqueConstraint("gone_id"),
        sa.CheckConstraint("gone_id <> kept_id", name="two_companies"),
        sa.Index("ix_company_merges_tax_code", "tax_code"),
        sa.Index("ix_company_merges_merged_at", "merged_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    gone_id: Mapped[int] = mapped_column(sa.ForeignKey("companies.id", ondelete="CASCADE"))
    kept_id: Mapped[int] = mapped_column(
        sa.ForeignKey("companies.id", ondelete="CASCADE"), index=True
    )
    tax_code: Mapped[str | None] = mapped_column(sa.String(40))  # the one that went out of use
    merged_at: Mapped[datetime]
    merged_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)

    kept: Mapped[Company] = relationship(foreign_keys=kept_id)
    gone: Mapped[Company] = relationship(foreign_keys=gone_id)


class DistinctCompanies(Model):
    """Somebody looked at two that are alike and said: these are two firms."""

    __tablename__ = "distinct_companies"
    __table_args__ = (
        sa.UniqueConstraint("first_id", "second_id"),
        sa.CheckConstraint("first_id < second_id", name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(sa.ForeignKey("companies.id", ondelete="CASCADE"))
    second_id: Mapped[int] = mapped_column(
        sa.ForeignKey("companies.id", ondelete="CASCADE"), index=True
    )
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("users.id", ondelete="SET NULL")
    )
