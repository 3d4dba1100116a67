"""Puts the application together from the slices that run.py names."""

import gc
import importlib
import importlib.util
import os
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

from flask import Flask

from core import config, i18n, jobs, logs, metrics, web
from core.db import db, migrate, prepare_engine

ROOT = Path(__file__).resolve().parent.parent


def build(slices: Iterable[str], given: dict[str, Any] | None = None) -> Flask:
    """Settings, database, shared web parts, then each slice by what it has.

    A slice is a package with any of ``models``, ``views`` (a blueprint ``bp``, perhaps an
    ``init_app(app)``), ``jobs`` (chores and handlers that register themselves) and ``cli``
    (click commands in ``COMMANDS``).
    """
    given = dict(given or {})
    instance = given.pop("INSTANCE", None) or os.environ.get("CHOPHIEN_INSTANCE")
    app = web.RetryingFlask(
        "run",
        root_path=str(ROOT),
        instance_path=str(Path(instance).resolve()) if instance else str(ROOT / "instance"),
    )
    app.testing = bool(given.get("TESTING"))
    config.configure(app, given)
    logs.init_app(app)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    with app.app_context():
        prepare_engine(db.engine)
    i18n.init_app(app)
    web.init_app(app)
    jobs.init_app(app)
    metrics.init_app(app)
    _mail(app)
    for name in slices:
        if importlib.util.find_spec(name) is not None:
            _add_slice(app, name)
    return app


def _mail(app: Flask) -> None:
    from flask_mailman import Mail  # noqa: PLC0415 -- only its wiring is needed

    Mail(app)


def _part(package: str, name: str) -> ModuleType | None:
    full = f"{package}.{name}"
    return importlib.import_module(full) if importlib.util.find_spec(full) else None


def _add_slice(app: Flask, package: str) -> None:
    _part(package, "models")
    views = _part(package, "views")
    if views is not None:
        app.register_blueprint(views.bp)
        if hasattr(views, "init_app"):
            views.init_app(app)
    _part(package, "jobs")
    cli = _part(package, "cli")
    for command in cli.COMMANDS if cli is not None else ():
        app.cli.add_command(command)


def settle_memory() -> None:
    """Let the garbage collector leave alone what lives as long as the process.

    Hundreds of modules and mappers are searched for garbage at every full collection, which
    costs a page in fifty a fifth of a second.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 25, 50)
