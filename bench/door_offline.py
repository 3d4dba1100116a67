"""What a door without a network costs the server: the snapshot of 30,000 people, and a full queue.

``python3 run.py bench door-offline [--attendees 30000]``. CPU seconds of this process through the
WSGI application, on SQLite. Goals: at most 3 MB and 1 CPU second once, then cached; 200 queued
scans in one transaction within 400 ms of CPU.
"""

import argparse
import gzip
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa
from rich.console import Console
from rich.table import Table

from bench import _door
from core import clock
from core.app import settle_memory
from core.db import db, transaction
from events.checkin.models import TicketSeal

SNAPSHOT = "/lists/main/snapshot"
QUEUE = 200


def _cpu(act: Callable[[], Any]) -> tuple[Any, float]:
    start = time.process_time()
    done = act()
    return done, time.process_time() - start


def measure(attendees: int) -> list[dict[str, Any]]:
    """One row per question."""
    with _door.database("sqlite") as (folder, url):
        fair = _door.Fair(folder, url)
        app = fair.prepare(attendees, 1)
        settle_memory()
        client, head = app.test_client(), {"Authorization": f"Bearer {fair.tokens[0]}"}

        def ask(**more: str) -> Any:
            return client.get(_door.SCANS + SNAPSHOT, headers=head | more)

        client.get(f"{_door.SCANS}/walk-in-stock?count=1", headers=head)  # warm
        made, first = _cpu(ask)
        _again, cached = _cpu(ask)
        tag = {"If-None-Match": made.headers["ETag"]}
        _same, unchanged = _cpu(lambda: ask(**tag))
        app.testing = False  # as a server does, trust the version for some seconds
        ask(**tag)
        _forty, phones = _cpu(lambda: [ask(**tag) for _ in range(40)])
        app.testing = True
        send = partial(_send, client, head, fair.codes)
        queues = [_cpu(partial(send, number))[1] for number in range(4)][1:]
        with app.app_context(), transaction():
            db.session.execute(sa.delete(TicketSeal))
        for file in (folder / "snapshots").iterdir():
            file.unlink()
        _unsealed, without = _cpu(ask)
        with app.app_context():
            db.engine.dispose()
    size = len(made.data)
    return [
        {"question": "snapshot, bytes sent", "value": size, "goal": 3_000_000},
        {"question": "  unpacked", "value": len(gzip.decompress(made.data)), "goal": 3_000_000},
        {"question": "  made, CPU s", "value": round(first, 2), "goal": 1},
        {"question": "  sent again from the cache, CPU s", "value": round(cached, 3), "goal": ""},
        {"question": "  unchanged (304), CPU s", "value": round(unchanged, 3), "goal": ""},
        {"question": "  forty phones ask, CPU s", "value": round(phones, 2), "goal": 3},
        {"question": "  made without seals kept ahead, CPU s", "value": round(without, 2)},
        {
            "question": f"queue of {QUEUE}, CPU ms (median of 3)",
            "value": round(sorted(queues)[1] * 1000),
            "goal": 400,
        },
    ]


def _send(client: Any, head: dict[str, str], codes: Sequence[str], turn: int) -> None:
    now = clock.now().isoformat()
    scans = [
        {"code": code, "nonce": f"queue-{turn}-{n:04}", "scanned_at": now, "verdict": "admitted"}
        for n, code in enumerate(codes[turn * QUEUE : (turn + 1) * QUEUE])
    ]
    body = {"list": "main", "sent_at": now, "scans": scans}
    answers = client.post(f"{_door.SCANS}/batch", json=body, headers=head).json["answers"]
    if {one["result"] for one in answers} != {"admitted"}:
        raise RuntimeError(answers[0])


def main(argv: Sequence[str] = ()) -> dict[str, Any]:
    """Measure, print a table, return the rows."""
    parser = argparse.ArgumentParser(prog="bench door-offline")
    parser.add_argument("--attendees", type=int, default=30_000)
    attendees = parser.parse_args(list(argv)).attendees
    rows = measure(attendees)
    table = Table("question", "value", "goal", title=f"{attendees} attendees")
    for row in rows:
        table.add_row(row["question"], str(row["value"]), str(row.get("goal", "")))
    Console(width=100).print(table)
    return {"attendees": attendees, "rows": rows}


if __name__ == "__main__":
    main()
