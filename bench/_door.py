"""Real servers with a job fair at their door, and simulated devices that scan at it over HTTP."""

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parent.parent
POSTGRES = os.environ.get(
    "TEST_DATABASE_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
)
SCANS = "/api/v1/events/job-fair/check-ins"
START_SECONDS = 90.0


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def postgres_answers() -> bool:
    """Whether there is a PostgreSQL to measure on."""
    try:
        psycopg.connect(POSTGRES.replace("+psycopg", ""), connect_timeout=2).close()
    except psycopg.Error:
        return False
    return True


@contextlib.contextmanager
def database(kind: str) -> Iterator[tuple[Path, str]]:
    """An instance folder and the address of an empty database: ``sqlite`` or ``postgres``."""
    with tempfile.TemporaryDirectory(prefix="cho-phien-door-") as folder:
        if kind == "sqlite":
            yield Path(folder), f"sqlite:///{folder}/cho-phien.sqlite3"
            return
        name = f"cho_phien_door_{os.getpid()}_{time.monotonic_ns()}"
        with psycopg.connect(POSTGRES.replace("+psycopg", ""), autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
            try:
                yield Path(folder), re.sub(r"/[^/]*$", f"/{name}", POSTGRES)
            finally:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@dataclass
class Fair:
    """A job fair in a database, with paired devices; servers come and go."""

    folder: Path
    url: str
    codes: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    key: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """What its processes are told."""
        env = {k: v for k, v in os.environ.items() if not k.startswith("CHOPHIEN_")}
        return env | {"CHOPHIEN_INSTANCE": str(self.folder), "DATABASE_URL": self.url}

    def prepare(self, attendees: int, devices: int) -> Any:
        """Make tables, tickets and devices; returns the application it was done with."""
        from run import create_app  # noqa: PLC0415, TID251 -- a bench builds the whole application

        app = create_app({"INSTANCE": str(self.folder), "DATABASE_URL": self.url, "TESTING": True})
        file = self.folder / "codes.txt"
        _run(app, "db", "upgrade")
        _run(app, "demo", "job-fair", "--attendees", str(attendees), "--codes", str(file))
        self.codes = file.read_text().split()
        pair = ("checkin", "pair", "--event", "job-fair", "--gate")
        self.tokens = [_run(app, *pair, f"Cổng {n + 1}").strip() for n in range(devices)]
        return app

    @contextlib.contextmanager
    def server(self, *words: str) -> Iterator["Server"]:
        """A server of its own process: the house's, unless ``words`` name another module."""
        port = free_port()
        command = [*(words or ("core.serving", "--no-demo")), "--port", str(port)]
        with (self.folder / f"server-{port}.log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        server = Server(process, port)
        try:
            server.wait_until_it_answers()
            yield server
        finally:
            server.end()


def _run(app: Any, *words: str) -> str:
    result = app.test_cli_runner().invoke(args=list(words))
    if result.exit_code:
        raise RuntimeError(result.output) from result.exception
    return str(result.output)


@dataclass
class Server:
    """A process that answers HTTP."""

    process: subprocess.Popen[bytes]
    port: int

    def wait_until_it_answers(self) -> None:
        """Its ping, as a phone asks."""
        ends = time.monotonic() + START_SECONDS
        while time.monotonic() < ends and self.process.poll() is None:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
            with (
                contextlib.closing(connection),
                contextlib.suppress(OSError, http.client.HTTPException),
            ):
                connection.request("GET", f"{SCANS}/ping")
                if connection.getresponse().status < 500:
                    return
            time.sleep(0.1)
        message = "the server does not answer"
        raise RuntimeError(message)

    def cpu_seconds(self) -> float:
        """What the process has used up to now."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def pause(self) -> None:
        """Let it take no part until it is resumed."""
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """After a pause."""
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """Without a word, as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)

    def end(self) -> None:
        """As an operator would."""
        if self.process.poll() is None:
            self.process.terminate()
            self.resume()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


@dataclass
class Answered:
    """One scan as a device saw it; ``status`` 0: the connection broke."""

    code: str
    nonce: str
    status: int
    seconds: float
    body: dict[str, Any]


class Phone:
    """A simulated device with its own kept-open connection."""

    def __init__(self, port: int, token: str, path: str = SCANS) -> None:
        self.port, self.path = port, path
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def post(self, body: dict[str, Any], path: str = "") -> tuple[int, dict[str, Any]]:
        """Send a call; (0, {}) where the server is gone."""
        try:
            data = json.dumps(body).encode()
            self.connection.request("POST", self.path + path, data, self.headers)
            response = self.connection.getresponse()
            text = response.read()
            return response.status, json.loads(text)
        except (OSError, http.client.HTTPException, ValueError):
            self.connection.close()
            return 0, {}

    def close(self) -> None:
        """Hang up."""
        self.connection.close()

    def scan(self, code: str, nonce: str) -> Answered:
        """One scan, timed."""
        start = time.perf_counter()
        status, body = self.post({"code": code, "nonce": nonce, "list": "main"})
        return Answered(code, nonce, status, time.perf_counter() - start, body)


def scan_all(
    phones: Sequence[Phone], work: Sequence[Sequence[tuple[str, str]]]
) -> tuple[list[Answered], float]:
    """Let each phone scan its own (code, nonce) pairs, all at once; answers and seconds."""
    answers: list[list[Answered]] = [[] for _ in phones]
    start = threading.Barrier(len(phones) + 1)

    def run(number: int) -> None:
        start.wait()
        for code, nonce in work[number]:
            answers[number].append(phones[number].scan(code, nonce))

    threads = [threading.Thread(target=run, args=(n,), daemon=True) for n in range(len(phones))]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return [one for found in answers for one in found], time.perf_counter() - began
