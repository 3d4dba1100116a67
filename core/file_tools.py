"""Commands that turn files into files; they need neither database nor settings.

``flask --app run matching recommend …`` is used by organisers with only spreadsheets and is
measured against the bare imports of scikit-learn and Flask, so it must not pay for the platform.
"""

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from flask import Flask

FILE_TOOLS = {
    ("matching", "recommend"): "matchmaking.cli",
    ("matching", "evaluate"): "matchmaking.cli",
    ("matching", "export-shared"): "matchmaking.cli",
    ("timetable", "solve"): "matchmaking.timetable.cli",
    ("timetable", "check"): "matchmaking.timetable.cli",
}


def asked_for(argv: Sequence[str]) -> str | None:
    """The module of the file tool that this ``flask`` command line names, if it names one."""
    if Path(argv[0]).name.removesuffix(".exe") not in {"flask", "__main__.py"}:
        return None
    for pair, module in FILE_TOOLS.items():
        position = next((n for n in range(len(argv) - 1) if tuple(argv[n : n + 2]) == pair), None)
        if position is not None:
            return module
    return None


def bare_app(module: str) -> Flask:
    """An application with that tool's commands and nothing else."""
    app = Flask("run", root_path=str(Path(__file__).resolve().parent.parent))
    for command in importlib.import_module(module).COMMANDS:
        app.cli.add_command(command)
    return app


def app_for_file_tool() -> Flask | None:
    """The bare application, when the command line asks for a file tool."""
    module = asked_for(sys.argv)
    return bare_app(module) if module else None
