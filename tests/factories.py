"""Plain typed factories: each makes one flushed row with honest defaults."""

import itertools
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from accounts.companies.models import Company, LegalForm, Member, MemberRole
from accounts.sign_in.models import User
from core.db import Base, db
from core.text import fold
from events.catalogue.models import Certificate, OcopRecord, Product, Tag
from events.checkin.models import CheckinList, Gate
from events.exhibitors.models import Allotment, Application, Booth, BoothCategory, Exhibitor, Hall
from events.programme.models import (
    Event,
    EventKind,
    EventState,
    Session,
    Slot,
    TeamMember,
    TeamRole,
)
from events.registration.models import Registration
from matchmaking.meetings.models import Meeting
from matchmaking.needs.models import Buyer, BuyerState, Need, Side
from matchmaking.timetable.models import Table

_count = itertools.count(1)
_now: list[datetime] = []


def register(now: datetime) -> None:
    """Tell the factories what time it is."""
    _now[:] = [now]


def now() -> datetime:
    """The tests' fixed time."""
    return _now[0]


def _flush(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


def make_user(**values: Any) -> User:
    """A person with a verified e-mail address."""
    n = next(_count)
    values.setdefault("full_name", "Lò Văn Thử")
    values.setdefault("email", f"person{n}@test.invalid")
    values.setdefault("email_verified_at", now())
    values.setdefault("created_at", now())
    user: User = _flush(User(**values))
    return user


def make_company(**values: Any) -> Company:
    """A cooperative in Sơn La."""
    n = next(_count)
    values.setdefault("name", f"HTX Chè Thử {n}")
    values.setdefault("legal_form", LegalForm.COOPERATIVE)
    values.setdefault("province_key", "2025-14")
    values.setdefault("created_at", now())
    values.setdefault("search_text", fold(values["name"]))
    company: Company = _flush(Company(**values))
    return company


def make_member(company: Company, role: MemberRole = MemberRole.ADMIN, **values: Any) -> User:
    """A user who acts for the company; the user is returned."""
    user = values.pop("user", None) or make_user(**values)
    _flush(Member(company_id=company.id, user_id=user.id, role=role, joined_at=now()))
    return user


def make_event(**values: Any) -> Event:
    """A fair that is open and starts in three days."""
    n = next(_count)
    values.setdefault("slug", f"hoi-cho-{n}")
    values.setdefault("kind", EventKind.FAIR)
    values.setdefault("state", EventState.OPEN)
    values.setdefault("name_vi", f"Hội chợ Thử {n}")
    values.setdefault("name_en", f"Test Fair {n}")
    values.setdefault("place", "Quảng trường Tây Bắc")
    values.setdefault("province_key", "2025-14")
    values.setdefault("starts_at", now() + timedelta(days=3))
    values.setdefault("ends_at", values["starts_at"] + timedelta(days=2))
    values.setdefault("created_at", now())
    event: Event = _flush(Event(**values))
    return event


def make_team_member(event: Event, role: TeamRole = TeamRole.ORGANISER, **values: Any) -> User:
    """A user of the event's team; the user is returned."""
    user = values.pop("user", None) or make_user(**values)
    _flush(TeamMember(event_id=event.id, user_id=user.id, role=role))
    return user


def member_row(event: Event, user: User) -> TeamMember:
    """The row that puts a user into the event's team."""
    mine = sa.select(TeamMember).where(TeamMember.event_id == event.id)
    return db.session.scalars(mine.where(TeamMember.user_id == user.id)).one()


def make_session(event: Event, **values: Any) -> Session:
    """A session of an hour on the first day."""
    values.setdefault("title_vi", "Tọa đàm chè Shan tuyết")
    values.setdefault("title_en", "Shan tuyết tea panel")
    values.setdefault("starts_at", event.starts_at)
    values.setdefault("ends_at", values["starts_at"] + timedelta(hours=1))
    session: Session = _flush(Session(event_id=event.id, **values))
    return session


def make_slot(event: Event, **values: Any) -> Slot:
    """The event's next free slot of twenty minutes."""
    n = next(_count)
    values.setdefault("starts_at", event.starts_at + timedelta(minutes=20 * n))
    values.setdefault("ends_at", values["starts_at"] + timedelta(minutes=20))
    slot: Slot = _flush(Slot(event_id=event.id, **values))
    return slot


def make_table(event: Event, **values: Any) -> Table:
    """A meeting table."""
    values.setdefault("label", f"B{next(_count)}")
    table: Table = _flush(Table(event_id=event.id, **values))
    return table


def make_tag(code: str = "TEA", **values: Any) -> Tag:
    """A node of the taxonomy; the one there is, where the whole taxonomy is loaded."""
    known: Tag | None = db.session.scalar(sa.select(Tag).where(Tag.code == code))
    if known is not None:
        return known
    values.setdefault("name_vi", "Chè, trà")
    values.setdefault("name_en", "Tea")
    tag: Tag = _flush(Tag(code=code, **values))
    return tag


def make_product(company: Company, **values: Any) -> Product:
    """A published product."""
    values.setdefault("name_vi", "Chè Shan tuyết Tà Xùa")
    values.setdefault("name_en", "Tà Xùa Shan tuyết tea")
    values.setdefault("search_text", fold(f"{values['name_vi']} {values['name_en']}"))
    values.setdefault("created_at", now())
    values.setdefault("updated_at", now())
    product: Product = _flush(Product(company_id=company.id, **values))
    return product


def make_ocop(product: Product, **values: Any) -> OcopRecord:
    """A valid four-star recognition."""
    values.setdefault("stars", 4)
    values.setdefault("decision_no", "1234/QĐ-UBND")
    values.setdefault("decided_on", (now() - timedelta(days=200)).date())
    values.setdefault("expires_on", (now() + timedelta(days=800)).date())
    record: OcopRecord = _flush(OcopRecord(product_id=product.id, **values))
    return record


def make_certificate(company: Company, **values: Any) -> Certificate:
    """A VietGAP certificate."""
    values.setdefault("kind", "vietgap")
    certificate: Certificate = _flush(Certificate(company_id=company.id, **values))
    return certificate


def make_hall(event: Event, **values: Any) -> Hall:
    """A hall."""
    values.setdefault("name", f"Khu {next(_count)}")
    hall: Hall = _flush(Hall(event_id=event.id, **values))
    return hall


def make_category(event: Event, **values: Any) -> BoothCategory:
    """A booth category."""
    values.setdefault("name_vi", f"Tiêu chuẩn {next(_count)}")
    category: BoothCategory = _flush(BoothCategory(event_id=event.id, **values))
    return category


def make_booth(event: Event, **values: Any) -> Booth:
    """A booth in a hall of its own unless one is given."""
    n = next(_count)
    values.setdefault("hall_id", (values.pop("hall", None) or make_hall(event)).id)
    values.setdefault("category_id", (values.pop("category", None) or make_category(event)).id)
    values.setdefault("label", f"A{n:02d}")
    booth: Booth = _flush(Booth(event_id=event.id, x=10, y=10, **values))
    return booth


def make_application(event: Event, company: Company, **values: Any) -> Application:
    """An application without a booth."""
    values.setdefault("submitted_at", now())
    application: Application = _flush(
        Application(event_id=event.id, company_id=company.id, **values)
    )
    return application


def make_exhibitor(event: Event, company: Company | None = None, **values: Any) -> Exhibitor:
    """A company that shows at the event."""
    company = company or make_company()
    values.setdefault("approved_at", now())
    exhibitor: Exhibitor = _flush(Exhibitor(event_id=event.id, company_id=company.id, **values))
    return exhibitor


def make_allotment(booth: Booth, exhibitor: Exhibitor) -> Allotment:
    """The booth is the exhibitor's."""
    row = Allotment(
        event_id=booth.event_id, booth_id=booth.id, exhibitor_id=exhibitor.id, allotted_at=now()
    )
    allotment: Allotment = _flush(row)
    return allotment


def make_buyer(event: Event, company: Company | None = None, **values: Any) -> Buyer:
    """An approved buyer."""
    company = company or make_company(
        name=f"Siêu thị Thử {next(_count)}", legal_form=LegalForm.JOINT_STOCK
    )
    values.setdefault("state", BuyerState.APPROVED)
    values.setdefault("asked_at", now())
    buyer: Buyer = _flush(Buyer(event_id=event.id, company_id=company.id, **values))
    return buyer


def make_need(buyer: Buyer, **values: Any) -> Need:
    """A need for Shan tea."""
    values.setdefault("title_vi", "Chè Shan tuyết cho chuỗi quà tặng")
    values.setdefault("title_en", "Shan tuyết tea for gift shops")
    values.setdefault("created_at", now())
    values.setdefault("updated_at", now())
    need: Need = _flush(Need(event_id=buyer.event_id, buyer_id=buyer.id, **values))
    return need


def make_meeting(buyer: Buyer, exhibitor: Exhibitor, **values: Any) -> Meeting:
    """A meeting that the buyer asked for."""
    values.setdefault("asked_by", Side.BUYER)
    values.setdefault("uid", f"meeting-{next(_count)}@test.invalid")
    values.setdefault("requested_at", now())
    values.setdefault("expires_at", now() + timedelta(hours=18))
    row = Meeting(event_id=buyer.event_id, buyer_id=buyer.id, exhibitor_id=exhibitor.id, **values)
    meeting: Meeting = _flush(row)
    return meeting


def make_registration(event: Event, **values: Any) -> Registration:
    """A visitor with a ticket; the codes are unique, not secret."""
    n = next(_count)
    values.setdefault("full_name", "Vàng A Thử")
    values.setdefault("email", f"visitor{n}@test.invalid")
    values.setdefault("ticket_id", f"{n:016x}")
    values.setdefault("short_code", f"{n:012d}")
    values.setdefault("badge_code", f"{n:013d}")
    values.setdefault("access_token", f"token-{n}")
    values.setdefault("registered_at", now())
    registration: Registration = _flush(Registration(event_id=event.id, **values))
    return registration


def make_gate(event: Event, **values: Any) -> Gate:
    """A door."""
    values.setdefault("name", f"Cổng {next(_count)}")
    gate: Gate = _flush(Gate(event_id=event.id, **values))
    return gate


def make_checkin_list(event: Event, **values: Any) -> CheckinList:
    """The main list: every role, no re-entry."""
    values.setdefault("slug", "main")
    values.setdefault("name_vi", "Cửa chính")
    values.setdefault("name_en", "Main door")
    row: CheckinList = _flush(CheckinList(event_id=event.id, **values))
    return row


__all__ = [name for name in dir() if name.startswith("make_")] + ["Base", "now", "register"]
