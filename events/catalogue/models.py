"""Products and what is known about them: tags, OCOP recognition, certificates."""

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.companies.models import Company
from core.db import Model


class Tag(Model):
    """A node of the product taxonomy, with its names and synonyms in each language."""

    __tablename__ = "tags"
    __table_args__ = (sa.UniqueConstraint("code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(40))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tags.id"))
    is_leaf: Mapped[bool] = mapped_column(default=True)
    name_vi: Mapped[str] = mapped_column(sa.String(120))
    name_en: Mapped[str] = mapped_column(sa.String(120))
    name_zh: Mapped[str] = mapped_column(sa.String(120), default="")
    name_lo: Mapped[str] = mapped_column(sa.String(120), default="")
    synonyms_vi: Mapped[str] = mapped_column(sa.Text, default="")  # ;-separated
    synonyms_en: Mapped[str] = mapped_column(sa.Text, default="")
    synonyms_zh: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    synonyms_lo: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    keywords: Mapped[str] = mapped_column(sa.Text, default="")
    ocop_group: Mapped[int | None]
    hs_code: Mapped[str] = mapped_column(sa.String(12), default="")
    sort_order: Mapped[int] = mapped_column(default=0)
    # Set once people changed it: the file that ships with the platform then leaves it alone.
    edited_at: Mapped[datetime | None]


