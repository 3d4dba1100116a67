"""The public lottery: from a published list and a published seed to the booths, with nothing else.

Only Python's own library, no database and no web: whoever doubts a draw downloads its file and
runs ``python3 lottery.py draw.json``. The order of the applications is that of
``HMAC-SHA256(key=seed, message=public number)``, the smallest first; with the method ``score``
the published points come first and the lottery decides between equals. Booths reserved for
groups are filled first, each group from the front of the same order; whoever counts for several
groups counts for each. The rest goes to the front of those who are left. Then the winners, in
the same order, get the first of their wishes that is still free, else the first free booth.
"""

import hashlib
import hmac
import json
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FORMAT = "cho-phien-lottery-1"
METHODS = ("lottery", "score")
OPEN = "open"


class BadDraw(ValueError):
    """A file that is no draw, or a draw that does not keep what it promised."""


@dataclass(frozen=True)
class Stall:
    """A booth to be given, and the zones it lies in."""

    label: str
    zones: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """An application by its public number; wishes read ``booth:A01`` or ``zone:Khu A``."""

    number: str
    score: int = 0
    groups: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Quota:
    """At least so many booths for a group, as long as it has so many applications."""

    group: str
    booths: int


@dataclass(frozen=True)
class DrawList:
    """Everything the draw depends on but the seed; published before the seed is."""

    event: str
    draw: int
    method: str
    stalls: tuple[Stall, ...]
    quotas: tuple[Quota, ...]
    entries: tuple[Entry, ...]

    def text(self) -> str:
        """The one way to write this list: what is hashed, byte by byte."""
        data = {
            "format": FORMAT,
            **asdict(self),
            "stalls": [asdict(one) for one in sorted(self.stalls, key=lambda one: one.label)],
            "entries": [asdict(one) for one in sorted(self.entries, key=lambda one: one.number)],
        }
        return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


@dataclass(frozen=True)
class Win:
    """A booth for an application; ``by`` is a group whose quota it fills, or ``open``."""

    number: str
    stall: str
    by: str


@dataclass(frozen=True)
class Result:
    """The order of all, with each key; who gets which booth; who waits, first in line first."""

    order: tuple[tuple[str, str], ...]
    wins: tuple[Win, ...]
    waiting: tuple[str, ...]


def sha256(text: str) -> str:
    """The hash of a text in UTF-8, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def seed_of(secret: str, witness: str = "") -> str:
    """The seed: the secret alone, or joined by what a witness said aloud before the draw."""
    return f"{secret}:{witness}" if witness else secret


def sort_key(seed: str, number: str) -> str:
    """``HMAC-SHA256(seed, public number)`` in hexadecimal digits."""
    return hmac.new(seed.encode(), number.encode(), hashlib.sha256).hexdigest()


def allot(drawn: DrawList, seed: str) -> Result:
    """Who gets which booth; the same list and seed give the same answer everywhere."""
    keys = {one.number: sort_key(seed, one.number) for one in drawn.entries}
    by_score = drawn.method == "score"
    order = sorted(
        drawn.entries,
        key=lambda one: (-one.score if by_score else 0, keys[one.number], one.number),
    )
    reasons = _chosen(order, drawn.quotas, len(drawn.stalls))
    winners = [one for one in order if one.number in reasons]
    given = _placed(winners, sorted(drawn.stalls, key=lambda one: one.label))
    return Result(
        order=tuple((one.number, keys[one.number]) for one in order),
        wins=tuple(Win(one.number, given[one.number], reasons[one.number]) for one in winners),
        waiting=tuple(one.number for one in order if one.number not in reasons),
    )


def _chosen(order: Sequence[Entry], quotas: Sequence[Quota], places: int) -> dict[str, str]:
    """Who gets a booth, and by what: the quotas in their order first, then everybody."""
    reasons: dict[str, str] = {}
    for quota in quotas:
        members = [one for one in order if quota.group in one.groups]
        missing = quota.booths - sum(one.number in reasons for one in members)
        for one in members:
            if missing <= 0 or len(reasons) == places:
                break
            if one.number not in reasons:
                reasons[one.number] = quota.group
                missing -= 1
    for one in order:
        if len(reasons) == places:
            break
        reasons.setdefault(one.number, OPEN)
    return reasons


def _placed(winners: Sequence[Entry], stalls: Sequence[Stall]) -> dict[str, str]:
    """Each winner's booth: its first wish that is free, else the first free booth."""
    free = {one.label: one for one in stalls}
    given: dict[str, str] = {}
    for one in winners:
        fits = (stall for wish in one.wishes for stall in free.values() if _answers(stall, wish))
        stall = next(fits, next(iter(free.values())))
        given[one.number] = free.pop(stall.label).label
    return given


