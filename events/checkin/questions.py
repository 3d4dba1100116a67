"""What a device may ask, read strictly from JSON: anything odd is named, nothing is guessed."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.errors import DomainError
from core.i18n import N_
from events.checkin.models import Direction

BODY_LIMIT = 32 * 1024
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
    gate_id: int | None = None


def read_question(body: bytes, *, with_gate: bool = False) -> Question:
    """The question in a body; ``with_gate`` lets the browser page name its gate.

    Raises
    ------
    NotJson, BadQuestion
    """
    fields = _object(body)
    known = {"code", "nonce", "list", "direction", "scanned_at", "forced"}
    known |= {"gate_id"} if with_gate else set()
    if unknown := sorted(set(fields) - known):
        raise BadQuestion(field=unknown[0][:40])
    code, nonce = _text(fields, "code"), _text(fields, "nonce")
    if not NONCE.fullmatch(nonce):
        raise BadQuestion(field="nonce")
    return Question(
        code=code,
        nonce=nonce,
        list=_text(fields, "list", "main"),
        direction=_direction(fields.get("direction", "entry")),
        scanned_at=_moment(fields.get("scanned_at")),
        forced=_flag(fields.get("forced", False)),
        gate_id=_number(fields.get("gate_id")),
    )


def _object(body: bytes) -> dict[str, Any]:
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


def _text(fields: dict[str, Any], name: str, default: str | None = None) -> str:
    value = fields.get(name, default)
    if not isinstance(value, str):
        raise BadQuestion(field=name)
    return value


def _direction(value: Any) -> Direction:
    try:
        return Direction(value)
    except ValueError as error:
        raise BadQuestion(field="direction") from error


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise BadQuestion(field="forced")
    return value


def _number(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 1 << 31:
        raise BadQuestion(field="gate_id")
    return value


def _moment(value: Any) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise BadQuestion(field="scanned_at") from error
    if moment.tzinfo is None:
        raise BadQuestion(field="scanned_at")
    return moment
