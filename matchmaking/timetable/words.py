"""What drafts, aims and reasons are called, in the reader's language."""

from typing import Any

from core.i18n import N_, _, fmt_number
from matchmaking.meetings.models import Meeting
from matchmaking.timetable.models import Table, TimetableDraft
from matchmaking.timetable.states import Aim, DraftState

AIMS = {
    Aim.ALL: N_("All agreed meetings"),
    Aim.BEST: N_("The best that fit"),
    Aim.FILL: N_("Fill what is empty"),
    Aim.REPAIR: N_("Repair"),
}
STATES = {
    DraftState.BUILDING: (N_("Being built"), "info"),
    DraftState.READY: (N_("Ready to look at"), "ok"),
    DraftState.INFEASIBLE: (N_("Not possible"), "danger"),
    DraftState.FAILED: (N_("No timetable"), "danger"),
    DraftState.OUTDATED: (N_("Outdated"), ""),
    DraftState.PUBLISHED: (N_("Published"), "ok"),
}
REASONS = {
    "no_common_slot": N_("There is no meeting time at which both can come."),
    "busy": N_("At every time that suits them, one of the two meets somebody else."),
    "places": N_("At every time that suits them, all tables are taken."),
    "limit": N_("One of the two meets somebody else at all of their times."),
    "worse": N_("Others would lose their meeting for it."),
}

SHORTFALLS = {
    "few": N_("fewer have agreed to meet them"),
    "away": N_("they are away too much, or want breaks"),
    "others": N_("times and tables at which their partners can come go to others"),
}
VALUES = {
    "placed": N_("Meetings placed"),
    "score": N_("How well they suit"),
    "idle_gaps": N_("Waits between meetings"),
    "fairness": N_("Difference in waiting"),
    "changes": N_("Meetings moved"),
}
VERBS = {
    "meeting:requested": N_("asked"),
    "meeting:accepted": N_("agreed, or took its time away"),
    "meeting:placed": N_("gave it a time"),
    "meeting:moved": N_("moved it"),
    "meeting:cancelled": N_("cancelled it"),
    "meeting:held": N_("noted that it took place"),
    "meeting:missed": N_("noted that it did not take place"),
    "meeting:locked": N_("locked it"),
    "meeting:unlocked": N_("unlocked it"),
}

CLOSE = 1e-6


def place_word(table: Table | None) -> str:
    """What a place for meetings is called: a table by its number, a booth by its own; or online."""
    if table is None:
        return str(_("Online"))
    if table.booth_id is not None:
        return str(_("Booth %(label)s", label=table.label))
    return str(_("Table %(label)s", label=table.label))


def draft_state(state: DraftState) -> dict[str, str]:
    """What a badge needs."""
    text, kind = STATES[state]
    return {"text": _(text), "kind": kind}


def aim_word(aim: Aim) -> str:
    """What a build is for, in a few words."""
    return str(_(AIMS[aim]))


def shortfall_word(code: str) -> str:
    """Why somebody gets fewer meetings than promised."""
    return str(_(SHORTFALLS[code]))


def value_word(name: str) -> str:
    """What a value of a timetable counts."""
    return str(_(VALUES[name]))


def reason_word(code: str) -> str:
    """Why a meeting has no place."""
    return str(_(REASONS.get(code, REASONS["worse"])))


def verb_word(verb: str) -> str:
    """What somebody did to a meeting; other things are left to the activity page."""
    return str(_(VERBS[verb])) if verb in VERBS else ""


def shown_booths(meeting: Meeting) -> list[Any]:
    """Where else the other side is found: of a group everybody has a booth of their own."""
    return [] if meeting.is_group else list(meeting.exhibitor.allotments)


def where(meeting: Meeting) -> str:
    """Table, zone and booth of a meeting, in the reader's language."""
    placement = meeting.placement
    if placement is None:
        return str(meeting.event.place)
    table = placement.table
    if table is None:
        return place_word(None)
    booths = ", ".join(one.booth.label for one in shown_booths(meeting))
    parts = [
        place_word(table),
        table.where,
        _("Booth %(label)s", label=booths) if booths and table.booth_id is None else "",
    ]
    return " · ".join(filter(None, parts))


def quality(draft: TimetableDraft) -> list[str]:
    """How good a draft is, and how good it could be at most, in sentences.

    The objectives come one after the other, so a bound of a later one holds only with what was
    reached before it; the sentences say so, or leave it out.
    """
    reached, bound = draft.reached, draft.bound
    texts = []
    if draft.aim is Aim.BEST:
        texts += _score(reached["score"], bound.get("score"))
    else:
        texts += _placed(draft, reached["placed"], bound.get("placed"))
    return texts + _gaps(draft, int(reached["idle_gaps"]), int(reached["fairness"]))


def _placed(draft: TimetableDraft, placed: float, most: float | None) -> list[str]:
    if placed >= draft.wanted:
        return [_("Every agreed meeting has its place.")]
    if most is None:
        return []
    if placed >= most:
        return [
            _("Proven: as long as what is fixed stays, no timetable has room for more meetings.")
        ]
    text = _(
        "At most %(num)s meetings could be placed; more is proven impossible.", num=fmt_number(most)
    )
    return [text]


def _score(score: float, most: float | None) -> list[str]:
    if most is None or most <= 0:
        return []
    if score >= most - CLOSE:
        return [_("Proven: no choice of meetings suits the two sides better.")]
    share = fmt_number(round(100 * score / most, 1))
    text = _(
        "The meetings suit the two sides %(share)s %% as well as is possible at most.", share=share
    )
    return [text]


def _gaps(draft: TimetableDraft, gaps: int, fairness: int) -> list[str]:
    if gaps == 0:
        return [_("Nobody waits between two meetings.")]
    text = _("Waits between two meetings, all firms together: %(num)s.", num=fmt_number(gaps))
    least = draft.bound.get("idle_gaps")
    if least is not None and gaps <= least:
        text += " " + _("Proven: with these meetings, fewer are not possible.")
    if not fairness:
        return [text]
    more = _(
        "Who waits most often waits %(num)s times more than who waits least.",
        num=fmt_number(fairness),
    )
    return [text, more]
