"""A door of eight devices over HTTP against the real server, beside a bare Flask endpoint.

``python3 run.py bench check-in [--tickets 6000] [--rounds 4] [--database sqlite|postgres]``. Two
processes serve; each ticket is scanned once and every twentieth a second time by another device.
The bare endpoint verifies the code, does one conditional UPDATE and one INSERT, on the same kind of
database and server. Both take turns, round by round, the idle one stopped, so that whatever else
the machine does meanwhile meets both. CPU is that of the serving processes.
"""

import argparse
import contextlib
import itertools
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from rich.console import Console
from rich.table import Table

from bench import _bare_door, _door
from core.db import db, prepare_engine
from core.single_statements import engine_alone
from events.checkin.models import Scan
from events.checkin.queries import head_count, list_by_slug
from events.programme.models import Event
from events.registration.models import EventKey

DEVICES, PROCESSES, WARM = 8, 2, 160
GOALS = {"ratio": 0.5, "cpu_ms": 8, "statements": 7}


def _work(codes: Sequence[str], mark: str) -> list[list[tuple[str, str]]]:
    """What each device scans: its share, and every twentieth code of its neighbour."""
    shares = [list(codes[n::DEVICES]) for n in range(DEVICES)]
    return [
        [(code, f"{mark}-{n}-{i:06}") for i, code in enumerate(shares[n])]
        + [(code, f"{mark}-again-{n}-{i:06}") for i, code in enumerate(shares[n - 1][::20])]
        for n in range(DEVICES)
    ]


