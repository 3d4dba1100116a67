"""The states of a meeting, and the one table of what who may do when."""

import enum
from collections.abc import Collection
from dataclasses import dataclass


class MeetingState(enum.StrEnum):
    """A request is the first state of a meeting."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"  # no slot yet
    PLACED = "placed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    HELD = "held"
    MISSED = "missed"


class Strength(enum.StrEnum):
    """How much one side wants to meet the other."""

    MUST = "must"
    WOULD = "would"


class DeclineReason(enum.StrEnum):
    """Why not: a short list that names circumstances, never faults."""

    FULL = "full"
    NO_FIT = "no_fit"
    SOLD_OUT = "sold_out"
    IN_TOUCH = "in_touch"
    ABSENT = "absent"
    OTHER = "other"


class CancelReason(enum.StrEnum):
    """Why an agreed meeting is called off; the other side reads it in its own language."""

    CANNOT_COME = "cannot_come"
    TIME = "time"
    SETTLED = "settled"
    OTHER = "other"


class MemberState(enum.StrEnum):
    """Where one firm of a group meeting stands; each answers for itself."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LEFT = "left"  # said yes and then could not come


class GroupHost(enum.StrEnum):
    """Who sets the time of group meetings and receives the firms."""

    BUYER = "buyer"
    ORGANISER = "organiser"


class Who(enum.StrEnum):
    """In which role somebody makes a move."""

    ASKER = "asker"  # the side that asked
    ASKED = "asked"  # the side that was asked
    AWAITED = "awaited"  # the side whose answer is awaited now: proposals hand it to and fro
    HOUSE = "house"  # the organiser, or the clock


class When(enum.StrEnum):
    """How the move stands to the time to answer."""

    IN_TIME = "in_time"
    OVERDUE = "overdue"
    ANY = "any"


@dataclass(frozen=True)
class Move:
    """One allowed move: from where to where, by whom, and when."""

    verb: str
    old: MeetingState
    new: MeetingState
    who: frozenset[Who]
    when: When = When.ANY


S = MeetingState
SIDES = frozenset({Who.ASKER, Who.ASKED})
ANYBODY = SIDES | {Who.HOUSE}
HOUSE = frozenset({Who.HOUSE})
AWAITED = frozenset({Who.AWAITED})
TABLE = (
    Move("accept", S.REQUESTED, S.ACCEPTED, AWAITED, When.IN_TIME),
    Move("accept", S.REQUESTED, S.PLACED, AWAITED, When.IN_TIME),
    Move("propose", S.REQUESTED, S.REQUESTED, AWAITED, When.IN_TIME),
    # A no needs no turn: who was asked says it at any time, who asked takes the request back.
    Move("decline", S.REQUESTED, S.DECLINED, AWAITED | {Who.ASKED}, When.IN_TIME),
    Move("withdraw", S.REQUESTED, S.WITHDRAWN, frozenset({Who.ASKER}), When.IN_TIME),
    Move("expire", S.REQUESTED, S.EXPIRED, HOUSE, When.OVERDUE),
    Move("cancel", S.REQUESTED, S.CANCELLED, HOUSE, When.IN_TIME),  # a group that cannot be enough
    Move("place", S.ACCEPTED, S.PLACED, ANYBODY),
    Move("cancel", S.ACCEPTED, S.CANCELLED, ANYBODY),
    Move("move", S.PLACED, S.PLACED, ANYBODY),
    Move("unplace", S.PLACED, S.ACCEPTED, HOUSE),
    Move("cancel", S.PLACED, S.CANCELLED, ANYBODY),
    Move("hold", S.PLACED, S.HELD, ANYBODY),
    Move("miss", S.PLACED, S.MISSED, ANYBODY),
    Move("correct", S.HELD, S.PLACED, ANYBODY),
    Move("correct", S.MISSED, S.PLACED, ANYBODY),
)
MOVES: dict[MeetingState, frozenset[MeetingState]] = {
    state: frozenset(one.new for one in TABLE if one.old is state and one.new is not state)
    for state in MeetingState
}
LIVE = frozenset({S.REQUESTED, S.ACCEPTED, S.PLACED, S.HELD, S.MISSED})
AGREED = frozenset({S.ACCEPTED, S.PLACED, S.HELD, S.MISSED})  # the sides see each other's contacts
A_NO = frozenset({S.DECLINED, S.CANCELLED})


def may_become(old: MeetingState, new: MeetingState) -> bool:
    """Whether a meeting may go from one state to another, whoever does it."""
    return new in MOVES[old]


def allows(
    verb: str,
    old: MeetingState,
    *,
    who: Collection[Who],
    overdue: bool,
    new: MeetingState | None = None,
) -> bool:
    """Whether somebody in these roles may do this now; ``overdue``: the time to answer is over."""
    return any(
        one.verb == verb
        and one.old is old
        and (new is None or one.new is new)
        and not one.who.isdisjoint(who)
        and (one.when is When.ANY or (one.when is When.OVERDUE) is overdue)
        for one in TABLE
    )
