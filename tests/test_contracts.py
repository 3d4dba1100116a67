"""Each import contract is held by a tool, and the tool is seen to object.

One copy of the packages with a breach planted against every contract, one
without: the first breaks each contract at the planted line, the second none.
"""

import ast
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile, copytree, ignore_patterns

import pytest

ROOT = Path(__file__).resolve().parent.parent
ENGINE = ROOT / "matchmaking" / "engine"
MOST_LINES = 1500  # of the matching engine: what can be read in an afternoon
PACKAGES = ("core", "accounts", "events", "matchmaking", "reports", "demo")


@dataclass(frozen=True)
class Breach:
    """An import that a contract forbids: the module that must not ask, and what it asks for."""

    contract: str
    module: str
    asks_for: str


BREACHES = (
    Breach("packages depend one way", "core.planted", "accounts.planted"),
    Breach("packages depend one way", "accounts.upwards", "events.programme"),
    Breach("packages depend one way", "events.programme.upwards", "matchmaking.needs"),
    Breach("packages depend one way", "matchmaking.needs.upwards", "reports.planted"),
    Breach("packages depend one way", "reports.planted.upwards", "demo.planted"),
    Breach("events build on each other one way", "events.catalogue.onwards", "events.programme"),
    Breach("events build on each other one way", "events.exhibitors.onwards", "events.checkin"),
    Breach("events build on each other one way", "events.registration.onwards", "events.imports"),
    Breach("matchmaking flows one way", "matchmaking.needs.onwards", "matchmaking.meetings"),
    Breach("matchmaking flows one way", "matchmaking.engine.onwards", "matchmaking.needs"),
    Breach("a slice is layered", "accounts.planted.models", "accounts.planted.services"),
    Breach("a slice is layered", "events.programme.errors", "events.programme.rules"),
    Breach("a slice is layered", "matchmaking.meetings.services", "matchmaking.meetings.views"),
    Breach("a slice is layered", "reports.planted.queries", "reports.planted.forms"),
    Breach("the engine is pure", "matchmaking.engine.planted", "flask"),
    Breach("the engine is pure", "matchmaking.engine.learned", "core.text"),
    Breach("services know no web", "matchmaking.meetings.services", "flask"),
    Breach("services know no web", "accounts.planted.rules", "flask_login"),
    Breach("set-up needs nothing installed", "core.setup.planted", "click"),
)


def copy_packages(target: Path) -> None:
    """Copy what the contracts speak of."""
    for package in PACKAGES:
        copytree(ROOT / package, target / package, ignore=ignore_patterns("__pycache__"))
    copyfile(ROOT / "pyproject.toml", target / "pyproject.toml")


def module_file(root: Path, module: str) -> Path:
    """Find or make the file of a module and the packages around it."""
    path = root.joinpath(*module.split("."))
    if (path / "__init__.py").exists():
        return path / "__init__.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    (path.parent / "__init__.py").touch()
    return path.with_suffix(".py")


def plant(root: Path, breach: Breach) -> None:
    """Write the forbidden import into the copy."""
    if breach.asks_for.partition(".")[0] in PACKAGES:
        module_file(root, breach.asks_for).touch()
    with module_file(root, breach.module).open("a", encoding="utf-8") as file:
        file.write(f"\nimport {breach.asks_for}\n")


def lint(root: Path) -> tuple[int, str]:
    """Let import-linter read a copy."""
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=root,
        env={"PYTHONPATH": str(root), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def breached(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the tool says of a copy with every breach in it."""
    root = tmp_path_factory.mktemp("breached")
    copy_packages(root)
    for breach in BREACHES:
        plant(root, breach)
    (root / "events" / "stray").mkdir()
    (root / "events" / "stray" / "__init__.py").touch()
    code, words = lint(root)
    assert code == 1, words
    return words


def section(words: str, contract: str) -> str:
    """Cut out what is said about one broken contract."""
    _, _, broken = words.partition("Broken contracts")
    head, next_head = rf"^{re.escape(contract)}\n-+\n", r"^\S[^\n]*\n-+\n"
    found = re.search(rf"{head}(.*?)(?={next_head}|\Z)", broken, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def test_the_packages_as_they_are_keep_every_contract(tmp_path: Path) -> None:
    copy_packages(tmp_path)

    code, words = lint(tmp_path)

    assert (code, words.count(" KEPT")) == (0, len({breach.contract for breach in BREACHES})), words


@pytest.mark.parametrize("breach", BREACHES, ids=lambda b: f"{b.module} asks {b.asks_for}")
def test_a_planted_breach_breaks_its_contract(breached: str, breach: Breach) -> None:
    said = section(breached, breach.contract)

    assert re.search(rf"{re.escape(breach.module)} -> {re.escape(breach.asks_for)}\b", said), said


def test_a_slice_that_no_layer_names_is_noticed(breached: str) -> None:
    said = section(breached, "events build on each other one way")

    assert "events.stray" in said


def code_lines(source: str) -> int:
    """Count the lines that are not blank, comment or docstring."""
    described = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    told: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, described) and ast.get_docstring(node) is not None:
            told |= set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    lines = enumerate(source.splitlines(), start=1)
    return sum(
        number not in told and bool(line.strip()) and not line.lstrip().startswith("#")
        for number, line in lines
    )


def test_lines_of_code_are_counted_without_words_about_them() -> None:
    source = (
        '"""A module.\n\nOf two.\n"""\n\n# why\nX = 1\n\n\ndef f():\n    """F."""\n    return X'
    )

    assert code_lines(source) == 3


def test_the_matching_engine_stays_small() -> None:
    counted = {path.name: code_lines(path.read_text("utf-8")) for path in ENGINE.glob("*.py")}

    assert sum(counted.values()) < MOST_LINES, counted
