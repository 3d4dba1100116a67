"""The commands of ``run.py``: serve, setup, test, check, bench, prove, lock."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from core.setup import assets, browser, checks, options, packages, stamps
from core.setup.console import Log, SetupError, ToolFailedError, complain, say
from core.setup.place import WINDOWS, Place

INTERRUPTED = 130
# Tests that share a costly beginning (a browser, the demo) stay together: tests/conftest.py.
IN_TWO = ("-n", "2", "--dist", "loadgroup", "-q")
TERMINATED = 143


def run(argv: Sequence[str]) -> int:
    """Run one command and return its exit code; whatever goes wrong is said in plain words."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    signal.signal(signal.SIGTERM, _end)
    place = Place.here()
    try:
        return _dispatch(list(argv))
    except SetupError as error:
        _explain(place, error)
        return error.code
    except KeyboardInterrupt:
        complain("\nStopped. The same command goes on from here.")
        return INTERRUPTED
    except OSError as error:
        complain(f"\n{error.strerror or error}: {error.filename or place.root}")
        complain("Check the space on the disk and whether this folder may be written to.")
        return 1


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(TERMINATED)


def _dispatch(argv: list[str]) -> int:
    name = argv[0] if argv and not argv[0].startswith("-") else ""
    if not name:
        return serve(argv)
    if name not in COMMANDS:
        raise SetupError(f"There is no command {name}.", "Try: python3 run.py --help", code=2)
    return COMMANDS[name](argv[1:])


def _explain(place: Place, error: SetupError) -> None:
    complain(f"\n{error.problem}")
    if error.remedy:
        complain(f"What to do: {error.remedy}")
    tail = Log(place.log).tail() if isinstance(error.__cause__, ToolFailedError) else []
    if tail:
        complain(f"The last words of the tool ({place.log}):")
        for line in tail:
            complain(f"  | {line}")


@contextmanager
def _alone(place: Place) -> Iterator[Log]:
    """Hold the lock of this installation and the log."""
    with stamps.locked(place) as handle:
        log = Log(place.log, keep_open=(handle,))
        log.trim()
        yield log


def prepare(place: Place, *, dev: bool) -> None:
    """Bring everything but the database to what the repository says."""
    started = time.perf_counter()
    with _alone(place) as log:
        did = [
            packages.install(place, log, dev=dev),
            assets.install(place, log, dev=dev),
            assets.build(place),
        ]
    if any(did):
        say(f"  Ready in {time.perf_counter() - started:.1f} s.")


def serve(arguments: Sequence[str]) -> int:
    """Set up what is missing, then become the server."""
    chosen = options.parse(arguments)
    options.check(chosen)
    place = Place.here(chosen.data)
    prepare(place, dev=False)
    return _become(place, [str(place.python), "-m", "core.serving", *_serving(chosen)])


def setup(arguments: Sequence[str]) -> int:
    """Set up, database included, and stop."""
    chosen = options.parse(arguments)
    place = Place.here(chosen.data)
    prepare(place, dev=False)
    return _call(
        place, [str(place.python), "-m", "core.serving", "--setup-only", *_serving(chosen)]
    )


def _serving(chosen: options.Options) -> list[str]:
    words = ["--host", chosen.host, "--port", str(chosen.port)]
    words += ["--https"] if chosen.https else []
    words += [] if chosen.demo else ["--no-demo"]
    return words


def test(arguments: Sequence[str]) -> int:
    """Set up for tests, then run pytest; all of them in two processes, some of them in one."""
    return _pytest(arguments or IN_TWO, {})


def _pytest(arguments: Sequence[str], more: dict[str, str]) -> int:
    place = Place.here()
    prepare(place, dev=True)
    with _alone(place) as log:
        browser.prepare(place, log)
    browser.check_postgres()
    os.environ.update(more)
    return _become(place, [str(place.python), "-m", "pytest", *arguments])


def check(arguments: Sequence[str]) -> int:
    """Let every tool read the code."""
    wanted = checks.named(arguments)
    place = Place.here()
    prepare(place, dev=True)
    return checks.run(place, wanted)


def bench(arguments: Sequence[str]) -> int:
    """Measure; never a reason to fail a build."""
    place = Place.here()
    prepare(place, dev=True)
    return _call(place, [str(place.python), "-m", "bench", *arguments])


def prove(arguments: Sequence[str]) -> int:
    """Run the long proofs whole and let them print."""
    chosen = {"CHOPHIEN_PROOF": "full"}
    if arguments and not arguments[0].startswith("-"):
        chosen["CHOPHIEN_PROOF_NAME"] = arguments[0]
        arguments = arguments[1:]
    words = ["-m", "proof", "-s", "-q", "--no-header", "--timeout=0", *arguments]
    return _pytest(words, chosen)


def lock(arguments: Sequence[str]) -> int:
    """Compile the lock files anew and install what they say."""
    place = Place.here()
    with _alone(place) as log:
        packages.lock(place, log, arguments)
        packages.install(place, log, dev=True)
        assets.lock(place, log)
    say("The locks are new. Run the tests before you commit them.")
    return 0


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "setup": setup,
    "test": test,
    "check": check,
    "bench": bench,
    "prove": prove,
    "lock": lock,
}


def _become(place: Place, command: list[str]) -> int:
    """Replace this process, so that signals and the exit code need no carrying."""
    if WINDOWS:
        return _call(place, command)
    sys.stdout.flush()
    os.chdir(place.root)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    return os.execve(command[0], command, place.environment())  # noqa: S606 -- our own interpreter


def _call(place: Place, command: list[str]) -> int:
    return subprocess.run(command, env=place.environment(), cwd=place.root, check=False).returncode