class TagRedirect(Model):
    """A code that went out of use, by a merge or a move: it leads to a tag for ever."""

    __tablename__ = "tag_redirects"
    __table_args__ = (sa.UniqueConstraint("code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(40))
    tag_id: Mapped[int] = mapped_column(sa.ForeignKey("tags.id", ondelete="CASCADE"), index=True)
    made_at: Mapped[datetime]


class ProposalState(enum.StrEnum):
    """What became of a word that a company missed in the taxonomy."""

    OPEN = "open"
    ALIAS = "alias"  # another name of a kind that is there
    NEW = "new"
    REFUSED = "refused"


class TagProposal(Model):
    """A word that a company missed among the kinds of products; somebody answers it."""

    __tablename__ = "tag_proposals"
    __table_args__ = (
        sa.Index(
            "uq_tag_proposals_open",
            "product_id",
            "word_key",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
        sa.Index("ix_tag_proposals_state_word_key", "state", "word_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(sa.String(80))
    word_key: Mapped[str] = mapped_column(sa.String(80))  # folded
    company_id: Mapped[int] = mapped_column(
        sa.ForeignKey("companies.id", ondelete="CASCADE"), index=True
    )
    product_id: Mapped[int] = mapped_column(
        sa.ForeignKey("products.id", ondelete="CASCADE"), index=True
    )
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("users.id", ondelete="SET NULL")
    )
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.OPEN)
    tag_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("tags.id", ondelete="SET NULL"), index=True
    )
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("users.id", ondelete="SET NULL")
    )

    company: Mapped[Company] = relationship()
    product: Mapped["Product"] = relationship()


class ProductTag(Model):
    """A product carries a tag."""

    __tablename__ = "product_tags"

    product_id: Mapped[int] = mapped_column(
        sa.ForeignKey("products.id", ondelete="CASCADE"), primary_key=True
    )
    tag_id: Mapped[int] = mapped_column(sa.ForeignKey("tags.id"), primary_key=True, index=True)


class Product(Model):
    """Something a company offers."""

    __tablename__ = "products"
    __table_args__ = (
        sa.CheckConstraint("harvest_months BETWEEN 0 AND 4095", name="harvest_months"),
        sa.CheckConstraint(
            "capacity_per_month IS NULL OR capacity_per_month >= 0", name="capacity"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(
        sa.ForeignKey("companies.id", ondelete="CASCADE"), index=True
    )
    name_vi: Mapped[str] = mapped_column(sa.String(200), default="")
    name_en: Mapped[str] = mapped_column(sa.String(200), default="")
    description_vi: Mapped[str] = mapped_column(sa.Text, default="")
    description_en: Mapped[str] = mapped_column(sa.Text, default="")
    capacity_per_month: Mapped[int | None]
    capacity_unit: Mapped[str] = mapped_column(sa.String(12), default="kg")
    harvest_months: Mapped[int] = mapped_column(
        default=0
    )  # bit 0 is January; 0: all year or unknown
    price_note: Mapped[str] = mapped_column(sa.String(120), default="")
    photo_key: Mapped[str | None] = mapped_column(sa.String(80))  # file below instance/photos
    is_published: Mapped[bool] = mapped_column(default=True)
    source_url: Mapped[str] = mapped_column(
        sa.String(500), default=""
    )  # where public facts come from
    search_text: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    is_demo: Mapped[bool] = mapped_column(default=False)

    company: Mapped[Company] = relationship()
    tags: Mapped[list[Tag]] = relationship(secondary="product_tags", order_by=Tag.sort_order)
    ocop: Mapped["OcopRecord | None"] = relationship(
        back_populates="product", cascade="all, delete-orphan"
    )
    certificates: Mapped[list["Certificate"]] = relationship(
        back_populates="product", cascade="all, delete-orphan"
    )
    photos: Mapped[list["ProductPhoto"]] = relationship(
        back_populates="product",
        cascade="all, delete-orphan",
        order_by="ProductPhoto.position, ProductPhoto.id",
    )


class ProductPhoto(Model):
    """A photo of a product with what it shows in words; the first one is its cover."""

    __tablename__ = "product_photos"
    __table_args__ = (
        sa.UniqueConstraint("key"),
        sa.Index("ix_product_photos_product_id_position", "product_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(sa.ForeignKey("products.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(sa.String(80))
    alt_vi: Mapped[str] = mapped_column(sa.String(200), default="")
    alt_en: Mapped[str] = mapped_column(sa.String(200), default="")
    position: Mapped[int] = mapped_column(default=0)

    product: Mapped[Product] = relationship(back_populates="photos")


class OcopLevel(enum.StrEnum):
    """Who decides: the commune or, until June 2025, the district; the province; the ministry."""

    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"
    NATIONAL = "national"


class OcopStatus(enum.StrEnum):
    """Potential five stars are not five; what expired says so."""

    RECOGNISED = "recognised"
    POTENTIAL_5 = "potential_5"
    RENEWING = "renewing"


class OcopRecord(Model):
    """The OCOP recognition of a product: valid 36 months from the decision."""

    __tablename__ = "ocop_records"
    __table_args__ = (
        sa.UniqueConstraint("product_id"),
        sa.CheckConstraint("stars BETWEEN 3 AND 5", name="stars"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(sa.ForeignKey("products.id", ondelete="CASCADE"))
    stars: Mapped[int]
    status: Mapped[OcopStatus] = mapped_column(default=OcopStatus.RECOGNISED)
    decision_no: Mapped[str] = mapped_column(sa.String(80), default="")
    decided_on: Mapped[date | None]
    granted_by: Mapped[str] = mapped_column(sa.String(160), default="")
    granted_level: Mapped[OcopLevel | None]
    expires_on: Mapped[date | None]
    evidence_key: Mapped[str | None] = mapped_column(sa.String(80))  # a scan of the decision
    verified_at: Mapped[datetime | None]
    verified_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("users.id", ondelete="SET NULL")
    )
    refused_at: Mapped[datetime | None]  # staff could not confirm it; ``answer`` says why
    answer: Mapped[str] = mapped_column(sa.Text, default="", server_default="")

    product: Mapped[Product] = relationship(back_populates="ocop")


class Certificate(Model):
    """VietGAP, organic, HACCP…: held by a company, perhaps for one product only."""

    __tablename__ = "certificates"

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(
        sa.ForeignKey("companies.id", ondelete="CASCADE"), index=True
    )
    product_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("products.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(sa.String(30))  # a key of CERTIFICATE_KINDS, or "other"
    title: Mapped[str] = mapped_column(sa.String(120), default="")
    number: Mapped[str] = mapped_column(sa.String(80), default="")
    issued_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    file_key: Mapped[str | None] = mapped_column(sa.String(80))  # a scan

    company: Mapped[Company] = relationship()
    product: Mapped[Product | None] = relationship(back_populates="certificates")


class ExpiryReminder(Model):
    """A company was reminded that a paper ends: once for each paper, day and distance."""

    __tablename__ = "expiry_reminders"
    __table_args__ = (sa.UniqueConstraint("kind", "subject_id", "expires_on", "days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(12))  # ocop, certificate
    subject_id: Mapped[int]
    expires_on: Mapped[date]
    days: Mapped[int]
    reminded_at: Mapped[datetime]
