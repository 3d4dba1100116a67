"""The demo's events: a fair in three days, one that runs today, one that is over, two seminars."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from accounts.sign_in.models import User
from core.db import db
from demo.cast import Cast
from events.programme.models import (
    Event,
    EventKind,
    EventState,
    MeetingMode,
    Session,
    Speaker,
    TeamMember,
    TeamRole,
)
from events.programme.services import room_named
from events.programme.services.slots import generate_slots
from events.programme.times import DayRange, local_day, to_moment

ZONE = "Asia/Ho_Chi_Minh"
NOON = ((time(11, 40), time(13, 20)),)


@dataclass(frozen=True)
class Fairs:
    """The five events by what they show."""

    coming: Event
    running: Event
    over: Event
    tea_seminar: Event
    export_seminar: Event


@dataclass(frozen=True)
class _Plan:
    """An event by its place in time, in days from today; hours are the wall's."""

    slug: str
    kind: EventKind
    name_vi: str
    name_en: str
    summary_vi: str
    summary_en: str
    place: str
    address: str
    province_key: str
    first_day: int
    last_day: int
    opens: time = time(8)
    closes: time = time(21)
    mode: MeetingMode = MeetingMode.BOOKS


COMING = _Plan(
    "hoi-cho-tay-bac",
    EventKind.FAIR,
    "Hội chợ Thương mại và OCOP Tây Bắc (mẫu)",
    "North-West Trade and OCOP Fair (sample)",
    "Chè, cà phê, mật ong, dược liệu, trái cây và thổ cẩm của các tỉnh miền núi phía Bắc. "
    "Người mua nêu nhu cầu, nhận gợi ý có giải thích và đặt lịch gặp trước.",
    "Tea, coffee, honey, herbs, fruit and brocade from the northern mountains. Buyers say what "
    "they need, get explained suggestions and book their meetings beforehand.",
    "Quảng trường Tây Bắc",
    "Phường Tô Hiệu, Sơn La",
    "2025-14",
    3,
    6,
)
RUNNING = _Plan(
    "phien-cho-lao-cai",
    EventKind.FAIR,
    "Phiên chợ nông sản Lào Cai (mẫu)",
    "Lào Cai Farm Produce Market Days (sample)",
    "Ba ngày gặp gỡ của hợp tác xã, hộ sản xuất và siêu thị ngay cửa ngõ biên giới.",
    "Three days in which cooperatives, households and supermarkets meet near the border.",
    "Trung tâm Hội chợ Kim Thành",
    "Phường Lào Cai, Lào Cai",
    "2025-15",
    -1,
    1,
    opens=time(0, 30),
    closes=time(23, 30),
)
OVER = _Plan(
    "tuan-hang-ocop",
    EventKind.FAIR,
    "Tuần hàng OCOP vùng cao (mẫu)",
    "Highland OCOP Week (sample)",
    "Tuần hàng đã khép lại; kết quả gặp gỡ còn được theo dõi.",
    "The week is over; what came of its meetings is still followed up.",
    "Nhà văn hóa tỉnh",
    "Phường Chiềng Cơi, Sơn La",
    "2025-14",
    -35,
    -31,
)
TEA = _Plan(
    "hoi-thao-che-duoc-lieu",
    EventKind.SEMINAR,
    "Hội thảo kết nối: chè và dược liệu (mẫu)",
    "Networking seminar: tea and medicinal herbs (sample)",
    "Một buổi sáng với người trồng, nhà chế biến và người mua chè, dược liệu.",
    "A morning with growers, processors and buyers of tea and medicinal herbs.",
    "Hội trường Sở Công Thương",
    "Phường Tô Hiệu, Sơn La",
    "2025-14",
    4,
    4,
    opens=time(7, 30),
    closes=time(17),
)
EXPORT = _Plan(
    "hoi-thao-xuat-khau-chinh-ngach",
    EventKind.SEMINAR,
    "Hội thảo kết nối: trái cây xuất khẩu chính ngạch (mẫu)",
    "Networking seminar: fruit exports by the official route (sample)",
    "Mã số vùng trồng, cơ sở đóng gói và yêu cầu của thị trường Trung Quốc.",
    "Growing-area codes, packing houses and what the Chinese market asks for.",
    "Khách sạn Biên Giới",
    "Phường Lào Cai, Lào Cai",
    "2025-15",
    10,
    10,
    opens=time(7, 30),
    closes=time(17),
    mode=MeetingMode.PLANS,
)
# day of the event (0 is the first), from, to, room, capacity, titles, speaker
TALKS: dict[str, tuple[tuple[int, time, time, str, int | None, str, str, str], ...]] = {
    COMING.slug: (
        (0, time(8, 30), time(9, 15), "Sân khấu chính", None, "Khai mạc", "Opening", ""),
        (0, time(9, 30), time(11), "Hội trường 1", 80, "Chè Shan tuyết: chuyện vùng và giá trị",
         "Shan tuyết tea: origin and value", "Chuyên gia ngành chè"),
        (1, time(14), time(15, 30), "Hội trường 1", 60, "Vào siêu thị: giấy tờ, bao bì, giá",
         "Into the supermarket: papers, packing, price", "Đại diện chuỗi bán lẻ"),
        (2, time(9), time(10, 30), "Hội trường 2", 40, "Truy xuất nguồn gốc cho hợp tác xã nhỏ",
         "Traceability for small cooperatives", "Chi cục Quản lý chất lượng"),
    ),
    RUNNING.slug: (
        (0, time(9), time(10), "Sân khấu chính", None, "Khai mạc", "Opening", ""),
        (1, time(14), time(15), "Nhà bạt 2", 50, "Bán hàng qua phiên trực tiếp",
         "Selling by livestream", "Nhóm bán hàng trẻ"),
    ),
    OVER.slug: (
        (0, time(9), time(10), "Sân khấu chính", None, "Khai mạc", "Opening", ""),
    ),
    TEA.slug: (
        (0, time(8), time(9, 30), "Hội trường", 120, "Thị trường chè và dược liệu",
         "The market for tea and herbs", "Sở Công Thương"),
        (0, time(13, 30), time(15), "Phòng 2", 24, "Thử nếm: sáu dòng chè Shan",
         "Tasting: six Shan teas", "Nghệ nhân chè"),
    ),
    EXPORT.slug: (
        (0, time(8), time(9, 30), "Phòng khánh tiết", 100, "Mã số vùng trồng và cơ sở đóng gói",
         "Growing-area and packing-house codes", "Cục chuyên ngành"),
        (0, time(13, 30), time(15), "Phòng khánh tiết", 100, "Hỏi đáp với nhà nhập khẩu",
         "Questions to importers", "Nhà nhập khẩu"),
    ),
}  # fmt: skip


