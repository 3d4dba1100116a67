"""CPU time of the suggestions page at a fair of 3,000 products, and right after a change.

``python3 run.py bench suggestions [--rounds 40] [--products 3000]``. A buyer with five needs asks
a server three ways: again and again; as the first after a product changed; and a second server
that starts on what the first one learned. Each figure is CPU milliseconds of the process for one
request through the WSGI application.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa
from flask import Flask
from rich.console import Console
from rich.table import Table

from accounts.companies.models import Company, LegalForm, Member, MemberRole
from accounts.sign_in.models import User
from bench._judged import rows_of
from core import clock
from core.app import settle_memory
from core.db import db, transaction
from events.catalogue.models import Certificate, OcopRecord, Product, ProductTag, Tag
from events.exhibitors.models import Exhibitor
from events.programme.models import Event
from matchmaking.needs.models import Buyer, BuyerState, Need, NeedTag
from matchmaking.recommendations import index
from run import create_app  # noqa: TID251 -- a bench builds the whole application

PRODUCTS_OF_ONE, NEEDS, SEED = 10, 5, 20_26
GOALS = {"again": 80.0, "after a change": 400.0, "second process": None}
ROOT = Path(__file__).resolve().parent.parent
SECOND = "import sys; from bench.suggestions import first_answer; first_answer(*sys.argv[1:])"


def _fill(products: int) -> tuple[str, int]:
    """Make the fair; its slug and the buyer's user."""
    draw, at = np.random.default_rng(SEED), clock.now()
    event = db.session.scalars(sa.select(Event).order_by(Event.id)).all()[0]
    user = db.session.scalars(sa.select(User).where(User.email == "buyer@demo.invalid")).one()
    rows = list(rows_of("real_products.csv"))
    tags = {tag.code: tag.id for tag in db.session.scalars(sa.select(Tag))}
    for number in range(products // PRODUCTS_OF_ONE):
        company = _company(f"HTX {number} {rows[draw.integers(len(rows))]['name_vi'][:60]}", at)
        db.session.add(Exhibitor(event_id=event.id, company_id=company.id, approved_at=at))
        for _product in range(PRODUCTS_OF_ONE):
            _product_of(company, draw, rows, tags)
    buyer_company = _company("Siêu thị đo tốc độ", at)
    db.session.add(
        Member(company_id=buyer_company.id, user_id=user.id, role=MemberRole.STAFF, joined_at=at)
    )
    buyer = Buyer(
        event_id=event.id, company_id=buyer_company.id, state=BuyerState.APPROVED, asked_at=at
    )
    db.session.add(buyer)
    db.session.flush()
    needs = rows_of("buyer_needs.csv")
    for row in (needs[at] for at in draw.choice(len(needs), NEEDS, replace=False)):
        need = Need(
            event_id=event.id, buyer_id=buyer.id, title_vi=row["title_vi"],
            title_en=row["title_en"], description_en=row["need_en"], created_at=at, updated_at=at,
        )  # fmt: skip
        db.session.add(need)
        db.session.flush()
        codes = [code for code in row["taxonomy_codes"].split(";") if code in tags]
        db.session.add_all(NeedTag(need_id=need.id, tag_id=tags[code]) for code in set(codes))
    return event.slug, buyer.id


def _company(name: str, at: Any) -> Company:
    company = Company(name=name, legal_form=LegalForm.COOPERATIVE, created_at=at)
    db.session.add(company)
    db.session.flush()
    return company


def _product_of(
    company: Company, draw: np.random.Generator, rows: list[dict[str, str]], tags: dict[str, int]
) -> None:
    one, other = (rows[at] for at in draw.integers(len(rows), size=2))
    product = Product(
        company_id=company.id,
        name_vi=f"{one['name_vi']} {draw.integers(1000)}",
        name_en=one["name_en"],
        description_en=f"{one['description_en']} {other['description_en']}",
        capacity_per_month=int(draw.integers(100, 9000)),
        created_at=clock.now(),
        updated_at=clock.now(),
    )
    db.session.add(product)
    db.session.flush()
    codes = {code for code in (one["taxonomy_code"],) if code in tags}
    db.session.add_all(ProductTag(product_id=product.id, tag_id=tags[code]) for code in codes)
    if draw.random() < 0.5:
        until = clock.now().date().replace(year=clock.now().year + 2)
        db.session.add(OcopRecord(product_id=product.id, stars=4, expires_on=until))
        db.session.add(Certificate(company_id=company.id, product_id=product.id, kind="vietgap"))
    db.session.flush()


def _change() -> None:
    with transaction():
        product = db.session.scalars(sa.select(Product).order_by(sa.func.random())).first()
        assert product is not None
        product.name_vi, product.updated_at = f"{product.name_vi} mới", clock.now()


def _client(app: Flask) -> Any:
    client = app.test_client()
    with app.app_context():
        user = db.session.scalars(sa.select(User).where(User.email == "buyer@demo.invalid")).one()
        identity = user.get_id()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = identity, True
    return client


def _milliseconds(act: Callable[[], Any]) -> float:
    start = time.process_time()
    answer = act()
    taken = (time.process_time() - start) * 1000
    assert answer.status_code == 200, answer.status
    return taken


def first_answer(folder: str, url: str) -> None:
    """Be the second server: answer once, after a page that reads templates and settings."""
    app = create_app({"INSTANCE": folder, "DEMO": True, "RATELIMIT_ENABLED": False})
    client = _client(app)
    client.get("/")
    print(json.dumps(_milliseconds(lambda: client.get(url))))


def _second(folder: str, url: str) -> float:
    done = subprocess.run(
        [sys.executable, "-c", SECOND, folder, url],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return float(done.stdout.splitlines()[-1])


def _measure(app: Flask, folder: str, url: str, rounds: int) -> dict[str, list[float]]:
    client = _client(app)
    fitted = _milliseconds(lambda: client.get(url))
    client.get(url)
    again = [_milliseconds(lambda: client.get(url)) for _round in range(rounds)]
    fresh, after = [], []
    for _round in range(rounds):
        with app.app_context():
            for kept in index._kept.values():  # noqa: SLF001 -- every answer worked out anew
                kept.answers.clear()
        fresh.append(_milliseconds(lambda: client.get(url)))
    for _round in range(rounds // 4):
        with app.app_context():
            _change()
        after.append(_milliseconds(lambda: client.get(url)))
    second = [_second(folder, url) for _round in range(3)]
    return {
        "first ever (fits)": [fitted],
        "again": again,
        "again, worked out anew": fresh,
        "after a change": after,
        "second process": second,
    }


def main(argv: Sequence[str] = ()) -> dict[str, Any]:
    """Make the fair in a temporary folder, measure, print a table, return the rows."""
    parser = argparse.ArgumentParser(prog="bench suggestions")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--products", type=int, default=3000)
    options = parser.parse_args(list(argv))
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"INSTANCE": folder, "DEMO": True, "RATELIMIT_ENABLED": False})
        for line in (["db", "upgrade"], ["demo", "load"]):
            result = app.test_cli_runner().invoke(args=line)
            if result.exit_code:
                raise RuntimeError(result.output) from result.exception
        with app.app_context(), transaction():
            slug, buyer_id = _fill(options.products)
        settle_memory()  # as the server does
        url = f"/events/{slug}/suggestions?buyer={buyer_id}"
        taken = _measure(app, folder, url, options.rounds)
    table = Table(title=f"Suggestions for {NEEDS} needs, {options.products} products: CPU ms")
    for column in ("request", "p50", "p95", "goal"):
        table.add_column(column, justify="left" if column == "request" else "right")
    rows = []
    for name, values in taken.items():
        values.sort()
        p50, p95 = values[len(values) // 2], values[min(len(values) - 1, int(len(values) * 0.95))]
        goal = GOALS.get(name)
        rows.append({"request": name, "p50_ms": round(p50, 1), "p95_ms": round(p95, 1)})
        table.add_row(name, f"{p50:.1f}", f"{p95:.1f}", f"≤ {goal:.0f}" if goal else "")
    Console(width=100).print(table)
    return {"rows": rows}
