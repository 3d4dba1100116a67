"""Run one bench or all of them: ``python3 run.py bench [NAME] [options]``.

A bench is a module here with ``main(argv) -> dict``: it prints its table and
returns its rows, which go to ``bench/results/<name>.json``. A bench that raises is
named; it never fails a build, for what it measures is no promise.
"""

import importlib
import json
import os
import platform
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"


def names() -> list[str]:
    """List the benches, as they are called on the command line."""
    modules = (path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_"))
    return sorted(module.replace("_", "-") for module in modules)


def run(name: str, argv: Sequence[str]) -> dict[str, Any]:
    """Run one bench and keep what it returns together with where it ran."""
    module = importlib.import_module(f"bench.{name.replace('-', '_')}")
    started = time.perf_counter()
    rows: dict[str, Any] = module.main(list(argv))
    return {
        "name": name,
        "options": list(argv),
        "seconds": round(time.perf_counter() - started, 3),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "rows": rows,
    }


def keep(name: str, result: dict[str, Any]) -> Path:
    """Write a result where the next reader looks for it."""
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"{name}.json"
    text = json.dumps(result, indent=1, ensure_ascii=False, default=float)
    file.write_text(text + "\n", encoding="utf-8")
    return file


def main(argv: Sequence[str]) -> int:
    """Run what is asked for; only a name that does not exist is an error."""
    known = names()
    chosen = [argv[0]] if argv and not argv[0].startswith("-") else known
    options = list(argv[1:]) if chosen != known else list(argv)
    if chosen != known and chosen[0] not in known:
        print(f"There is no bench {chosen[0]}. There are: {' '.join(known) or 'none'}")
        return 2
    raised = []
    for name in chosen:
        print(f"\n== {name} ==", flush=True)
        try:
            print(f"-> {keep(name, run(name, options)).relative_to(HERE.parent)}")
        except Exception:  # noqa: BLE001 -- whatever a bench raises, the others run
            traceback.print_exc()
            raised.append(name)
    if raised:
        print(f"\nRaised an error: {' '.join(raised)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
