"""The least a door can do, for comparison: verify the code, one conditional UPDATE, one INSERT.

Served as the house serves: waitress, the same threads, the same database settings.
"""

import argparse
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
import waitress
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import Flask, jsonify, request

from core.db import prepare_engine
from core.serving import CONNECTIONS, THREADS
from events.registration.codes import read_code

METADATA = sa.MetaData()
TICKETS = sa.Table(
    "bare_tickets",
    METADATA,
    sa.Column("ticket_id", sa.String(16), primary_key=True),
    sa.Column("admitted_at", sa.DateTime(timezone=True)),
)
LOG = sa.Table(
    "bare_scans",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("ticket_id", sa.String(16)),
    sa.Column("nonce", sa.String(64), unique=True),
    sa.Column("admitted", sa.Boolean),
    sa.Column("at", sa.DateTime(timezone=True)),
)


def fill(engine: sa.Engine, codes: list[str]) -> None:
    """The tables, and a ticket for each code."""
    METADATA.create_all(engine)
    ids = [reading.payload.ticket_id for code in codes if (reading := read_code(code)).payload]
    with engine.begin() as connection:
        connection.execute(sa.insert(TICKETS), [{"ticket_id": one} for one in ids])


def make_app(engine: sa.Engine, key: Ed25519PublicKey) -> Flask:
    """One endpoint."""
    app = Flask("bare")
    queue = engine.__dict__.get("write_queue")
    admit = (
        sa.update(TICKETS)
        .where(TICKETS.c.ticket_id == sa.bindparam("ticket"), TICKETS.c.admitted_at.is_(None))
        .values(admitted_at=sa.bindparam("now"))
    )
    log = sa.insert(LOG)

    def write(ticket_id: str, nonce: str) -> bool:
        at = datetime.now(UTC).replace(tzinfo=None)  # noqa: TID251 -- nothing of the house
        with engine.begin() as connection:
            came = connection.execute(admit, {"ticket": ticket_id, "now": at}).rowcount == 1
            row = {"ticket_id": ticket_id, "nonce": nonce, "admitted": came, "at": at}
            connection.execute(log, row)
        return came

    @app.post("/scan")
    def scan() -> Any:
        asked = request.get_json()
        reading = read_code(asked["code"])
        if reading.payload is None or not reading.is_signed_by(key):
            return jsonify(result="refused")
        if queue is None:
            came = write(reading.payload.ticket_id, asked["nonce"])
        else:
            with queue.turn():
                came = write(reading.payload.ticket_id, asked["nonce"])
        return jsonify(result="admitted" if came else "refused")

    return app


def main() -> None:
    """Serve it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--port", type=int, required=True)
    chosen = parser.parse_args()
    engine = sa.create_engine(chosen.url, pool_size=10, max_overflow=20)
    prepare_engine(engine)
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(chosen.key))
    waitress.serve(
        make_app(engine, key),
        host="127.0.0.1",
        port=chosen.port,
        threads=THREADS,
        connection_limit=CONNECTIONS,
    )


if __name__ == "__main__":
    main()
