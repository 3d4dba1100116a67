"""Every route has a row in the role × route table, and behaves as its row says."""

import importlib
import pkgutil
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

import tests
from core.db import db
from tests.policy import EVERYONE, ROLES, Cast, Route, make_cast

NOT_OURS = {"static"}


def _collect() -> dict[str, Route]:
    table: dict[str, Route] = {}
    for module in pkgutil.walk_packages(tests.__path__, "tests."):
        if module.name.endswith(".routes"):
            table |= importlib.import_module(module.name).ROUTES
    return table


ROUTES = _collect()


def test_every_route_has_a_row_in_the_table(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()} - NOT_OURS

    assert endpoints - set(ROUTES) == set()


def test_no_row_speaks_of_a_route_that_is_gone(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}

    assert set(ROUTES) - endpoints == set()


def _fingerprint(app: Flask) -> dict[str, int]:
    """Row counts of all tables in one question: a refused call changes none of them."""
    counts = [
        sa.select(sa.literal(table.name), sa.func.count()).select_from(table)
        for table in db.metadata.sorted_tables
    ]
    with app.app_context():
        return {
            str(name): int(number) for name, number in db.session.execute(sa.union_all(*counts))
        }


def _visit(app: Flask, cast: Cast, role: str, endpoint: str, method: str, route: Route) -> int:
    client: Any = app.test_client()
    if role in cast.users:
        client.sign_in(cast.users[role])
    with app.test_request_context():
        values: dict[str, Any] = {**route.params(cast), **route.query}
        url = app.url_for(endpoint, **values)
    if method == "GET":
        return int(client.get(url).status_code)
    with client.session_transaction() as session:
        session["csrf_token"] = "known-to-the-test"
    signer = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token")
    data = {"csrf_token": signer.dumps("known-to-the-test")} | route.data(cast)
    return int(client.post(url, data=data).status_code)


@pytest.mark.parametrize("endpoint", sorted(ROUTES))
def test_a_route_lets_in_whom_its_row_names_and_nobody_else(
    app: Flask, committed: Any, endpoint: str
) -> None:
    route = ROUTES[endpoint]
    cast = committed(make_cast)
    methods = {m for rule in app.url_map.iter_rules(endpoint) for m in rule.methods or ()} & {
        "GET",
        "POST",
    }
    surprises = []
    # The refused come first, so that what the allowed change cannot hide anything.
    for role in sorted(ROLES, key=lambda role: role in route.allow):
        for method in sorted(methods):
            before = {} if role in route.allow else _fingerprint(app)
            status = _visit(app, cast, role, endpoint, method, route)
            if role in route.allow:
                fine = status < 400 or status in route.ok
                if role == "stranger" and route.allow != EVERYONE and status in {302, 303}:
                    fine = True
            else:
                refusal = route.stranger_refusal if role == "stranger" else route.refusal
                fine = status in refusal and _fingerprint(app) == before
            if not fine:
                surprises.append((role, method, status))

    assert surprises == []
