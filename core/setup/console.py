"""Say what happens, one line per step, and keep the tools' own words in a log."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TAIL_LINES = 15
LONGEST_BYTES = 1_000_000


class SetupError(Exception):
    """Something a person can mend: what is wrong, and what to do about it."""

    def __init__(self, problem: str, remedy: str = "", *, code: int = 1) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.code = code


class ToolFailedError(Exception):
    """A tool that set-up called ended with an error; its words are in the log."""

    def __init__(self, command: Sequence[str], code: int) -> None:
        super().__init__(f"{Path(command[0]).name} ended with code {code}")
        self.code = code


def say(line: str = "") -> None:
    """Print one line at once, also into a pipe."""
    print(line, flush=True)


def complain(line: str = "") -> None:
    """Print one line to standard error, after what was said so far."""
    sys.stdout.flush()
    print(line, file=sys.stderr, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Show a step while it runs and how long it took."""
    print(f"  {title} … ", end="", flush=True)
    started = time.perf_counter()
    try:
        yield
    except BaseException:
        say(f"stopped after {time.perf_counter() - started:.1f} s")
        raise
    say(f"{time.perf_counter() - started:.1f} s")


@dataclass(frozen=True)
class Log:
    """The file that keeps what the tools of set-up print."""

    path: Path
    keep_open: tuple[int, ...] = ()

    def run(self, command: Sequence[str | Path], *, env: Mapping[str, str], cwd: Path) -> None:
        """Run a tool with its output in the log.

        The tool inherits ``keep_open``: a lock that ends with the last of its holders.
        """
        words = [str(word) for word in command]
        with self.path.open("ab") as out:
            out.write(f"\n$ {' '.join(words)}\n".encode())
            out.flush()
            code = _wait_for(words, out.fileno(), env=env, cwd=cwd, keep_open=self.keep_open)
        if code != 0:
            raise ToolFailedError(words, code)

    def trim(self) -> None:
        """Begin anew when it has become long; refuse at once where nothing can be written."""
        with self.path.open("ab") as out:
            if out.tell() > LONGEST_BYTES:
                out.truncate(0)

    def note(self, line: str) -> None:
        """Add a line of our own."""
        with self.path.open("a", encoding="utf-8") as out:
            out.write(line + "\n")

    def tail(self) -> list[str]:
        """Give the last lines, those of the tool that failed."""
        try:
            text = self.path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return []
        last = text.rpartition("\n$ ")[2]
        return [line for line in last.splitlines() if line.strip()][-TAIL_LINES:]


def _wait_for(
    words: list[str], out: int, *, env: Mapping[str, str], cwd: Path, keep_open: tuple[int, ...]
) -> int:
    more = {} if os.name == "nt" else {"pass_fds": keep_open}
    try:
        done = subprocess.run(
            words,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=dict(env),
            cwd=cwd,
            check=False,
            **more,  # type: ignore[call-overload]
        )
    except FileNotFoundError:
        os.write(out, f"{words[0]}: not found\n".encode())
        return 127
    return int(done.returncode)