def _answers(stall: Stall, wish: str) -> bool:
    kind, _, name = wish.partition(":")
    return stall.label == name if kind == "booth" else name in stall.zones


def may_take(
    drawn: DrawList, number: str, *, holding: Collection[str], waiting: Collection[str], free: int
) -> bool:
    """Whether a booth that became free after the draw may go to this application.

    As long as one of a group waits, as many of the free booths are kept for it as the group has
    fewer than it was promised; ``holding`` have or are offered a booth, ``waiting`` stand in line.
    """
    groups = {one.number: set(one.groups) for one in drawn.entries}
    kept: dict[str, int] = {}
    for quota in drawn.quotas:
        has = sum(quota.group in groups.get(one, ()) for one in holding)
        wait = sum(quota.group in groups.get(one, ()) for one in waiting)
        kept[quota.group] = max(0, min(quota.booths - has, wait))
    if any(kept.get(group, 0) > 0 for group in groups.get(number, ())):
        return free > 0
    return free > sum(kept.values())


# ── the published files ───────────────────────────────────────────────────────────────────────


def read_list(text: str) -> DrawList:
    """The list that was written by ``DrawList.text``. Raises BadDraw."""
    try:
        data = json.loads(text)
        if data.pop("format") != FORMAT or data["method"] not in METHODS:
            raise BadDraw("this is no list of a lottery")
        drawn = DrawList(
            event=str(data["event"]),
            draw=int(data["draw"]),
            method=data["method"],
            stalls=tuple(Stall(str(one["label"]), tuple(one["zones"])) for one in data["stalls"]),
            quotas=tuple(Quota(str(one["group"]), int(one["booths"])) for one in data["quotas"]),
            entries=tuple(
                Entry(
                    str(one["number"]),
                    int(one["score"]),
                    tuple(one["groups"]),
                    tuple(one["wishes"]),
                )
                for one in data["entries"]
            ),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise BadDraw("this is no list of a lottery") from error
    for things in ([one.number for one in drawn.entries], [one.label for one in drawn.stalls]):
        if len(things) != len(set(things)):
            raise BadDraw("a number or a booth is there twice")
    return drawn


def result_data(result: Result) -> dict[str, Any]:
    """A result as it is published."""
    return {
        "order": [{"number": number, "key": key} for number, key in result.order],
        "wins": [asdict(one) for one in result.wins],
        "waiting": list(result.waiting),
    }


def replay(document: Mapping[str, Any]) -> tuple[DrawList, Result]:
    """Draw again what a published file tells, and hold it against what the file claims.

    Raises BadDraw when the list, the seed or the result is not what was promised.
    """
    try:
        text, secret, witness = document["list"], document["secret"], document["witness"]
        promised = {
            "list": (sha256(text), document["list_hash"]),
            "seed": (sha256(secret), document["seed_hash"]),
        }
        claimed = document["result"]
    except (KeyError, TypeError, AttributeError) as error:
        raise BadDraw("this is no file of a draw") from error
    for name, (is_now, was) in promised.items():
        if is_now != was:
            raise BadDraw(f"the {name} is not the one whose hash was published: {is_now} ≠ {was}")
    drawn = read_list(text)
    result = allot(drawn, seed_of(secret, witness))
    if result_data(result) != claimed:
        raise BadDraw("the published result is not what the list and the seed give")
    return drawn, result


def told(document: Mapping[str, Any]) -> str:
    """The replayed draw in lines: hashes, booths in the order drawn, who waits. Raises BadDraw."""
    drawn, result = replay(document)
    keys = dict(result.order)
    lines = [
        f"event {drawn.event}, draw {drawn.draw}, method {drawn.method}",
        f"list  sha256 {document['list_hash']}",
        f"seed  sha256 {document['seed_hash']}",
        f"{len(drawn.entries)} applications, {len(drawn.stalls)} booths",
    ]
    lines += [f"quota {one.group}: {one.booths}" for one in drawn.quotas]
    lines += [
        f"{place:4}. {win.number} {win.stall} {win.by} {keys[win.number]}"
        for place, win in enumerate(result.wins, 1)
    ]
    lines += [
        f"{place:4}. {number} waits {keys[number]}"
        for place, number in enumerate(result.waiting, len(result.wins) + 1)
    ]
    return "\n".join(lines)


def main(argv: Sequence[str]) -> int:
    """Replay a published file: ``python3 lottery.py draw.json``."""
    try:
        (path,) = argv
        sys.stdout.write(told(json.loads(Path(path).read_text(encoding="utf-8"))) + "\n")
    except (ValueError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
