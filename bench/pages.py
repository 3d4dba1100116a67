"""CPU time of the most used pages on the demo, against a bare Flask page in the same run.

``python3 run.py bench pages [--rounds 40]``. Each figure is CPU milliseconds of the whole
process for one request through the WSGI application, after two requests to warm up.
"""

import argparse
import functools
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from flask import Flask
from rich.console import Console
from rich.table import Table

from accounts.sign_in.models import User
from core.app import settle_memory
from core.db import db
from events.catalogue.models import Product
from events.programme.models import Event
from run import create_app  # noqa: TID251 -- a bench builds the whole application

GOAL_MS = 60.0
PAGES: tuple[tuple[str, str, str], ...] = (
    ("home", "", "/"),
    ("calendar", "", "/events"),
    ("event", "", "/events/{fair}"),
    ("exhibitors", "", "/events/{fair}/exhibitors"),
    ("hall plan", "", "/events/{fair}/plan"),
    ("product", "", "/products/{product}"),
    ("search", "", "/search?q=che"),
    ("suggestions", "buyer@demo.invalid", "/events/{fair}/suggestions"),
    ("meetings", "buyer@demo.invalid", "/events/{fair}/meetings"),
    ("agenda", "buyer@demo.invalid", "/events/{fair}/agenda"),
    ("needs that fit", "exhibitor@demo.invalid", "/events/{fair}/suggestions/needs"),
    ("dashboard", "organiser@demo.invalid", "/manage/events/{fair}"),
    ("registrations", "organiser@demo.invalid", "/manage/events/{fair}/registrations"),
    ("check-in", "door@demo.invalid", "/events/{running}/check-in"),
)


def _milliseconds(act: Callable[[], Any], rounds: int) -> list[float]:
    for _warm in range(2):
        act()
    taken = []
    for _round in range(rounds):
        start = time.process_time()
        act()
        taken.append((time.process_time() - start) * 1000)
    return sorted(taken)


def _p95(values: Sequence[float]) -> float:
    return values[min(len(values) - 1, int(len(values) * 0.95))]


def _bare() -> Any:
    app = Flask("bare")
    app.add_url_rule("/", view_func=lambda: "<!doctype html><title>x</title>")
    return app.test_client()


def _client(app: Flask, email: str) -> Any:
    client = app.test_client()
    if email:
        with app.app_context():
            user = db.session.scalars(sa.select(User).where(User.email == email)).one()
            identity = user.get_id()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = identity, True
    return client


def _places(app: Flask) -> dict[str, Any]:
    with app.app_context():
        slugs = sa.select(Event.slug).order_by(Event.id)
        fair, running = db.session.scalars(slugs.limit(2)).all()
        product = db.session.scalar(sa.select(Product.id).order_by(Product.id))
    return {"fair": fair, "running": running, "product": product}


def measure(app: Flask, rounds: int) -> list[dict[str, Any]]:
    """One row per page: median and p95 in CPU milliseconds, and the ratio to the bare page."""
    places = _places(app)
    bare_client = _bare()
    bare = statistics.median(_milliseconds(lambda: bare_client.get("/"), rounds * 5))
    rows = []
    for name, email, pattern in PAGES:
        client, url = _client(app, email), pattern.format(**places)
        status = client.get(url).status_code
        taken = _milliseconds(functools.partial(client.get, url), rounds)
        rows.append(
            {
                "page": name,
                "url": url,
                "status": status,
                "median_ms": round(statistics.median(taken), 1),
                "p95_ms": round(_p95(taken), 1),
                "to_bare_flask": round(statistics.median(taken) / bare, 1),
            }
        )
    return rows


def main(argv: Sequence[str] = ()) -> dict[str, Any]:
    """Load the demo into a temporary folder, measure, print a table, return the rows."""
    parser = argparse.ArgumentParser(prog="bench pages")
    parser.add_argument("--rounds", type=int, default=40)
    rounds = parser.parse_args(list(argv)).rounds
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"INSTANCE": folder, "DEMO": True, "RATELIMIT_ENABLED": False})
        for line in (["db", "upgrade"], ["demo", "load"]):
            result = app.test_cli_runner().invoke(args=line)
            if result.exit_code:
                raise RuntimeError(result.output) from result.exception
        settle_memory()  # as the server does
        rows = measure(app, rounds)
    table = Table(title=f"CPU per page on the demo; goal p95 ≤ {GOAL_MS:.0f} ms")
    for column in rows[0]:
        table.add_column(column, justify="left" if column in {"page", "url"} else "right")
    for row in sorted(rows, key=lambda row: -row["p95_ms"]):
        table.add_row(*(str(value) for value in row.values()))
    Console(width=120).print(table)
    return {"goal_p95_ms": GOAL_MS, "rows": rows}


if __name__ == "__main__":
    main()
