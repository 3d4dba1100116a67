"""Who is in the demo: people to sign in as, real makers with their products, sample buyers.

Real makers get neither members nor contact data: nothing is invented on a real name. The
exhibitor and the buyer that one can sign in as are samples and are called so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.companies.models import Company, LegalForm, Member, MemberRole
from accounts.companies.services import index
from accounts.sign_in.models import User
from core.db import db
from demo.facts import BuyerFact, CompanyFact, ProductFact, buyers, companies
from demo.people import names
from events.catalogue.certificates import kinds_in
from events.catalogue.facts import CertificateFacts, OcopFacts, ProductFacts
from events.catalogue.models import OcopStatus, Product
from events.catalogue.ocop import VALID_MONTHS
from events.catalogue.services import create_product

ROLES = {
    "admin": "Quàng Thị Quản",
    "organiser": "Lò Minh Tổ",
    "exhibitor": "Vàng Thị Chè",
    "buyer": "Nguyễn Thu Mua",
    "visitor": "Hoàng Văn Khách",
    "door": "Tòng Thị Cửa",
}
YEAR = timedelta(days=365)
BUYER_YOU = "Nhóm mua hàng khách sạn Hồ Tây (mẫu)"
CANDIDATE = ("candidate", "proposed for 5")
# When fresh goods are in season, by taxonomy branch: general knowledge, not a maker's statement.
SEASONS = {
    "FRU.FSH.PLUM": (5, 6, 7),
    "FRU.FSH.LONGAN": (7, 8, 9),
    "FRU.FSH.ORANGE": (11, 12, 1),
    "FRU.FSH.POMELO": (10, 11, 12),
    "FRU.FSH.GRAPE": (5, 6, 11, 12),
    "TEA": (3, 4, 5, 6, 7, 8, 9, 10, 11),
    "COF": (10, 11, 12, 1),
}


@dataclass(frozen=True)
class Cast:
    """All that the fairs need of the cast; ``exhibitors`` are real makers, most products first."""

    users: dict[str, User]
    sample: Company
    exhibitors: list[Company]
    buyers: list[tuple[Company, BuyerFact]]


def make_cast(*, at: datetime) -> Cast:
    """Make users, companies and products. The taxonomy must be loaded. Flushed, not committed."""
    people = names(seed=2026)
    users = {role: _user(name, f"{role}@demo.invalid", at=at) for role, name in ROLES.items()}
    users["admin"].is_admin = True
    return Cast(
        users=users,
        sample=_sample_exhibitor(users["exhibitor"], at=at),
        exhibitors=[_maker(fact, at=at) for fact in _most_products_first()],
        buyers=[_buyer(fact, users["buyer"], people, at=at) for fact in buyers()],
    )


def _most_products_first() -> list[CompanyFact]:
    return sorted(companies(), key=lambda fact: -len(fact.products))


def _user(full_name: str, email: str, *, at: datetime) -> User:
    user = User(
        full_name=full_name,
        email=email,
        email_verified_at=at,
        language="vi",
        created_at=at,
        is_demo=True,
    )
    db.session.add(user)
    return user


def _company(*, name: str, name_en: str = "", at: datetime, **values: object) -> Company:
    company = Company(name=name, name_en=name_en, created_at=at, is_demo=True, **values)
    index(company)
    db.session.add(company)
    db.session.flush()
    return company


def _join(company: Company, user: User, role: MemberRole, *, at: datetime) -> None:
    db.session.add(Member(company=company, user=user, role=role, joined_at=at))
    db.session.flush()


def _maker(fact: CompanyFact, *, at: datetime) -> Company:
    company = _company(
        name=fact.name,
        at=at,
        legal_form=LegalForm(fact.legal_form),
        province_key=fact.province_key,
        old_district=fact.old_district,
    )
    for product in fact.products:
        _product(company, product, at=at)
    return company


def _product(company: Company, fact: ProductFact, *, at: datetime) -> Product:
    wording = fact.description_en.lower()
    status = OcopStatus.RECOGNISED
    if any(word in wording for word in CANDIDATE):
        status = OcopStatus.POTENTIAL_5
    facts = ProductFacts(
        name_vi=fact.name_vi,
        name_en=fact.name_en,
        description_vi=fact.description_vi,
        description_en=fact.description_en,
        tag_codes=(fact.tag,) if fact.tag else (),
        harvest_months=frozenset(_season(fact.tag)),
        ocop=OcopFacts(stars=fact.stars, status=status) if fact.stars else None,
        certificates=tuple(
            CertificateFacts(kind=kind, title=title if kind == "other" else "")
            for kind, title in kinds_in(fact.certifications)
        ),
    )
    product = create_product(company, facts, actor=None, at=at)
    product.source_url = fact.source_url
    if product.ocop is not None and fact.year is not None:
        # The report's year is the latest in which it can have been decided.
        product.ocop.expires_on = date(fact.year + VALID_MONTHS // 12, 12, 31)
    return product


def _season(tag: str) -> tuple[int, ...]:
    return next((months for branch, months in SEASONS.items() if tag.startswith(branch)), ())


def _sample_exhibitor(user: User, *, at: datetime) -> Company:
    company = _company(
        name="HTX Chè Mây Trắng (mẫu)",
        name_en="May Trang Tea Cooperative (sample)",
        at=at,
        legal_form=LegalForm.COOPERATIVE,
        province_key="2025-14",
        old_district="Bắc Yên",
        description_vi="Hợp tác xã mẫu của 24 hộ trồng chè Shan tuyết trên núi cao.",
        description_en="A sample cooperative of 24 households growing Shan tuyết tea.",
        languages=["vi", "en"],
    )
    _join(company, user, MemberRole.ADMIN, at=at)
    tea = range(3, 12)
    for name_vi, name_en, tag, kilos in (
        ("Chè Shan tuyết Mây Trắng", "May Trang Shan tuyết tea", "TEA.SHAN.GRN", 800),
        ("Hồng trà Mây Trắng", "May Trang black tea", "TEA.BLK", 300),
        ("Trà túi lọc Mây Trắng", "May Trang tea bags", "TEA.BAG", 500),
    ):
        facts = ProductFacts(
            name_vi=name_vi,
            name_en=name_en,
            tag_codes=(tag,),
            capacity_per_month=kilos,
            harvest_months=frozenset(tea),
            certificates=(CertificateFacts(kind="vietgap"),),
            ocop=OcopFacts(stars=4, decision_no="01/QĐ-MẪU", decided_on=at.date() - YEAR),
        )
        create_product(company, facts, actor=user, at=at)
    return company


def _buyer(
    fact: BuyerFact, you: User, people: Iterator[str], *, at: datetime
) -> tuple[Company, BuyerFact]:
    company = _company(
        name=fact.name_vi,
        name_en=fact.name_en,
        at=at,
        legal_form=LegalForm(fact.legal_form),
        country=fact.country,
        province_key=fact.province_key or None,
        languages=["vi", "en"] if fact.country == "VN" else ["en"],
    )
    person = you
    if fact.name_vi != BUYER_YOU:
        person = _user(next(people), f"mua-{fact.needs[0].id.lower()}@demo.invalid", at=at)
    _join(company, person, MemberRole.ADMIN, at=at)
    return company, fact
