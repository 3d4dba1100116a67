"""Problems and timetables as JSON, in the form that design and command line share."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from matchmaking.engine.timetable.problem import (
    OBJECTIVES,
    Assignment,
    BadProblem,
    Limit,
    Meeting,
    Participant,
    Problem,
    Timetable,
)

T = TypeVar("T")


def read_problem(given: Any) -> Problem:
    """Make a problem of parsed JSON.

    Raises
    ------
    BadProblem
        With one line that names what is wrong and where.
    """
    fields = _object(given, "the problem")
    slots = _required(fields, "slots", _whole, "the problem")
    return Problem(
        slots=slots,
        places=_required(fields, "places", _whole, "the problem"),
        participants=tuple(map(_participant, _list(fields, "participants"))),
        meetings=tuple(map(_meeting, _list(fields, "meetings"))),
        precedences=tuple(map(_pair, _list(fields, "precedences"))),
        place_capacity=_optional(fields, "place_capacity", _whole_numbers, "the problem"),
        max_gap_spread=_optional(fields, "max_gap_spread", _whole, "the problem"),
        objective=_optional(fields, "objective", _names, "the problem") or OBJECTIVES,
        previous=_previous(fields.get("previous")),
    )


def read_assignments(given: Any) -> tuple[Assignment, ...]:
    """Read a timetable's assignments: the whole answer, or their list alone."""
    if isinstance(given, Mapping):
        given = given.get("assignments", given)
    if isinstance(given, Mapping):  # meeting: slot
        return tuple(
            Assignment(str(meeting), _whole(slot, f"assignment of {meeting}"), -1)
            for meeting, slot in given.items()
        )
    return tuple(map(_assignment, _as_list(given, "assignments")))


def write_problem(problem: Problem) -> dict[str, Any]:
    """The problem as JSON can hold it; reading it gives an equal problem."""
    return {
        "slots": problem.slots,
        "places": problem.places,
        "participants": [_participant_fields(one) for one in problem.participants],
        "meetings": [_meeting_fields(one) for one in problem.meetings],
        "precedences": [list(pair) for pair in problem.precedences],
        "place_capacity": None if problem.place_capacity is None else list(problem.place_capacity),
        "max_gap_spread": problem.max_gap_spread,
        "objective": list(problem.objective),
        "previous": [_assignment_fields(one) for one in problem.previous] or None,
    }


def write_timetable(answer: Timetable) -> dict[str, Any]:
    """The answer as JSON can hold it."""
    written: dict[str, Any] = {
        "status": answer.status,
        "bound": answer.bound,
        "objective": answer.objective,
        "assignments": [_assignment_fields(one) for one in answer.assignments],
        "unplaced": [
            {"meeting": one.meeting, "code": one.code, "reason": one.reason}
            for one in answer.unplaced
        ],
        "seconds": round(answer.seconds, 3),
    }
    if answer.shortfalls:
        written["shortfalls"] = [
            {
                "participant": one.participant,
                "promised": one.promised,
                "placed": one.placed,
                "code": one.code,
                "reason": one.reason,
            }
            for one in answer.shortfalls
        ]
    if answer.conflict is not None:
        written["conflict"] = {
            "meetings": list(answer.conflict.meetings),
            "participants": list(answer.conflict.participants),
            "slots": list(answer.conflict.slots),
        }
    return written


def _assignment_fields(one: Assignment) -> dict[str, Any]:
    return {"meeting": one.meeting, "slot": one.slot, "place": None if one.place < 0 else one.place}


def _participant_fields(one: Participant) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": one.id,
        "forbidden": sorted(one.forbidden),
        "max_meetings": one.max_meetings,
        "min_meetings": one.min_meetings,
    }
    if one.limits:
        fields["limits"] = [
            {"slots": sorted(limit.slots), "most": limit.most} for limit in one.limits
        ]
    return fields


