"""CPU time of a whole ``matching recommend`` run against bare imports, all as child processes.

``python3 run.py bench recommend-cli [--rounds 5]``. The run answers the 54 shared needs from the
212 shared products; the goal is at most twice the import of scikit-learn and Flask.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
GOAL = 2.0
LIGHT = "import sklearn, flask"
FULL = "import sklearn.feature_extraction.text, flask"


def _cpu_seconds(command: Sequence[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True, env=os.environ)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _commands(folder: Path) -> dict[str, list[str]]:
    flask = [sys.executable, "-m", "flask", "--app", "run", "matching"]
    subprocess.run(
        [*flask, "export-shared", str(folder)], check=True, cwd=ROOT, capture_output=True
    )
    files = {name: str(folder / f"{name}.csv") for name in ("offers", "needs", "output")}
    options = [part for name, path in files.items() for part in (f"--{name}", path)]
    return {
        LIGHT: [sys.executable, "-c", LIGHT],
        FULL: [sys.executable, "-c", FULL],
        "matching recommend": [*flask, "recommend", *options, "--top", "20"],
    }


def main(argv: Sequence[str]) -> dict[str, Any]:
    """Take turns, print the medians and their ratios, return them."""
    parser = argparse.ArgumentParser(prog="bench recommend-cli")
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args(argv).rounds
    taken: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        commands = _commands(Path(folder))
        for command in commands.values():
            _cpu_seconds(command)  # compiles and caches
        for _round in range(rounds):
            for name, command in commands.items():
                taken.setdefault(name, []).append(_cpu_seconds(command))
    medians = {name: statistics.median(values) for name, values in taken.items()}
    run = medians["matching recommend"]
    table = Table("command", "CPU s, median", "run / this", "goal")
    for name, seconds in medians.items():
        goal = f"<= {GOAL}" if name == LIGHT else ""
        table.add_row(name, f"{seconds:.2f}", f"{run / seconds:.2f}", goal)
    Console().print(table)
    return {"medians": medians, "ratio": run / medians[LIGHT], "ratio_full": run / medians[FULL]}
