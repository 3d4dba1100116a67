"""``python3 run.py check``: every tool that reads the code, one line each."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from core.setup.console import SetupError, complain, say
from core.setup.place import Place

AT_ONCE = 2


@dataclass(frozen=True)
class Check:
    """One tool, its commands run one after the other."""

    name: str
    commands: tuple[tuple[str, ...], ...]


CHECKS = (
    Check("mypy", (("mypy", "."),)),
    Check("ruff", (("ruff", "check", "."),)),
    Check("format", (("ruff", "format", "--check", "."),)),
    Check("imports", (("lint-imports",),)),
    Check("templates", (("djlint", "--lint", "."),)),
    Check("translations", (("flask", "--app", "run", "i18n", "check"),)),
    # On a database of its own, made by the migrations: do they still give what the models say?
    Check(
        "migrations",
        (("flask", "--app", "run", "db", "upgrade"), ("flask", "--app", "run", "db", "check")),
    ),
)


@dataclass(frozen=True)
class Finding:
    """What one check said."""

    check: Check
    passed: bool
    seconds: float
    words: str


def named(names: Sequence[str]) -> list[Check]:
    """Choose the named checks, or all."""
    unknown = set(names) - {check.name for check in CHECKS}
    if unknown:
        known = " ".join(check.name for check in CHECKS)
        raise SetupError(
            f"There is no check {', '.join(sorted(unknown))}.", f"There are: {known}", code=2
        )
    return [check for check in CHECKS if not names or check.name in names]


def run(place: Place, wanted: Sequence[Check]) -> int:
    """Run these checks; return 0 when each is content."""
    with tempfile.TemporaryDirectory(prefix="chophien-check-") as instance:
        env = place.environment() | {"CHOPHIEN_INSTANCE": instance, "NO_COLOR": "1"}
        env.pop("DATABASE_URL", None)
        findings = _run_all(place, wanted, env)
    failed = [finding for finding in findings if not finding.passed]
    for finding in failed:
        complain(f"\n== {finding.check.name} ==\n{finding.words.rstrip()}")
    return 1 if failed else 0


def _run_all(place: Place, wanted: Sequence[Check], env: Mapping[str, str]) -> list[Finding]:
    findings = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for done in as_completed([pool.submit(_run_one, place, check, env) for check in wanted]):
            finding = done.result()
            findings.append(finding)
            verdict = "ok" if finding.passed else "failed"
            say(f"  {finding.check.name:<13} {verdict:<7} {finding.seconds:5.1f} s")
    return findings


def _run_one(place: Place, check: Check, env: Mapping[str, str]) -> Finding:
    started = time.perf_counter()
    words = ""
    passed = True
    for command in check.commands:
        code, output = _capture([str(place.tool(command[0])), *command[1:]], env, place.root)
        words += output
        if code != 0:
            passed = False
            break
    return Finding(check, passed, time.perf_counter() - started, words)


def _capture(command: Sequence[str], env: Mapping[str, str], root: Path) -> tuple[int, str]:
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(env),
            cwd=root,
            check=False,
            text=True,
            errors="replace",
        )
    except FileNotFoundError as error:
        return 127, f"{error}\n"
    return done.returncode, done.stdout
