"""The platform in a process of its own, as it is shipped: it can be killed and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import build_opener

import pytest

from core.db import db
from run import create_app  # noqa: TID251 -- a journey needs the whole application
from tests.journeys.conftest import Site

ROOT = Path(__file__).parents[2]
# Builds the application, then waits for a line: so a server that is to come back stands ready
# while its predecessor still serves.
WAITING = """
import sys
from core import serving
prepare = serving.prepare
def wait(*args, **values):
    sys.stdin.readline()
    prepare(*args, **values)
serving.prepare = wait
raise SystemExit(serving.main(sys.argv[1:]))
"""


def free_ports(count: int = 1) -> int:
    """The first of so many ports in a row that nobody uses."""
    for _ in range(50):
        with socket.create_server(("127.0.0.1", 0)) as first:
            port = int(first.getsockname()[1])
            try:
                for more in range(1, count):
                    socket.create_server(("127.0.0.1", port + more)).close()
            except (OSError, OverflowError):
                continue
        return port
    pytest.fail("no free ports")


@dataclass
class Server:
    """One installation: its folder, its address, its process."""

    folder: Path
    port: int
    https: bool = False
    process: Any = None
    site: Any = field(default=None)
    _next: Any = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http{'s' if self.https else ''}://127.0.0.1:{self.port}"

    def make_ready(self) -> None:
        """Have the next process built and waiting."""
        words = ["--port", str(self.port), "--no-demo", *(["--https"] if self.https else [])]
        with (self.folder / "server.log").open("a", encoding="utf-8") as log:
            self._next = subprocess.Popen(
                [sys.executable, "-c", WAITING, *words],
                cwd=ROOT,
                env=_environment() | {"CHOPHIEN_INSTANCE": str(self.folder)},
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,  # an encrypted server has a worker, which ends with it
            )

    def start(self) -> None:
        """Serve, and wait for the first answer."""
        if self._next is None:
            self.make_ready()
        self.process, self._next = self._next, None
        self.process.stdin.write(b"\n")
        self.process.stdin.close()
        opener = build_opener()
        plain = f"http://127.0.0.1:{self.port + 1}/trust" if self.https else f"{self.url}/readyz"
        for _ in range(900):
            try:
                with opener.open(plain, timeout=2):
                    return
            except HTTPError:
                return
            except OSError:
                assert self.process.poll() is None, (self.folder / "server.log").read_text("utf-8")
                time.sleep(0.1)
        pytest.fail("the server did not start")

    def kill(self) -> None:
        """As if the cable were pulled; one that was made ready goes on waiting."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def open_back_door(self, **settings: Any) -> None:
        """An application on the same database, for what a browser cannot do."""
        given = {"TESTING": True, "INSTANCE": str(self.folder), "BASE_URL": self.url} | settings
        self.site = Site(create_app(given), self.url)

    def end(self) -> None:
        """All of it."""
        for process in filter(None, (self.process, self._next)):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
            process.wait()
        if self.site is not None:
            with self.site.app.app_context():
                db.engine.dispose()


def _environment() -> dict[str, str]:
    """Ours without the settings of whoever runs the tests: the server keeps its data in a file."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("CHOPHIEN_")}
    ours.pop("DATABASE_URL", None)
    return ours
