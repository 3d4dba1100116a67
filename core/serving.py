"""Serve the platform: waitress by default, granian where the wire is encrypted.

``python3 run.py`` becomes this module once everything is installed. One process
answers requests and runs the jobs beside them, so that nothing else need be started.
"""

import argparse
import importlib
import logging
import os
import signal
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click
import waitress
from flask import Flask
from flask.cli import ScriptInfo
from granian.constants import Interfaces, SSLProtocols
from granian.log import LogLevels
from granian.server import Server as Granian

from core import jobs, tls, trust
from core.app import settle_memory
from core.setup.console import say, step

THREADS = 8
CONNECTIONS = 1000  # a door's phones keep theirs open


def create_app() -> Flask:
    """Ask the composition root, by name: nobody here may import it."""
    built: Flask = importlib.import_module("run").create_app()
    return built


def application() -> Flask:
    """Build the app of a granian worker, with its jobs running."""
    app = create_app()
    settle_memory()
    jobs.start_embedded(app)
    return app


def main(argv: Sequence[str] | None = None) -> int:
    """Bring the database up to date, then serve until told to stop."""
    chosen = _options().parse_args(argv)
    signal.signal(signal.SIGTERM, _end)
    try:
        _announce_address(chosen)
        app = create_app()
        prepare(app, demo=not chosen.no_demo)
        settle_memory()
        if chosen.setup_only:
            say("Everything is in place: python3 run.py")
        elif chosen.https:
            _serve_encrypted(app, chosen.host, chosen.port)
        else:
            _serve_plain(app, chosen.host, chosen.port)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        pass
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="core.serving", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5000)
    parser.add_argument("--https", action="store_true")
    parser.add_argument("--no-demo", action="store_true")
    parser.add_argument("--setup-only", action="store_true")
    return parser


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def _announce_address(chosen: argparse.Namespace) -> None:
    """Let mails and codes name the address we serve at, unless the owner has named another."""
    os.environ.setdefault("CHOPHIEN_SECURE_COOKIES", "1" if chosen.https else "0")
    if "BASE_URL" not in _settings_file():
        os.environ.setdefault(
            "CHOPHIEN_BASE_URL", address(chosen.host, chosen.port, https=chosen.https)
        )
    if chosen.https:
        plain = address(chosen.host, chosen.port + 1, https=False)
        os.environ.setdefault("CHOPHIEN_TRUST_URL", f"{plain}{trust.PAGE}")


def _settings_file() -> dict[str, Any]:
    """Read the names in the settings file; a broken one is reported where settings are checked."""
    instance = Path(os.environ.get("CHOPHIEN_INSTANCE") or "instance")
    try:
        return tomllib.loads((instance / "settings.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def address(host: str, port: int, *, https: bool) -> str:
    """Write the address as a browser takes it."""
    named = tls.own_address() if host in {"0.0.0.0", "::"} else host  # noqa: S104 -- compared
    bracketed = f"[{named}]" if ":" in named else named
    return f"{'https' if https else 'http'}://{bracketed}:{port}"


def prepare(app: Flask, *, demo: bool) -> None:
    """Migrate, load the demo fair into an empty database, else show the first admin the way in."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with step("Database"):
        invoke(app, "db", "upgrade")
    invoke(app, "catalogue", "load-taxonomy", "--if-empty")
    if demo:
        invoke(app, "demo", "load", "--if-empty")
    invoke(app, "accounts", "first-admin")


def invoke(app: Flask, *words: str) -> None:
    """Run a command of ``flask --app run`` in this process: importing everything once is enough."""
    info = ScriptInfo(create_app=lambda: app)
    app.cli.main(args=list(words), prog_name="flask", obj=info, standalone_mode=False)


def _serve_plain(app: Flask, host: str, port: int) -> None:
    server = waitress.create_server(
        app,
        host=host,
        port=port,
        threads=THREADS,
        connection_limit=CONNECTIONS,
        ident=None,
        clear_untrusted_proxy_headers=True,
    )
    jobs.start_embedded(app)
    try:
        say(f"\nChợ Phiên is open at {address(host, port, https=False)} (Ctrl-C closes it)")
        server.run()
    finally:
        jobs.stop()


def _serve_encrypted(app: Flask, host: str, port: int) -> None:
    folder = Path(app.instance_path) / "tls"
    pair = tls.ensure(folder)
    say(f"\nChợ Phiên is open at {address(host, port, https=True)} (Ctrl-C closes it)")
    _hand_out_trust(app, host, port + 1)
    say(tls.how_to_trust(folder))
    server = Granian(
        "core.serving:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=1,  # rate limits are counted and jobs are run in this one process
        blocking_threads=THREADS,
        log_level=LogLevels.error,
        ssl_cert=pair.certificate,
        ssl_key=pair.key,
        ssl_protocol_min=SSLProtocols.tls12,  # phones at the door may be old
    )
    server.serve()


def _hand_out_trust(app: Flask, host: str, port: int) -> None:
    """The page for phones that do not trust us yet; without its port the words below must do."""
    try:
        trust.serve_beside(app, host, port)
    except OSError:
        os.environ.pop("CHOPHIEN_TRUST_URL", None)
        say(f"Port {port} is taken, so phones cannot load the certificate from here.")
        return
    url = app.config["TRUST_URL"]
    say(f"\nPhones come to trust it at {url}\n\n{trust.terminal_qr(url)}")


if __name__ == "__main__":
    sys.exit(main())
