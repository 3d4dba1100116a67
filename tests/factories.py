"""Plain typed factories: each makes one flushed row with honest defaults."""

import itertools
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from accounts.assisting.models import Assistance, Helper
from accounts.companies.models import Company, LegalForm, Member, MemberRole
from accounts.companies.names import name_key
from accounts.sign_in.models import User
from core.db import Base, db
from core.text import fold
from events.badges.models import BadgeBatch
from events.badges.states import Layout
from events.catalogue.models import Certificate, OcopRecord, Product, Tag
from events.checkin.models import CheckinList, Gate, Zone
from events.exhibitors import lottery
from events.exhibitors.models import (
    Allotment,
    Application,
    ApplicationGroup,
    Booth,
    BoothCategory,
    BoothFee,
    CoExhibitor,
    Draw,
    Exhibitor,
    FeePayment,
    Hall,
    Paper,
    PaperKind,
)
from events.exhibitors.states import DrawState, QuotaGroup
from events.imports.models import Import, ImportRow
from events.imports.states import Fate, ImportKind, ImportState
from events.invitations.models import Invitation
from events.leads.models import Lead
from events.mailing.models import Mailing
from events.mailing.states import MailingKind, ServiceReason
from events.programme.models import (
    Event,
    EventKind,
    EventState,
    Opportunity,
    OpportunityKind,
    Room,
    Session,
    Slot,
    Speaker,
    TeamMember,
    TeamRole,
)
from events.registration.models import Question, QuestionKind, Registration, Wording
from matchmaking.meetings.models import Meeting
from matchmaking.needs.models import Buyer, BuyerState, Need, Side
from matchmaking.people.models import Interpreter
from matchmaking.timetable.models import Table, TimetableDraft
from matchmaking.timetable.planning.order import Order
from matchmaking.timetable.states import Aim, DraftState

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
    values.setdefault("name_key", name_key(values["name"]))
    company: Company = _flush(Company(**values))
    return company


def make_member(company: Company, role: MemberRole = MemberRole.ADMIN, **values: Any) -> User:
    """A user who acts for the company; the user is returned."""
    user = values.pop("user", None) or make_user(**values)
    _flush(Member(company_id=company.id, user_id=user.id, role=role, joined_at=now()))
    return user


def make_helper(user: User | None = None, **values: Any) -> Helper:
    """Somebody whom a commune sends."""
    values.setdefault("organisation", "UBND xã Tà Xùa")
    values.setdefault("named_at", now())
    helper: Helper = _flush(Helper(user_id=(user or make_user()).id, **values))
    return helper


def make_assistance(
    helper: Helper | None = None, company: Company | None = None, **values: Any
) -> Assistance:
    """A firm that a helper entered yesterday."""
    values.setdefault("owner_name", "Mùa A Chủ")
    values.setdefault("owner_phone", "+84912345678")
    values.setdefault("begun_at", now() - timedelta(days=1))
    values.setdefault("signed_on", values["begun_at"].date())
    helper, company = helper or make_helper(), company or make_company()
    assistance: Assistance = _flush(
        Assistance(helper_id=helper.id, company_id=company.id, **values)
    )
    return assistance


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
    """A session of an hour on the first day; ``room`` is the name of a room of its own."""
    if "room" in values:
        values["room_id"] = make_room(event, name=values.pop("room")).id
    values.setdefault("title_vi", "Tọa đàm chè Shan tuyết")
    values.setdefault("title_en", "Shan tuyết tea panel")
    values.setdefault("starts_at", event.starts_at)
    values.setdefault("ends_at", values["starts_at"] + timedelta(hours=1))
    session: Session = _flush(Session(event_id=event.id, **values))
    return session


def make_room(event: Event, **values: Any) -> Room:
    """A room for one session at a time."""
    values.setdefault("name", f"Phòng {next(_count)}")
    room: Room = _flush(Room(event_id=event.id, **values))
    return room


def make_speaker(session: Session, **values: Any) -> Speaker:
    """Somebody who agreed to be named."""
    values.setdefault("full_name", "TS. Hà Văn Thử")
    values.setdefault("is_public", True)
    row = Speaker(event_id=session.event_id, session_id=session.id, **values)
    speaker: Speaker = _flush(row)
    return speaker


