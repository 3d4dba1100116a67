"""What a device may ask, read strictly from JSON: anything odd is named, nothing is guessed."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from core.errors import DomainError
from core.i18n import N_
from events.checkin.models import Direction, SelfTest, Verdict

BODY_LIMIT, BATCH_LIMIT = 32 * 1024, 512 * 1024
MOST_SCANS = 200
REASON_LETTERS = (3, 200)
NONCE = re.compile(r"[A-Za-z0-9._:-]{8,64}")


class BadQuestion(DomainError):
    """The body is not what the interface asks for; ``field`` says where."""

    code = "checkin.bad_question"
    message = N_("The request cannot be read: %(field)s.")
    status = 422


class NotJson(DomainError):
    """The body is no JSON object."""

    code = "checkin.not_json"
    message = N_("The request must be one JSON object.")
    status = 400


@dataclass(frozen=True)
class Question:
    """One scan as a device sends it."""

    code: str
    nonce: str
    list: str = "main"
    direction: Direction = Direction.ENTRY
    scanned_at: datetime | None = None
    forced: bool = False
    force_reason: str = ""
    verdict: Verdict | None = None
    gate_id: int | None = None


@dataclass(frozen=True)
class Batch:
    """A phone's queue; an entry that cannot be read is its nonce, if any, and why."""

    list: str
    sent_at: datetime
    scans: "Sequence[Question | tuple[str | None, BadQuestion]]"


@dataclass(frozen=True)
class Heartbeat:
    """How a phone is."""

    queued: int
    app: str
    snapshot: str | None
    sent_at: datetime
    tested_at: datetime | None = None
    test_result: SelfTest | None = None


@dataclass(frozen=True)
class WalkIn:
    """Somebody without a ticket, as a phone registers them."""

    name: str
    phone: str
    organisation: str
    nonce: str
    list: str
    stock_code: str | None
    scanned_at: datetime | None
    sent_at: datetime | None
    is_inside: bool = False


_OF_A_SCAN = {"code", "nonce", "direction", "scanned_at", "forced", "force_reason"}


def read_question(body: bytes, *, with_gate: bool = False) -> Question:
    """The question in a body; ``with_gate`` lets the browser page name its gate.

    Raises
    ------
    NotJson, BadQuestion
    """
    fields = read_object(body)
    only(fields, _OF_A_SCAN | {"list"} | ({"gate_id"} if with_gate else set()))
    return _scan(fields)


def _scan(fields: dict[str, Any]) -> Question:
    forced = flag(fields, "forced")
    return Question(
        code=text(fields, "code"),
        nonce=nonce(fields),
        list=text(fields, "list", "main"),
        direction=_direction(fields.get("direction", "entry")),
        scanned_at=moment(fields, "scanned_at"),
        forced=forced,
        force_reason=_force_reason(fields, needed=forced),
        verdict=_verdict(fields.get("verdict")),
        gate_id=_gate(fields.get("gate_id")),
    )


def read_batch(body: bytes) -> Batch:
    """A queue of 1 to 200 scans. Raises NotJson, BadQuestion."""
    fields = read_object(body)
    only(fields, {"list", "sent_at", "scans"})
    scans = fields.get("scans")
    if not isinstance(scans, list) or not 1 <= len(scans) <= MOST_SCANS:
        raise BadQuestion(field="scans")
    sent_at = moment(fields, "sent_at")
    if sent_at is None:
        raise BadQuestion(field="sent_at")
    checkin_list = text(fields, "list", "main")
    return Batch(checkin_list, sent_at, [_entry(one) for one in scans])


def _entry(value: Any) -> Question | tuple[str | None, BadQuestion]:
    if not isinstance(value, dict):
        return None, BadQuestion(field="scans")
    try:
        only(value, _OF_A_SCAN | {"verdict"})
        return _scan(value)
    except BadQuestion as error:
        said = value.get("nonce")
        return (said[:64] if isinstance(said, str) else None), error


def read_heartbeat(body: bytes) -> Heartbeat:
    """How a phone is. Raises NotJson, BadQuestion."""
    fields = read_object(body)
    only(fields, {"queued", "app", "snapshot", "sent_at", "self_test"})
    queued = fields.get("queued", 0)
    if isinstance(queued, bool) or not isinstance(queued, int) or not 0 <= queued < 1 << 31:
        raise BadQuestion(field="queued")
    sent_at = moment(fields, "sent_at")
    if sent_at is None:
        raise BadQuestion(field="sent_at")
    snapshot = fields.get("snapshot")
    if snapshot is not None and not (isinstance(snapshot, str) and len(snapshot) <= 64):  # noqa: PLR2004 -- the column
        raise BadQuestion(field="snapshot")
    app = storable(text(fields, "app", ""), "app", 40)
    return Heartbeat(queued, app, snapshot, sent_at, *_self_test(fields.get("self_test")))


