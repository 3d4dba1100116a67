"""What kinds, states and roles are called; marked here, translated where they are shown."""

from core.i18n import N_
from events.programme.models import EventKind, EventState, MeetingMode, TeamRole

KINDS: dict[EventKind, str] = {
    EventKind.FAIR: N_("Trade fair"),
    EventKind.SEMINAR: N_("Networking seminar"),
    EventKind.JOB_FAIR: N_("Job fair"),
    EventKind.INVESTOR_DAY: N_("Investor day"),
    EventKind.TRADE_MISSION: N_("Trade mission"),
    EventKind.DIALOGUE: N_("Dialogue with firms"),
}
STATES: dict[EventState, str] = {
    EventState.DRAFT: N_("Draft"),
    EventState.ANNOUNCED: N_("Announced"),
    EventState.OPEN: N_("Open for registration"),
    EventState.RUNNING: N_("Taking place now"),
    EventState.CLOSED: N_("Closed"),
    EventState.ARCHIVED: N_("Archived"),
    EventState.CANCELLED: N_("Cancelled"),
}
# How the state's badge looks.
TONES: dict[EventState, str] = {
    EventState.DRAFT: "",
    EventState.ANNOUNCED: "info",
    EventState.OPEN: "ok",
    EventState.RUNNING: "warn",
    EventState.CLOSED: "",
    EventState.ARCHIVED: "",
    EventState.CANCELLED: "danger",
}
SIGNS: dict[EventState, str] = {
    EventState.DRAFT: "pencil",
    EventState.ANNOUNCED: "bell",
    EventState.OPEN: "check-lg",
    EventState.RUNNING: "clock",
    EventState.CLOSED: "lock",
    EventState.ARCHIVED: "bookmark",
    EventState.CANCELLED: "x-lg",
}
# What a move to a state does, for the organiser who is about to make it.
MOVES: dict[EventState, tuple[str, str]] = {
    EventState.ANNOUNCED: (
        N_("Announce the event"),
        N_("Everybody sees the event in the calendar. Nobody can register yet."),
    ),
    EventState.OPEN: (
        N_("Open registration"),
        N_("Visitors register, firms apply for booths, buyers say what they need."),
    ),
    EventState.RUNNING: (
        N_("Start the event"),
        N_("The event is shown as taking place now; the doors scan tickets."),
    ),
    EventState.CLOSED: (
        N_("Close the event"),
        N_("Registration and meetings end. The pages stay and say what was."),
    ),
    EventState.ARCHIVED: (
        N_("Archive the event"),
        N_("The event is kept for the records and leaves your daily list."),
    ),
    EventState.CANCELLED: (
        N_("Cancel the event"),
        N_("The pages say that the event does not take place. This cannot be undone."),
    ),
}
MODES: dict[MeetingMode, str] = {
    MeetingMode.BOOKS: N_("At once: who accepts a meeting chooses a free time and table."),
    MeetingMode.PLANS: N_("Planned: accepted meetings wait until you build the timetable."),
}
ROLES: dict[TeamRole, tuple[str, str]] = {
    TeamRole.ORGANISER: (N_("Organiser"), N_("decides everything about this event")),
    TeamRole.TEAM: (N_("Team"), N_("answers applications, keeps lists and programme")),
    TeamRole.DOOR: (N_("Door staff"), N_("checks tickets at the door, nothing else")),
}

# By whose clock times are meant: countries say more to people than names of zones.
ZONES = {
    "Asia/Ho_Chi_Minh": N_("Vietnam time"),
    "Asia/Vientiane": N_("Laos time"),
    "Asia/Bangkok": N_("Thailand time"),
    "Asia/Shanghai": N_("China time"),
    "Asia/Seoul": N_("Korea time"),
    "Asia/Tokyo": N_("Japan time"),
    "Asia/Singapore": N_("Singapore time"),
    "Europe/Berlin": N_("Central European time"),
    "UTC": N_("Universal time (UTC)"),
}
