"""The server sets its database up, answers where it says it does, and stops when told to."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import serving, tls

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("host", "https", "expected"),
    [
        ("127.0.0.1", False, "http://127.0.0.1:5000"),
        ("::1", False, "http://[::1]:5000"),
        ("192.168.1.5", True, "https://192.168.1.5:5000"),
    ],
)
def test_an_address_is_written_for_browsers(host: str, https: bool, expected: str) -> None:
    assert serving.address(host, 5000, https=https) == expected


def test_every_address_of_this_computer_is_announced_as_one_that_others_reach(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tls, "own_address", lambda: "10.0.0.7")

    assert serving.address("0.0.0.0", 5000, https=True) == "https://10.0.0.7:5000"  # noqa: S104 -- only written


@pytest.fixture(params=["http", "https"])
def server(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A real server on an empty instance folder, and its address."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    scheme = request.param
    words = ["--port", str(port), "--no-demo", *(["--https"] if scheme == "https" else [])]
    env = {name: value for name, value in os.environ.items() if not name.startswith("CHOPHIEN_")}
    env.pop("DATABASE_URL", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "core.serving", *words],
        cwd=ROOT,
        env=env | {"CHOPHIEN_INSTANCE": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    yield process, f"{scheme}://127.0.0.1:{port}"
    process.kill()
    process.communicate()


def test_a_server_answers_and_stops_when_told_to(
    server: tuple[subprocess.Popen[str], str], tmp_path: Path
) -> None:
    process, address = server

    status = first_answer(f"{address}/healthz", authority=tmp_path / "tls" / tls.AUTHORITY)
    process.send_signal(signal.SIGTERM)
    said = process.communicate(timeout=20)[0]

    assert (status, process.returncode) == (200, 0), said
    assert f"open at {address} " in said


def first_answer(url: str, *, authority: Path) -> int:
    """Ask until somebody answers, trusting the authority alone."""
    give_up = time.monotonic() + 60
    while True:
        try:
            trust = ssl.create_default_context(cafile=authority) if authority.exists() else None
            with urllib.request.urlopen(url, context=trust, timeout=10) as answer:  # noqa: S310 -- ours
                return int(answer.status)
        except OSError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.1)