def _self_test(value: Any) -> tuple[datetime | None, SelfTest | None]:
    """When the phone looked at itself, and how that ended."""
    if value is None:
        return None, None
    if not isinstance(value, dict) or set(value) != {"at", "result"}:
        raise BadQuestion(field="self_test")
    at, result = moment(value, "at"), value["result"]
    if at is None or not isinstance(result, str) or result not in set(SelfTest):
        raise BadQuestion(field="self_test")
    return at, SelfTest(result)


def read_walk_in(body: bytes) -> WalkIn:
    """Somebody without a ticket. Raises NotJson, BadQuestion."""
    fields = read_object(body)
    only(
        fields,
        {"name", "phone", "organisation", "consent", "nonce", "list"}
        | {"stock_code", "scanned_at", "sent_at", "verdict"},
    )
    if fields.get("consent") is not True:
        raise BadQuestion(field="consent")
    name = storable(" ".join(text(fields, "name").split()), "name", 120)
    if len(name) < 2:  # noqa: PLR2004 -- nobody's name is a letter
        raise BadQuestion(field="name")
    stock_code = fields.get("stock_code")
    if stock_code is not None and not isinstance(stock_code, str):
        raise BadQuestion(field="stock_code")
    return WalkIn(
        name=name,
        phone=text({k: v for k, v in fields.items() if v is not None}, "phone", ""),
        organisation=storable(
            " ".join(text(fields, "organisation", "").split()), "organisation", 200
        ),
        nonce=nonce(fields),
        list=text(fields, "list", "main"),
        stock_code=stock_code,
        scanned_at=moment(fields, "scanned_at"),
        sent_at=moment(fields, "sent_at"),
        is_inside=_verdict(fields.get("verdict")) is Verdict.ADMITTED,
    )


def only(fields: dict[str, Any], known: set[str]) -> None:
    """Refuse a field that the interface does not have. Raises BadQuestion."""
    if unknown := sorted(set(fields) - known):
        raise BadQuestion(field=unknown[0][:40])


def nonce(fields: dict[str, Any]) -> str:
    """The call's own number. Raises BadQuestion."""
    found = text(fields, "nonce")
    if not NONCE.fullmatch(found):
        raise BadQuestion(field="nonce")
    return found


def storable(value: str, name: str, most: int) -> str:
    """A text that every database takes, of at most so many letters. Raises BadQuestion."""
    if len(value) > most or not value.isprintable():
        raise BadQuestion(field=name)
    return value


def _force_reason(fields: dict[str, Any], *, needed: bool) -> str:
    found = fields.get("force_reason")
    if found is None and not needed:
        return ""
    if not isinstance(found, str):
        raise BadQuestion(field="force_reason")
    least, most = REASON_LETTERS
    words = storable(" ".join(found.split()), "force_reason", most)
    if needed and len(words) < least:
        raise BadQuestion(field="force_reason")
    return words


def _verdict(value: Any) -> Verdict | None:
    if value is None:
        return None
    try:
        return Verdict(value)
    except ValueError as error:
        raise BadQuestion(field="verdict") from error


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object of a body. Raises NotJson."""
    try:
        value = json.loads(body, object_pairs_hook=_without_duplicates)
    except (ValueError, RecursionError) as error:
        raise NotJson from error
    if not isinstance(value, dict):
        raise NotJson
    return value


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        message = "a key came twice"
        raise ValueError(message)
    return found


def text(fields: dict[str, Any], name: str, default: str | None = None) -> str:
    """A field that is text. Raises BadQuestion."""
    value = fields.get(name, default)
    if not isinstance(value, str):
        raise BadQuestion(field=name)
    return value


def _direction(value: Any) -> Direction:
    try:
        return Direction(value)
    except ValueError as error:
        raise BadQuestion(field="direction") from error


def flag(fields: dict[str, Any], name: str) -> bool:
    """A field that is true or false. Raises BadQuestion."""
    value = fields.get(name, False)
    if not isinstance(value, bool):
        raise BadQuestion(field=name)
    return value


def _gate(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 1 << 31:
        raise BadQuestion(field="gate_id")
    return value


def moment(fields: dict[str, Any], name: str) -> datetime | None:
    """A field that is a moment with its zone, if it is given. Raises BadQuestion."""
    value = fields.get(name)
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value)
        usable = found.tzinfo is not None and found.astimezone(UTC) is not None
    except (TypeError, ValueError, OverflowError) as error:
        raise BadQuestion(field=name) from error
    if not usable:
        raise BadQuestion(field=name)
    return found