def _meeting_fields(one: Meeting) -> dict[str, Any]:
    return {
        "id": one.id,
        "participants": list(one.participants),
        "score": one.score,
        "required": one.required,
        "allowed_slots": None if one.allowed_slots is None else sorted(one.allowed_slots),
        "fixed_slot": one.fixed_slot,
        "place": one.place,
        **({} if one.needs_place else {"needs_place": False}),
    }


def _participant(given: Any) -> Participant:
    fields = _object(given, "a participant")
    name = _required(fields, "id", _name, "a participant")
    where = f"participant {name}"
    return Participant(
        name,
        frozenset(_optional(fields, "forbidden", _whole_numbers, where) or ()),
        _optional(fields, "max_meetings", _whole, where),
        _optional(fields, "min_meetings", _whole, where) or 0,
        tuple(_limit(given, where) for given in _list(fields, "limits")),
    )


def _limit(given: Any, where: str) -> Limit:
    where = f"{where}: limits"
    fields = _object(given, where)
    return Limit(
        frozenset(_required(fields, "slots", _whole_numbers, where)),
        _required(fields, "most", _whole, where),
    )


def _meeting(given: Any) -> Meeting:
    fields = _object(given, "a meeting")
    name = _required(fields, "id", _name, "a meeting")
    where = f"meeting {name}"
    allowed = _optional(fields, "allowed_slots", _whole_numbers, where)
    return Meeting(
        name,
        _required(fields, "participants", _names, where),
        _optional(fields, "score", _number, where) or 0.0,
        _optional(fields, "required", _truth, where) or False,
        None if allowed is None else frozenset(allowed),
        _optional(fields, "fixed_slot", _whole, where),
        _optional(fields, "place", _whole, where),
        _optional(fields, "needs_place", _truth, where) is not False,
    )


def _assignment(given: Any) -> Assignment:
    fields = _object(given, "an assignment")
    name = _required(fields, "meeting", _name, "an assignment")
    where = f"assignment of {name}"
    place = _optional(fields, "place", _whole, where)
    return Assignment(
        name, _required(fields, "slot", _whole, where), -1 if place is None else place
    )


def _previous(given: Any) -> tuple[Assignment, ...]:
    return () if given is None else read_assignments(given)


def _pair(given: Any) -> tuple[str, str]:
    names = _names(given, "precedences")
    if len(names) != 2:  # noqa: PLR2004 -- a pair
        raise BadProblem("precedences are pairs of meetings: the first is held before the second")
    return names[0], names[1]


def _object(given: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise BadProblem(f"{what} must be a JSON object")
    return given


def _list(fields: Mapping[str, Any], name: str) -> list[Any]:
    given = fields.get(name)
    return [] if given is None else _as_list(given, name)


def _as_list(given: Any, where: str) -> list[Any]:
    if not isinstance(given, list):
        raise BadProblem(f"{where} must be a list")
    return given


def _required(fields: Mapping[str, Any], name: str, read: Callable[[Any, str], T], where: str) -> T:
    if fields.get(name) is None:
        raise BadProblem(f"{where} has no {name}")
    return read(fields[name], f"{where}: {name}")


def _optional(
    fields: Mapping[str, Any], name: str, read: Callable[[Any, str], T], where: str
) -> T | None:
    given = fields.get(name)
    return None if given is None else read(given, f"{where}: {name}")


def _whole(given: Any, where: str) -> int:
    if isinstance(given, bool) or not isinstance(given, int):
        raise BadProblem(f"{where} must be a whole number")
    return given


def _whole_numbers(given: Any, where: str) -> tuple[int, ...]:
    return tuple(_whole(one, where) for one in _as_list(given, where))


def _number(given: Any, where: str) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise BadProblem(f"{where} must be a number")
    return float(given)


def _truth(given: Any, where: str) -> bool:
    if not isinstance(given, bool):
        raise BadProblem(f"{where} must be true or false")
    return given


def _name(given: Any, where: str) -> str:
    if isinstance(given, bool) or not isinstance(given, str | int):
        raise BadProblem(f"{where} must be a text")
    return str(given)


def _names(given: Any, where: str) -> tuple[str, ...]:
    return tuple(_name(one, where) for one in _as_list(given, where))
