"""A bench that raises is named and stops nobody."""

import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from bench import __main__ as runner


@pytest.fixture
def benches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(runner, "RESULTS", tmp_path / "results")
    monkeypatch.setattr(runner, "HERE", tmp_path)
    for name in ("good_one", "broken"):
        (tmp_path / f"{name}.py").touch()
        module = ModuleType(f"bench.{name}")
        monkeypatch.setitem(sys.modules, f"bench.{name}", module)
    sys.modules["bench.good_one"].main = lambda argv: {"said": argv}  # type: ignore[attr-defined]
    return tmp_path


def test_all_benches_run_and_the_broken_one_is_named(
    benches: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = runner.main([])

    assert code == 0
    assert "Raised an error: broken" in capsys.readouterr().out
    assert [file.name for file in (benches / "results").iterdir()] == ["good-one.json"]


def test_one_bench_gets_the_options_that_follow_its_name(benches: Path) -> None:
    runner.main(["good-one", "--small"])

    kept = json.loads((benches / "results" / "good-one.json").read_text())
    assert kept["rows"] == {"said": ["--small"]}


def test_a_bench_that_does_not_exist_is_an_error(benches: Path) -> None:
    assert runner.main(["bettre"]) == 2
