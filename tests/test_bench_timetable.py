"""Published instances are read however their files are laid out, and judged by what is known."""

from pathlib import Path

import pytest

from bench import timetable

INSTANCE = """
% a forum of four, written in another order than most
precedences = [{}, {1}, {}];
requested = [|1, 3, 1,
|1, 4, 3,
|2, 3, 2|];
nTables = 2;
nTotalSlots = 4; nMorningSlots = 2;
forbidden = [{}, {}, 1..2, {4}];
nBusiness = 4; nMeetings = 3;
"""


def solved(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    timetable.main(["--instances", str(folder), "--events", "none", "--limit", "20", *options])
    return capsys.readouterr().out


def test_an_instance_without_its_published_value_is_proven(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "one.original.dzn").write_text(INSTANCE, encoding="utf-8")
    (tmp_path / "broken.dzn").write_text("nTotalSlots = 4;", encoding="utf-8")

    printed = solved(tmp_path, capsys, "--cpu")

    assert "broken                           cannot be read" in printed
    assert "infeasible" in printed  # 3 comes in the afternoon alone, and is wanted in the morning
    assert "proven within 10 s: 1 of 1 (100%)" in printed


@pytest.mark.parametrize(("optimum", "different"), [("0", 0), ("3", 1), ("-", 1)])
def test_values_are_compared_whatever_the_order_of_the_columns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], optimum: str, different: int
) -> None:
    text = INSTANCE.replace("|1, 3, 1", "|1, 3, 3").replace("{1}", "{}")
    (tmp_path / "one.original.dzn").write_text(text, encoding="utf-8")
    table = f"seconds, optimum,instance\n1.5,{optimum},one.original\n"
    (tmp_path / "published.csv").write_text(table, encoding="utf-8-sig")

    assert f"different from what is published: {different}" in solved(tmp_path, capsys)
