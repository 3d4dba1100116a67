# ruff: noqa: N999 -- it is called by this name: python3 run.py bench import
"""A list of 5,000 firms from file to rows: time, CPU and memory, against bare openpyxl.

``python3 run.py bench import [--rows 5000]``. Each step runs as the job runner does it, in a
process of its own, so that its peak of memory is its own; the ratio is CPU over the CPU that
openpyxl needs only to read the same file.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from rich.console import Console
from rich.table import Table

GOAL_MB = 200  # beyond what the process needs while it is idle
HEADINGS = ("Tên đơn vị", "Mã số thuế", "Loại hình", "Tỉnh", "Địa chỉ", "Giới thiệu")
STEPS = ("check", "write", "check again", "undo")


def _rows(count: int) -> Iterator[list[str]]:
    from stdnum.vn import mst  # noqa: PLC0415 -- the bare reading does not pay for it

    provinces = ("Lào Cai", "Sơn La", "Điện Biên", "Lai Châu", "Yên Bái")
    for number in range(count):
        nine = f"{100_000_000 + number * 7:09d}"
        code = nine + mst.calc_check_digit(nine)
        place = provinces[number % len(provinces)]
        about = f"Đơn vị mẫu số {number}, chế biến chè Shan tuyết, mật ong và dược liệu."
        yield [f"HTX Mẫu số {number}", code, "Hợp tác xã", place, f"Bản {number % 90}", about]


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _measured(act: Callable[[], Any]) -> dict[str, float]:
    before, clock, cpu = _peak_mb(), time.perf_counter(), time.process_time()
    act()
    return {
        "seconds": round(time.perf_counter() - clock, 2),
        "cpu_seconds": round(time.process_time() - cpu, 2),
        "peak_mb": round(_peak_mb(), 1),
        "growth_mb": round(_peak_mb() - before, 1),
    }


def _read_bare(path: str) -> None:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for _row in book.active.iter_rows(values_only=True):
        pass
    book.close()


def _app(folder: str) -> Any:
    from run import create_app  # noqa: PLC0415, TID251 -- a bench builds the whole application

    return create_app({"INSTANCE": folder, "RATELIMIT_ENABLED": False})


def _prepare(folder: str, path: str, count: int) -> None:
    app = _app(folder)
    app.test_cli_runner().invoke(args=["db", "upgrade"])
    app.test_cli_runner().invoke(args=["catalogue", "load-taxonomy"])
    from core.sheets import write_xlsx  # noqa: PLC0415 -- see _rows

    with Path(path).open("wb") as stream:
        write_xlsx(stream, HEADINGS, _rows(count), title="Danh sách")


def _step(name: str, folder: str, path: str) -> dict[str, float]:
    """One step of the work, as the job runner does it."""
    app = _app(folder)
    from core import clock, jobs  # noqa: PLC0415 -- see _rows
    from core.db import db, transaction  # noqa: PLC0415 -- see _rows
    from events.imports import services  # noqa: PLC0415 -- see _rows
    from events.imports.models import Import  # noqa: PLC0415 -- see _rows

    acts = {"write": services.write_rows, "undo": services.undo_rows}
    with app.app_context():
        with transaction():
            if name in acts:
                acts[name](db.session.get_one(Import, 1), by=None, at=clock.now())
            else:
                _upload(app, path)
        return _measured(lambda: jobs.run_waiting(at=clock.now()))


def _upload(app: Any, path: str) -> None:
    from core import clock  # noqa: PLC0415 -- see _rows
    from events.imports import services  # noqa: PLC0415 -- see _rows
    from events.imports.intake import take_in  # noqa: PLC0415 -- see _rows
    from events.imports.states import ImportKind  # noqa: PLC0415 -- see _rows

    kind, folder = ImportKind.COMPANIES, Path(app.instance_path) / "imports"
    with Path(path).open("rb") as stream:
        taken = take_in(stream, folder, kind=kind, event_id=None)
    one = services.start_import(kind, by=None, at=clock.now(), file_name="bench.xlsx", **taken)
    services.choose_columns(one, one.mapping, by=None, at=clock.now())


def _child(*argv: str) -> dict[str, float]:
    """Run one step in a process of its own; the last line it prints is what it measured."""
    command = [sys.executable, "-m", "bench.import", "--child", *argv]
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=root, env=dict(os.environ)
    )
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def _run_child(argv: Sequence[str]) -> None:
    name, folder, path, count = argv
    if name == "prepare":
        _prepare(folder, path, int(count))
        print("{}")
    elif name == "bare":
        print(json.dumps(_measured(lambda: _read_bare(path))))
    else:
        print(json.dumps(_step(name, folder, path)))


def main(argv: Sequence[str] = ()) -> dict[str, Any]:
    """Measure each step, print a table, return the rows."""
    parser = argparse.ArgumentParser(prog="bench import")
    parser.add_argument("--rows", type=int, default=5000)
    count = parser.parse_args(list(argv)).rows
    with tempfile.TemporaryDirectory() as folder:
        where = (folder, f"{folder}/list.xlsx", str(count))
        _child("prepare", *where)
        bare = _child("bare", *where)
        rows = [{"step": "bare openpyxl", **bare, "to_bare": 1.0}]
        for step in STEPS:
            found = _child(step, *where)
            ratio = round(found["cpu_seconds"] / bare["cpu_seconds"], 1)
            rows.append({"step": step, **found, "to_bare": ratio})
    table = Table(title=f"{count} rows; goal: a growth of at most {GOAL_MB} MB")
    for column in rows[0]:
        table.add_column(column, justify="left" if column == "step" else "right")
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    Console(width=110).print(table)
    return {"goal_mb": GOAL_MB, "count": count, "rows": rows}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        _run_child(sys.argv[2:])
    else:
        main(sys.argv[1:])
