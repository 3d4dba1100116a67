"""What an offline queue sends, read strictly: anything odd is named, nothing is guessed."""

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.text import clean
from events.leads.errors import BadItem
from events.leads.said import MOST_NOTE, MOST_TAGS, Said
from events.leads.states import RATINGS

BODY_LIMIT = 1024 * 1024
MOST_ITEMS = 200
LONGEST_CODE, LONGEST_TAG, LONGEST_STEP = 500, 40, 300
NONCE = re.compile(r"[A-Za-z0-9._:-]{8,64}")
FIELDS = {
    *("code", "nonce", "scanned_at", "note", "tags", "products", "rating"),
    *("next_step", "next_step_on"),
}
BIGGEST_ID = 1 << 31


@dataclass(frozen=True)
class Item:
    """One scan as a phone sends it."""

    code: str
    nonce: str
    scanned_at: datetime | None
    said: Said


def read_batch(body: bytes) -> tuple[int, list[Any]]:
    """The exhibitor and the raw items of a body. Raises BadItem."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadItem(field="JSON") from error
    if not isinstance(value, dict) or set(value) != {"exhibitor", "leads"}:
        raise BadItem(field="exhibitor, leads")
    if not _is_id(value["exhibitor"]):
        raise BadItem(field="exhibitor")
    items = value["leads"]
    if not isinstance(items, list) or not 0 < len(items) <= MOST_ITEMS:
        raise BadItem(field="leads")
    return value["exhibitor"], items


def nonce_of(item: Any) -> str | None:
    """The nonce of an item, also of one that cannot be read otherwise."""
    nonce = item.get("nonce") if isinstance(item, dict) else None
    return nonce if isinstance(nonce, str) and NONCE.fullmatch(nonce) else None


def read_item(item: Any) -> Item:
    """One scan. Raises BadItem."""
    if not isinstance(item, dict):
        raise BadItem(field="leads")
    if unknown := sorted(set(item) - FIELDS):
        raise BadItem(field=unknown[0][:40])
    nonce = nonce_of(item)
    if nonce is None:
        raise BadItem(field="nonce")
    said = Said(
        note=_text(item, "note", MOST_NOTE),
        tags=tuple(_tags(item.get("tags", []))),
        product_ids=tuple(_ids(item.get("products", []))),
        rating=_rating(item.get("rating")),
        next_step=_text(item, "next_step", LONGEST_STEP),
        next_step_on=_day(item.get("next_step_on")),
    )
    code = _text(item, "code", LONGEST_CODE)
    return Item(code, nonce, _moment(item.get("scanned_at")), said)


def _text(item: dict[str, Any], name: str, longest: int) -> str:
    value = item.get(name, "")
    if not isinstance(value, str) or len(value) > longest:
        raise BadItem(field=name)
    return clean(value)


def _tags(value: Any) -> list[str]:
    texts = [text for text in value if isinstance(text, str)] if isinstance(value, list) else None
    if texts is None or len(texts) != len(value) or len(texts) > MOST_TAGS:
        raise BadItem(field="tags")
    words = [clean(text) for text in texts]
    if any(len(word) > LONGEST_TAG for word in words):
        raise BadItem(field="tags")
    return [word for word in words if word]


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < BIGGEST_ID


def _ids(value: Any) -> list[int]:
    if not isinstance(value, list) or len(value) > MOST_ITEMS or not all(map(_is_id, value)):
        raise BadItem(field="products")
    return value


def _rating(value: Any) -> int | None:
    if value is not None and (isinstance(value, bool) or value not in RATINGS):
        raise BadItem(field="rating")
    return int(value) if value is not None else None


def _day(value: Any) -> date | None:
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise BadItem(field="next_step_on") from error


def _moment(value: Any) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise BadItem(field="scanned_at") from error
    if moment.tzinfo is None:
        raise BadItem(field="scanned_at")
    return moment