def make_fairs(cast: Cast, *, today: date, at: datetime) -> Fairs:
    """All five events, open, with team, sessions and slots; see :func:`settle` for their end."""
    made = [_event(plan, cast, today=today, at=at) for plan in (COMING, RUNNING, OVER, TEA, EXPORT)]
    return Fairs(*made)


def settle(fairs: Fairs) -> None:
    """Put the events into the states that they have today."""
    fairs.running.state = EventState.RUNNING
    fairs.over.state = EventState.CLOSED
    db.session.flush()


def _moment(day: date, hour: time) -> datetime:
    return to_moment(datetime.combine(day, hour), ZONE)


def _event(plan: _Plan, cast: Cast, *, today: date, at: datetime) -> Event:
    first, last = (today + timedelta(days=n) for n in (plan.first_day, plan.last_day))
    event = Event(
        slug=plan.slug,
        kind=plan.kind,
        state=EventState.OPEN,
        name_vi=plan.name_vi,
        name_en=plan.name_en,
        summary_vi=plan.summary_vi,
        summary_en=plan.summary_en,
        organiser_name="Trung tâm Xúc tiến Thương mại (mẫu)",
        contact_email="organiser@demo.invalid",
        place=plan.place,
        address=plan.address,
        province_key=plan.province_key,
        zone=ZONE,
        starts_at=_moment(first, plan.opens),
        ends_at=_moment(last, plan.closes),
        meeting_mode=plan.mode,
        created_at=at,
        created_by_id=cast.users["organiser"].id,
        is_demo=True,
    )
    db.session.add(event)
    db.session.flush()
    _team(event, cast.users)
    _sessions(event, plan, first)
    _slots(event, by=cast.users["organiser"], at=at)
    return event


def _team(event: Event, users: dict[str, User]) -> None:
    roles = {"organiser": TeamRole.ORGANISER, "door": TeamRole.DOOR}
    for name, role in roles.items():
        db.session.add(TeamMember(event_id=event.id, user_id=users[name].id, role=role))
    db.session.flush()


def _sessions(event: Event, plan: _Plan, first: date) -> None:
    for day, start, end, room, capacity, title_vi, title_en, speaker in TALKS[plan.slug]:
        on = first + timedelta(days=day)
        talk = Session(
            event_id=event.id,
            title_vi=title_vi,
            title_en=title_en,
            room_id=_room(event, room),
            starts_at=_moment(on, start),
            ends_at=_moment(on, end),
            capacity=capacity,
        )
        db.session.add(talk)
        if speaker:
            talk.speakers.append(
                Speaker(event_id=event.id, full_name=speaker, is_public=True, session=talk)
            )
    db.session.flush()


def _room(event: Event, name: str) -> int | None:
    room = room_named(event, name, at=event.created_at)
    return room.id if room is not None else None


def _slots(event: Event, *, by: User, at: datetime) -> None:
    first, last = (local_day(moment, ZONE) for moment in (event.starts_at, event.ends_at))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    ranges = [DayRange(day, time(8), time(17)) for day in days[:2]]
    generate_slots(event, ranges, event.slot_minutes, NOON, by=by, at=at)