@dataclass
class Side:
    """Servers that are measured, and what they have answered up to now."""

    servers: Sequence[_door.Server]
    phones: Sequence[_door.Phone]
    answers: list[_door.Answered] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    seconds: float = 0.0
    cpu: float = 0.0

    @classmethod
    def of(cls, servers: Sequence[_door.Server], tokens: Sequence[str], path: str) -> "Side":
        """With a phone for each token, shared among the servers."""
        ports = itertools.cycle(server.port for server in servers)
        return cls(servers, [_door.Phone(next(ports), token, path) for token in tokens])

    def scan(self, codes: Sequence[str], mark: str) -> None:
        """One round."""
        before = sum(server.cpu_seconds() for server in self.servers)
        found, seconds = _door.scan_all(self.phones, _work(codes, mark))
        self.cpu += sum(server.cpu_seconds() for server in self.servers) - before
        self.answers += found
        self.rates.append(len(found) / seconds)
        self.seconds += seconds

    def row(self) -> dict[str, Any]:
        """What came of all rounds; the warming up was the first."""
        times = sorted(one.seconds for one in self.answers)
        return {
            "scans": len(times),
            "per_second": round(len(times) / self.seconds, 1),
            "p50_ms": round(times[len(times) // 2] * 1000, 1),
            "p99_ms": round(times[int(len(times) * 0.99)] * 1000, 1),
            "cpu_ms": round(self.cpu / len(times) * 1000, 2),
            "failed": sum(one.status != 200 for one in self.answers),
        }

    def forget(self) -> None:
        """What came up to now was for warming up."""
        self.answers, self.rates, self.seconds, self.cpu = [], [], 0.0, 0.0


def _statements(app: Any, fair: _door.Fair) -> int:
    """SQL statements of one scan that admits, BEGIN and COMMIT counted with them."""
    sent: list[str] = []
    with app.app_context():
        engines = {db.engine, engine_alone(db.engine)}

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    client = app.test_client()
    head = {"Authorization": f"Bearer {fair.tokens[0]}"}
    body = {"nonce": "statements-1", "list": "main"}
    client.post(_door.SCANS, json=body | {"code": "warm up"}, headers=head)
    for engine in engines:
        sa.event.listen(engine, "before_cursor_execute", note)
    body |= {"nonce": "statements-2", "code": fair.codes.pop()}
    told = client.post(_door.SCANS, json=body, headers=head).json
    for engine in engines:
        sa.event.remove(engine, "before_cursor_execute", note)
    if told["result"] != "admitted":
        raise RuntimeError(told)
    begun = sum(statement.startswith("BEGIN") for statement in sent)
    return len(sent) - begun + 2


def _checked(app: Any, answers: Sequence[_door.Answered], tickets: int) -> dict[str, Any]:
    """Whether the count inside is exact and nobody was admitted twice."""
    with app.app_context():
        event = db.session.scalars(sa.select(Event).where(Event.slug == "job-fair")).one()
        main = list_by_slug(event.id)
        inside = head_count(main.id, event.id).inside if main else 0
        twice = sa.select(sa.func.count()).where(Scan.counts, Scan.registration_id.is_not(None))
        grouped = twice.group_by(Scan.registration_id).having(sa.func.count() > 1)
        admitted_twice = len(db.session.execute(grouped).all())
    told = sum(one.body.get("result") == "admitted" for one in answers)
    return {
        "inside": inside,
        "inside_exact": inside == tickets,
        "told_admitted": told,
        "admitted_twice": admitted_twice,
    }


def _key(app: Any) -> str:
    with app.app_context():
        return str(db.session.scalars(sa.select(EventKey.public_key)).one())


def measure(kind: str, tickets: int, rounds: int) -> list[dict[str, Any]]:
    """One row for the house and one for the bare endpoint."""
    with _door.database(kind) as (folder, url), contextlib.ExitStack() as stack:
        fair = _door.Fair(folder, url)
        app = fair.prepare(tickets + WARM + 1, DEVICES)
        statements = _statements(app, fair)
        house = [stack.enter_context(fair.server()) for _ in range(PROCESSES)]
        words = _bare(fair, app)
        bare = [stack.enter_context(fair.server(*words)) for _ in range(PROCESSES)]
        sides = [
            Side.of(house, fair.tokens, _door.SCANS),
            Side.of(bare, fair.tokens, "/scan"),
        ]
        _take_turns(sides, fair.codes, rounds)
        ours, theirs = (side.row() for side in sides)
        ours |= {"statements": statements} | _checked(app, sides[0].answers, tickets + WARM + 1)
        with app.app_context():
            db.engine.dispose()
    ours["ratio"] = round(ours["per_second"] / theirs["per_second"], 2)
    pairs = [one / other for one, other in zip(sides[0].rates, sides[1].rates, strict=True)]
    ours["rounds"] = f"{min(pairs):.2f}–{max(pairs):.2f}"
    ours["cpu_ratio"] = round(theirs["cpu_ms"] / ours["cpu_ms"], 2) if ours["cpu_ms"] else None
    return [
        {"database": kind, "endpoint": "door"} | ours,
        {"database": kind, "endpoint": "bare"} | theirs,
    ]


def _take_turns(sides: Sequence[Side], codes: Sequence[str], rounds: int) -> None:
    """Each side scans the same codes, in rounds; who begins changes."""
    for side in sides:
        side.scan(codes[:WARM], "warm")
        side.forget()
        _each(side, _door.Server.pause)
    rest = codes[WARM:]
    for turn in range(rounds):
        part = rest[turn::rounds]
        for side in sides if turn % 2 == 0 else reversed(sides):
            _each(side, _door.Server.resume)
            side.scan(part, f"scan-{turn}")
            _each(side, _door.Server.pause)
    for side in sides:
        _each(side, _door.Server.resume)
        for phone in side.phones:
            phone.close()


def _each(side: Side, act: Callable[[_door.Server], None]) -> None:
    for server in side.servers:
        act(server)


def _bare(fair: _door.Fair, app: Any) -> tuple[str, ...]:
    """Fill the bare endpoint's tables; the words that start its server."""
    url = fair.url.replace("cho-phien.sqlite3", "bare.sqlite3")
    engine = sa.create_engine(url)
    prepare_engine(engine)
    _bare_door.fill(engine, fair.codes)
    engine.dispose()
    return "bench._bare_door", "--url", url, "--key", _key(app)


def main(argv: Sequence[str] = ()) -> dict[str, Any]:
    """Measure on each database, print a table, return the rows."""
    parser = argparse.ArgumentParser(prog="bench check-in")
    parser.add_argument("--tickets", type=int, default=6000)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--database", choices=["sqlite", "postgres"], action="append")
    chosen = parser.parse_args(list(argv))
    kinds = chosen.database or ["sqlite", *(["postgres"] if _door.postgres_answers() else [])]
    rows = [row for kind in kinds for row in measure(kind, chosen.tickets, chosen.rounds)]
    columns = list(rows[0])
    table = Table(title=f"{DEVICES} devices, {PROCESSES} processes; goals {json.dumps(GOALS)}")
    for column in columns:
        table.add_column(column, justify="right")
    for row in rows:
        table.add_row(*(str(row.get(column, "")) for column in columns))
    Console(width=200).print(table)
    return {"goals": GOALS, "rows": rows}


if __name__ == "__main__":
    main()