def make_opportunity(event: Event, company: Company, **values: Any) -> Opportunity:
    """A vacancy for two people."""
    values.setdefault("kind", OpportunityKind.VACANCY)
    values.setdefault("title_vi", "Công nhân chế biến chè")
    values.setdefault("number", 2)
    values.setdefault("made_at", now())
    values.setdefault("search_text", fold(f"{values['title_vi']} {company.name}"))
    row: Opportunity = _flush(Opportunity(event_id=event.id, company_id=company.id, **values))
    return row


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


def make_application_parts(application: Application, partner: Company) -> dict[str, Any]:
    """A paper, a group, a partner and a draw around an application, by name."""
    event_id = application.event_id
    here = {"event_id": event_id, "application_id": application.id}
    kind = _flush(PaperKind(event_id=event_id, name_vi=f"Giấy tờ {next(_count)}"))
    paper = Paper(**here, kind_id=kind.id, key="0" * 32 + ".pdf", filename="a.pdf", bytes=9)
    paper.sent_at = now()
    group = ApplicationGroup(**here, group=QuotaGroup.COMMUNE, detail="xã Tà Xùa")
    draw = make_draw(application.event)
    return {
        "paper_kind": kind,
        "paper": _flush(paper),
        "group": _flush(group),
        "partner": _flush(CoExhibitor(**here, company_id=partner.id, name=partner.name)),
        "draw": draw,
    }


def make_fee(allotment: Allotment, **values: Any) -> BoothFee:
    """A fee of 3,500,000 đồng for a booth."""
    values.setdefault("amount_minor", 3_500_000)
    values.setdefault("reference", f"GIAN A01 {next(_count):06d}")
    values.setdefault("due_on", now().date())
    values.setdefault("made_at", now())
    here = {"event_id": allotment.event_id, "exhibitor_id": allotment.exhibitor_id}
    fee: BoothFee = _flush(BoothFee(**here, allotment_id=allotment.id, label="A01", **values))
    return fee


def make_payment(fee: BoothFee, amount_minor: int = 500_000) -> FeePayment:
    """A part of a fee came in."""
    row = FeePayment(event_id=fee.event_id, fee_id=fee.id, amount_minor=amount_minor)
    row.paid_on, row.reference, row.recorded_at = now().date(), "FT26", now()
    payment: FeePayment = _flush(row)
    return payment


def make_draw(event: Event) -> Draw:
    """A finished draw: one application got the one booth, one waits."""
    category = make_category(event)
    stalls = (lottery.Stall("Z01", ("Khu Z",)),)
    entries = (lottery.Entry("0901", 70, ("ocop",), ("zone:Khu Z",)), lottery.Entry("0902"))
    quotas = (lottery.Quota("ocop", 1),)
    text = lottery.DrawList(event.slug, 1, "lottery", stalls, quotas, entries).text()
    result = lottery.allot(lottery.read_list(text), "5eed")
    draw: Draw = _flush(
        Draw(
            event_id=event.id,
            number=1,
            category_id=category.id,
            method="lottery",
            quotas=[["ocop", 1]],
            state=DrawState.DRAWN,
            secret="5eed",
            seed_hash=lottery.sha256("5eed"),
            list_text=text,
            list_hash=lottery.sha256(text),
            result=lottery.result_data(result),
            announced_at=now(),
            closed_at=now(),
            drawn_at=now(),
        )
    )
    return draw


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


def make_interpreter(event: Event, **values: Any) -> Interpreter:
    """Somebody who knows Vietnamese and Chinese and is there the whole time."""
    values.setdefault("languages", ["vi", "zh"])
    values.setdefault("added_at", now())
    user = values.pop("user", None) or make_user()
    row: Interpreter = _flush(Interpreter(event_id=event.id, user_id=user.id, **values))
    return row


def make_draft(event: Event, **values: Any) -> TimetableDraft:
    """A finished draft without meetings."""
    values.setdefault("aim", Aim.ALL)
    values.setdefault("state", DraftState.READY)
    values.setdefault("status", "optimal")
    values.setdefault("settings", Order(values["aim"]).as_settings())
    values.setdefault("made_at", now())
    draft: TimetableDraft = _flush(TimetableDraft(event_id=event.id, **values))
    return draft


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


def make_question(event: Event, **values: Any) -> Question:
    """A short question to visitors."""
    words = {"label_vi": values.pop("label_vi", "Bạn đi bằng gì?")}
    words["label_en"] = values.pop("label_en", "How do you travel?")
    options = [
        {"key": f"o{n}", "vi": vi, "en": en}
        for n, (vi, en) in enumerate(values.pop("options", []), start=1)
    ]
    values.setdefault("kind", QuestionKind.SHORT)
    values.setdefault("roles", ["visitor"])
    values.setdefault("position", next(_count))
    question = Question(event_id=event.id, made_at=now(), **values)
    question.wordings = [Wording(version=1, options=options, written_at=now(), **words)]
    made: Question = _flush(question)
    return made


