"""Roles and states in words, marked for translation, and the colour of each role's badge."""

from core.i18n import N_
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
