"""Read the options of serving and refuse what would not be safe or would not work."""

from __future__ import annotations

import argparse
import errno
import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass

from core.setup.console import SetupError

LAST_PORT = 65535

EPILOG = """\
commands:
  (none)            set up what is missing, load the demo fair into an empty database, serve
  setup             set up and stop
  test [ARGS]       set up for tests, then pytest with these arguments
  check [NAMES]     linters, types, import contracts, templates, translations, migrations
  bench [NAME]      measure; tables go to the screen and to bench/results/
  prove [NAME]      run the long proofs whole and print their tables
  lock              compile requirements*.in anew

Everything else: .venv/bin/flask --app run --help
"""


@dataclass(frozen=True)
class Options:
    """How to serve."""

    host: str
    port: int
    https: bool
    data: str | None
    demo: bool


def parse(arguments: Sequence[str]) -> Options:
    """Read the options; argparse explains a wrong one and ends with code 2."""
    parser = argparse.ArgumentParser(
        prog="run.py",
        description="Chợ Phiên: trade fairs and business matchmaking.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="ADDRESS",
        help="default 127.0.0.1; any other needs --https",
    )
    parser.add_argument("--port", type=_port, default=5000, metavar="N", help="default 5000")
    parser.add_argument(
        "--https", action="store_true", help="encrypt, with a certificate authority of our own"
    )
    parser.add_argument("--data", metavar="DIR", help="another instance folder")
    parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")
    read = parser.parse_args(arguments)
    return Options(
        host=read.host, port=read.port, https=read.https, data=read.data, demo=not read.no_demo
    )


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text} is not a port; use 1 to 65535")
    return int(text)


def is_loopback(host: str) -> bool:
    """Tell whether only this computer can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check(options: Options) -> None:
    """Refuse an open address without encryption, and a port that somebody has."""
    if not options.https and not is_loopback(options.host):
        raise SetupError(
            f"Serving on {options.host} without encryption would show passwords and\n"
            "personal data to everyone on the network.",
            f"Add --https: python3 run.py --host {options.host} --https",
            code=2,
        )
    _check_port(options)


def _check_port(options: Options) -> None:
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((options.host, options.port))
        except OSError as error:
            raise _refusal(options, error) from error


def _refusal(options: Options, error: OSError) -> SetupError:
    if error.errno == errno.EADDRINUSE:
        return SetupError(
            f"Port {options.port} is in use by another program.",
            f"Stop that program or take another port: python3 run.py --port {options.port + 1}",
        )
    if error.errno == errno.EACCES:
        return SetupError(
            f"Only the administrator may serve on port {options.port}.",
            "Take a port from 1024 up, as in: python3 run.py --port 5000",
        )
    return SetupError(
        f"Cannot serve on {options.host}: {error.strerror or error}.",
        "Is it an address of this computer?",
    )
