"""Find a Chromium for the browser tests, or install Debian's."""

from __future__ import annotations

import os
import socket
from shutil import which
from urllib.parse import urlsplit

from core.setup.console import Log, SetupError, ToolFailedError, say, step
from core.setup.place import Place

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
POSTGRES = "postgresql://127.0.0.1:5432"


def required() -> set[str]:
    """Read what the tests may not do without: CHOPHIEN_REQUIRE=browser,postgres."""
    return {word.strip() for word in os.environ.get("CHOPHIEN_REQUIRE", "").split(",")} - {""}


def find() -> str | None:
    """Find Chromium's command."""
    named = os.environ.get("CHROMIUM")
    if named:
        return which(named)
    return next((found for name in NAMES if (found := which(name))), None)


def prepare(place: Place, log: Log) -> None:
    """See that the browser tests can run, or say in one line that they will not."""
    if find() is None and _may_install():
        _install(place, log)
    if find() is not None:
        return
    if "browser" in required():
        raise SetupError(
            "There is no Chromium, and CHOPHIEN_REQUIRE asks for the browser tests.",
            "Install it (Debian: apt install chromium) or name its command in CHROMIUM.",
        )
    say("  No Chromium here: the browser tests will be skipped (apt install chromium brings it).")


def _may_install() -> bool:
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return is_root and which("apt-get") is not None and not os.environ.get("CHROMIUM")


def _install(place: Place, log: Log) -> None:
    env = place.environment() | {"DEBIAN_FRONTEND": "noninteractive"}
    get = ["apt-get", "-q", "-y"]
    try:
        with step("Chromium for the browser tests, by apt"):
            log.run([*get, "update"], env=env, cwd=place.root)
            log.run(
                [*get, "install", "--no-install-recommends", "chromium"], env=env, cwd=place.root
            )
    except ToolFailedError:
        say("  apt could not install Chromium; instance/setup.log says why.")


def check_postgres() -> None:
    """Refuse to go on when PostgreSQL is asked for and nobody answers at its address."""
    if "postgres" not in required():
        return
    address = urlsplit(os.environ.get("TEST_DATABASE_URL") or POSTGRES)
    where = (address.hostname or "127.0.0.1", address.port or 5432)
    try:
        socket.create_connection(where, timeout=3).close()
    except OSError as error:
        raise SetupError(
            f"PostgreSQL does not answer at {where[0]}:{where[1]}; CHOPHIEN_REQUIRE asks for it.",
            "Start it, or name a database of its own in TEST_DATABASE_URL.",
        ) from error
