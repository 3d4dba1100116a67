"""Suggestions are measured against judged pairs, from files."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bench._judged import FILE, judged
from matchmaking.cli import matching
from matchmaking.evaluation.measures import interval

FILES = {
    "offers.csv": "id,name_vi\nP1,Chè Shan tuyết\nP2,Mật ong rừng\nP3,Chè xanh\n",
    "needs.csv": "id,title_vi\nN1,chè\nN2,mật ong\nN3,xe đạp\n",
    "judged.csv": "need_id,offer_id,grade\nN1,P1,1\nN1,P3,0.5\nN2,P2,1\nN3,P1,0\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def run(folder: Path, *more: str) -> Result:
    options = [
        part
        for option in ("offers", "needs", "judgements")
        for part in (
            f"--{option}",
            str(folder / ("judged.csv" if option == "judgements" else f"{option}.csv")),
        )
    ]
    return CliRunner().invoke(matching, ["evaluate", *options, *more])


def test_perfect_lists_have_perfect_measures_and_unmet_needs_do_not_count(folder: Path) -> None:
    result = run(folder, "--top", "2")

    assert result.exit_code == 0, result.output
    assert "3 needs, of which 2 are met by some offer; 3 offers" in result.output
    assert "as used: nDCG@2 1.000 [1.000, 1.000], precision@2 0.750" in result.output
    assert "recall@2 1.000 [1.000, 1.000], coverage 1.000" in result.output


def test_the_report_is_well_formed_and_shows_each_way(folder: Path) -> None:
    result = run(folder, "--ablations", "--report", str(folder / "report.html"))

    assert result.exit_code == 0, result.output
    html = (folder / "report.html").read_text(encoding="utf-8")
    assert "{" not in html.split("</style>")[1]
    for chart in html.split("<svg")[1:]:
        ET.fromstring("<svg" + chart.split("</svg>")[0] + "</svg>")  # noqa: S314 -- our own text
    assert html.count("<svg") == 2
    for way in ("as used", "without tags", "BM25 for words", "without the taxonomy"):
        assert f'<th scope="row">{way}</th>'.replace('"', "'") in html
        assert f"{way}: nDCG@10" in result.output


def test_without_the_taxonomy_only_words_are_measured(folder: Path) -> None:
    result = run(folder, "--no-taxonomy")

    assert [line.split(":")[0] for line in result.output.splitlines()[1:]] == [
        "without the taxonomy"
    ]


@pytest.mark.parametrize(
    ("judged_text", "complaint"),
    [
        ("need_id,offer_id\nN1,P1\n", "judged.csv: row 1: no column grade"),
        ("need_id,offer_id,grade\nN1,P1,1\nN9,P1,1\n", "judged.csv: row 3: no need_id “N9”"),
        ("need_id,offer_id,grade\nN1,P9,1\n", "judged.csv: row 2: no offer_id “P9”"),
        ("need_id,offer_id,grade\nN1,P1,good\n", "row 2: grade “good” is no number from 0 up"),
        ("need_id,offer_id,grade\nN1,P1,-1\n", "row 2: grade “-1” is no number from 0 up"),
        ("need_id,offer_id,grade\nN1,P1\n", "row 2: grade “None” is no number from 0 up"),
        ("need_id,offer_id,grade\nN1,P1,nan\n", "row 2: grade “nan” is no number from 0 up"),
        ("need_id,offer_id,grade\nN1,P1,0\n", "judged.csv: no grade above 0"),
        ("", "judged.csv: row 1: no column"),
    ],
)
def test_judgements_that_cannot_be_used_are_named_in_one_line(
    folder: Path, judged_text: str, complaint: str
) -> None:
    (folder / "judged.csv").write_text(judged_text, encoding="utf-8")

    result = run(folder, "--report", str(folder / "report.html"))

    assert result.exit_code == 2
    assert complaint in result.output
    assert not (folder / "report.html").exists()


def test_an_interval_holds_the_mean_and_is_the_same_each_time() -> None:
    values = [0.0, 0.2, 0.9, 1.0, 0.4]

    assert interval(values) == interval(values)
    assert interval(values).low < interval(values).mean < interval(values).high


def test_the_judged_set_is_what_its_script_makes_of_the_data() -> None:
    rows = [tuple(line.split(",")) for line in FILE.read_text(encoding="utf-8").splitlines()[1:]]

    assert rows == list(judged())