def make_mailing(event: Event, **values: Any) -> Mailing:
    """A draft to everybody with a ticket."""
    values.setdefault("kind", MailingKind.SERVICE)
    if values["kind"] is MailingKind.SERVICE:
        values.setdefault("reason", ServiceReason.PREPARE)
    values.setdefault("subject_vi", "Chuẩn bị đến hội chợ")
    values.setdefault("body_vi", "Cổng mở lúc 7 giờ 30. Mang theo vé.")
    values.setdefault("made_at", now())
    mailing: Mailing = _flush(Mailing(event_id=event.id, **values))
    return mailing


def make_invitation(event: Event, **values: Any) -> Invitation:
    """Somebody on the list of guests, who may bring two companions."""
    n = next(_count)
    values.setdefault("full_name", "Hà Thị Thử")
    values.setdefault("email", f"guest{n}@test.invalid")
    values.setdefault("token", f"invitation-{n}")
    values.setdefault("companions_allowed", 2)
    values.setdefault("listed_at", now())
    invitation: Invitation = _flush(Invitation(event_id=event.id, **values))
    return invitation


def make_gate(event: Event, **values: Any) -> Gate:
    """A door."""
    values.setdefault("name", f"Cổng {next(_count)}")
    gate: Gate = _flush(Gate(event_id=event.id, **values))
    return gate


def make_zone(event: Event, **values: Any) -> Zone:
    """A hall without a limit."""
    values.setdefault("name_vi", f"Nhà {next(_count)}")
    zone: Zone = _flush(Zone(event_id=event.id, **values))
    return zone


def make_checkin_list(event: Event, **values: Any) -> CheckinList:
    """The main list: every role, no re-entry."""
    values.setdefault("slug", "main")
    values.setdefault("name_vi", "Cửa chính")
    values.setdefault("name_en", "Main door")
    row: CheckinList = _flush(CheckinList(event_id=event.id, **values))
    return row


def make_badge_batch(event: Event, **values: Any) -> BadgeBatch:
    """A batch of one badge whose files are not made yet."""
    values.setdefault("file_key", f"{next(_count):032x}")
    values.setdefault("layout", Layout.A4)
    values.setdefault("people", 1)
    values.setdefault("asked_at", now())
    batch: BadgeBatch = _flush(BadgeBatch(event_id=event.id, **values))
    return batch


def make_lead(exhibitor: Exhibitor, registration: Registration, **values: Any) -> Lead:
    """A contact that the exhibitor made just now."""
    for name in ("first_scanned_at", "last_scanned_at", "changed_at"):
        values.setdefault(name, now())
    row = Lead(
        event_id=exhibitor.event_id,
        exhibitor_id=exhibitor.id,
        registration_id=registration.id,
        **values,
    )
    lead: Lead = _flush(row)
    return lead


def make_import(event: Event | None, **values: Any) -> Import:
    """A list of one firm whose trial run is done; its file is no longer kept."""
    n = next(_count)
    values.setdefault("kind", ImportKind.COMPANIES)
    values.setdefault("state", ImportState.CHECKED)
    values.setdefault("file_name", "danh-sach.xlsx")
    values.setdefault("file_key", f"{n:032x}")
    values.setdefault("file_hash", "0" * 64)
    values.setdefault("headings", ["Tên đơn vị", "Tỉnh"])
    values.setdefault("samples", [["HTX Chè Mẫu", "Sơn La"]])
    values.setdefault("mapping", {"name": 0, "province": 1})
    values.setdefault("created_at", now())
    row: Import = _flush(Import(event_id=event.id if event else None, **values))
    return row


def make_import_row(one: Import, **values: Any) -> ImportRow:
    """A row that would make a firm."""
    values.setdefault("number", next(_count))
    values.setdefault("label", "HTX Chè Mẫu")
    values.setdefault("fate", Fate.NEW)
    said = {"name": values["label"], "legal_form": "cooperative", "country": "VN"}
    values.setdefault("values", said | {"province_key": "2025-14"})
    row: ImportRow = _flush(ImportRow(import_id=one.id, **values))
    return row


__all__ = [name for name in dir() if name.startswith("make_")] + ["Base", "now", "register"]
