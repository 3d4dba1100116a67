"""What the states of a meeting are called, in the reader's language."""

from collections.abc import Iterable

from accounts.companies.models import Company
from core.i18n import N_, _
from events.catalogue.pages import company_name
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.queries import Step, partners_of
from matchmaking.meetings.states import (
    CancelReason,
    DeclineReason,
    MeetingState,
    MemberState,
    Strength,
)
from matchmaking.needs.models import Side

S = MeetingState
STATES = {
    S.REQUESTED: (N_("Waits for an answer"), "warn"),
    S.ACCEPTED: (N_("Agreed, time follows"), "ok"),
    S.PLACED: (N_("Agreed"), "ok"),
    S.DECLINED: (N_("Not this time"), ""),
    S.WITHDRAWN: (N_("Withdrawn"), ""),
    S.EXPIRED: (N_("Time to answer is over"), ""),
    S.CANCELLED: (N_("Cancelled"), "danger"),
    S.HELD: (N_("Took place"), "ok"),
    S.MISSED: (N_("Did not take place"), ""),
}

MEMBERS = {
    MemberState.INVITED: (N_("Waits for an answer"), "warn"),
    MemberState.ACCEPTED: (N_("Comes"), "ok"),
    MemberState.DECLINED: (N_("Not this time"), ""),
    MemberState.LEFT: (N_("Cannot come any more"), ""),
}
STRENGTHS = {Strength.MUST: N_("Must meet"), Strength.WOULD: N_("Would like to meet")}
R = DeclineReason
# What one side chooses, and how it is told to the other: as circumstances, never as a fault.
REASONS = {
    R.FULL: (N_("Our days are full"), N_("Their days at this event are full.")),
    R.NO_FIT: (
        N_("It is not what we offer or look for"),
        N_("They offer or look for something else this time."),
    ),
    R.SOLD_OUT: (
        N_("We cannot take on more this season"),
        N_("They cannot take on more business this season."),
    ),
    R.IN_TOUCH: (
        N_("We are in touch already"),
        N_("You are in touch already, so a meeting is not needed."),
    ),
    R.ABSENT: (
        N_("We are not there at that time"),
        N_("Their people are not there at the times to come."),
    ),
    R.OTHER: (N_("Another reason"), ""),
}

CANCEL_REASONS = {
    CancelReason.CANNOT_COME: N_("We cannot come"),
    CancelReason.TIME: N_("The time does not suit us"),
    CancelReason.SETTLED: N_("We have settled the matter already"),
    CancelReason.OTHER: N_("Another reason"),
}


def cancel_reason(reason: str) -> str:
    """Why a meeting was called off, in words of the reader."""
    return str(_(CANCEL_REASONS[CancelReason(reason)]))


STEPS = {
    "requested": N_("%(who)s asked for the meeting"),
    "wished": N_("%(who)s wished to meet"),
    "proposed": N_("%(who)s proposed other times"),
    "accepted": N_("%(who)s said yes"),
    "placed": N_("%(who)s fixed time and table"),
    "moved": N_("%(who)s moved the meeting"),
    "joined": N_("%(who)s said yes"),
    "passed": N_("%(who)s could not make it this time"),
    "left": N_("%(who)s had to leave the group"),
    "declined": N_("%(who)s could not make it this time"),
    "withdrawn": N_("%(who)s took the request back"),
    "cancelled": N_("%(who)s cancelled the meeting"),
    "expired": N_("The time to answer was over"),
    "held": N_("The meeting took place"),
    "missed": N_("The meeting did not take place"),
}


def meeting_state(state: MeetingState) -> dict[str, str]:
    """What a badge needs."""
    text, kind = STATES[state]
    return {"text": _(text), "kind": kind}


def member_state(state: MemberState) -> dict[str, str]:
    """What a badge needs, for one firm of a group."""
    text, kind = MEMBERS[state]
    return {"text": _(text), "kind": kind}


def strength_word(strength: Strength) -> str:
    """How much one side wants to meet."""
    return str(_(STRENGTHS[Strength(strength)]))


def decline_reason(reason: DeclineReason | str) -> str:
    """Why not, as the other side reads it; nothing where there is nothing to say."""
    told = REASONS[DeclineReason(reason)][1]
    return str(_(told)) if told else ""


def step_words(step: Step, partner: str, *, us: Side | None) -> str:
    """A step of the history in a sentence, as one side reads it; nothing for what is not told."""
    if step.verb not in STEPS:
        return ""
    if step.who and step.verb == "accepted":  # of a group, each of which said so before
        return str(_("Enough firms come: the meeting stands"))
    who = partner
    if step.side is None:
        who = _("The organiser")
        if step.verb == "accepted":  # a new timetable had no room for it
            return str(_("The organiser took back time and table"))
    elif step.side is us:
        who = _("You")
    return str(_(STEPS[step.verb], who=who))


def names_of(companies: Iterable[Company]) -> str:
    """Companies in one line, each by its name in the reader's language."""
    return ", ".join(map(company_name, companies))


def seller_names(meeting: Meeting) -> str:
    """The exhibitors' side of a meeting in one line."""
    return names_of(one.company for one in meeting.exhibitors)


def partner_names(meeting: Meeting, company_ids: set[int]) -> str:
    """Who is across the table, seen from these companies, in one line."""
    return names_of(partners_of(meeting, company_ids))
