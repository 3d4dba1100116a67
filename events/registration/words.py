"""Roles and states in words, marked for translation, and the colour of each role's badge."""

from core.i18n import N_
from events.programme.models import EventKind
from events.registration.models import RegistrationRole as Role
from events.registration.models import RegistrationState as State

ROLES = {
    Role.VISITOR: N_("Visitor"),
    Role.EXHIBITOR: N_("Exhibitor"),
    Role.BUYER: N_("Buyer"),
    Role.SPEAKER: N_("Speaker"),
    Role.PRESS: N_("Press"),
    Role.TEAM: N_("Organising team"),
}

STATES = {
    State.PENDING: N_("Waiting for approval"),
    State.WAITING: N_("On the waiting list"),
    State.APPROVED: N_("Has a ticket"),
    State.CANCELLED: N_("Cancelled"),
}

TONES = {
    State.PENDING: "warn",
    State.WAITING: "warn",
    State.APPROVED: "ok",
    State.CANCELLED: "danger",
}

# What the badge says, in both languages whoever prints it, on the role's colour (4.5:1 on white).
BADGES = {
    Role.VISITOR: ("KHÁCH THAM QUAN", "Visitor", (0x32, 0x43, 0x9C)),
    Role.EXHIBITOR: ("ĐƠN VỊ TRƯNG BÀY", "Exhibitor", (0x1F, 0x6A, 0x3F)),
    Role.BUYER: ("NGƯỜI MUA", "Buyer", (0x8E, 0x2A, 0x5B)),
    Role.SPEAKER: ("DIỄN GIẢ", "Speaker", (0x93, 0x59, 0x08)),
    Role.PRESS: ("BÁO CHÍ", "Press", (0x28, 0x69, 0x8E)),
    Role.TEAM: ("BAN TỔ CHỨC", "Organising team", (0xB3, 0x26, 0x1E)),
}

# Who is called otherwise at an event of a kind.
_BADGES_OF: dict[EventKind, dict[Role, tuple[str, str]]] = {
    EventKind.JOB_FAIR: {
        Role.VISITOR: ("NGƯỜI TÌM VIỆC", "Job seeker"),
        Role.EXHIBITOR: ("NHÀ TUYỂN DỤNG", "Employer"),
        Role.BUYER: ("ĐỐI TÁC TUYỂN DỤNG", "Recruiting partner"),
    },
    EventKind.INVESTOR_DAY: {
        Role.VISITOR: ("NGƯỜI THAM DỰ", "Participant"),
        Role.EXHIBITOR: ("KHỞI NGHIỆP", "Start-up"),
        Role.BUYER: ("NHÀ ĐẦU TƯ", "Investor"),
    },
    EventKind.TRADE_MISSION: {
        Role.EXHIBITOR: ("ĐƠN VỊ TRONG ĐOÀN", "Travelling firm"),
        Role.BUYER: ("ĐỐI TÁC NƯỚC NGOÀI", "Partner abroad"),
    },
}


def badge_role(role: Role, kind: EventKind) -> tuple[str, str, tuple[int, int, int]]:
    """What the badge of a role says at an event of this kind, and its colour."""
    big, small, colour = BADGES[role]
    return *_BADGES_OF.get(kind, {}).get(role, (big, small)), colour
