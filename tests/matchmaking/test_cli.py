"""`matching recommend` and `matching export-shared`: files in, one file out, or one clear line."""

import csv
import os
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from matchmaking.cli import matching
from matchmaking.engine.taxonomy import DATA

ROOT = DATA.parent
OFFERS = "id,name_vi,tags\nP1,Chè Shan tuyết,TEA.SHAN\nP2,Mật ong rừng,\nP3,Gốm sứ,\n"
NEEDS = "id,title_vi\nN1,chè\nN2,mật ong\nN3,🍵\n"


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shared")
    assert CliRunner().invoke(matching, ["export-shared", str(folder)]).exit_code == 0
    return folder


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def recommend(
    folder: Path, offers: str | bytes = OFFERS, needs: str | bytes = NEEDS, *options: str
) -> Result:
    files = [
        "--offers", str(write(folder, "offers.csv", offers)),
        "--needs", str(write(folder, "needs.csv", needs)),
        "--output", str(folder / "out.csv"),
    ]  # fmt: skip
    return CliRunner().invoke(matching, ["recommend", *files, *options])


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_shared_data_is_written_in_the_columns_of_the_exchange_format(exported: Path) -> None:
    offers = (exported / "offers.csv").read_text("utf-8").splitlines()
    needs = (exported / "needs.csv").read_text("utf-8").splitlines()

    assert offers[0] == (
        "id,company,name_vi,name_en,description_vi,description_en,tags,certifications,ocop_stars"
    )
    assert needs[0] == (
        "id,title_vi,title_en,description_vi,description_en,tags,certifications_required"
    )
    assert (len(offers), len(needs)) == (213, 55)


def test_the_best_offers_come_first_with_rank_score_and_reasons(tmp_path: Path) -> None:
    result = recommend(tmp_path)

    assert result.exit_code == 0
    found = rows(tmp_path)
    assert list(found[0]) == ["need_id", "rank", "offer_id", "score", "reasons"]
    assert [(row["need_id"], row["rank"], row["offer_id"]) for row in found] == [
        ("N1", "1", "P1"),
        ("N2", "1", "P2"),
    ]
    assert found[0]["reasons"].startswith("Cùng loại sản phẩm: Chè, trà (")
    assert all(0 < float(row["score"]) <= 1 for row in found)


def test_reasons_may_be_english_and_the_list_short(exported: Path, tmp_path: Path) -> None:
    offers, needs = exported / "offers.csv", exported / "needs.csv"

    recommend(tmp_path, offers.read_bytes(), needs.read_bytes(), "--top", "3", "--language", "en")

    found = rows(tmp_path)
    assert max(int(row["rank"]) for row in found) == 3
    assert any(row["reasons"].startswith("Same kind of product: ") for row in found)


def test_scores_fall_and_ranks_count_for_each_need(exported: Path, tmp_path: Path) -> None:
    recommend(
        tmp_path, (exported / "offers.csv").read_bytes(), (exported / "needs.csv").read_bytes()
    )

    found = rows(tmp_path)
    for need in {row["need_id"] for row in found}:
        listed = [row for row in found if row["need_id"] == need]
        scores = [float(row["score"]) for row in listed]
        assert scores == sorted(scores, reverse=True)
        assert [int(row["rank"]) for row in listed] == list(range(1, len(listed) + 1))


def test_other_columns_are_searched_when_named(tmp_path: Path) -> None:
    offers = "id,name_vi,material\nP1,A,titanium\n"
    needs = "id,title_en,wish\nN1,x,titanium\n"

    unnamed = recommend(tmp_path, offers, needs)
    assert (unnamed.exit_code, rows(tmp_path)) == (0, [])
    named = recommend(tmp_path, offers, needs, "--text", "Material", "--text", "wish")

    assert named.exit_code == 0
    assert [row["offer_id"] for row in rows(tmp_path)] == ["P1"]


def test_without_the_taxonomy_tea_is_not_che(tmp_path: Path) -> None:
    recommend(tmp_path, OFFERS.replace("TEA.SHAN", ""), "id,title_en\nN1,tea\n", "--no-taxonomy")

    assert rows(tmp_path) == []


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.replace(",", ";").encode(),
        lambda text: ("sep=;\n" + text.replace(",", ";")).encode(),
        lambda text: text.replace(",", "\t").encode(),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("utf-16-be"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\n\n").encode(),
        lambda text: text.replace("i", "i\x00").encode(),
        lambda text: unicodedata.normalize("NFD", text).encode(),
        lambda text: text.replace("id,", " ID ,").encode(),
    ],
)
def test_the_same_file_saved_in_another_way_gives_the_same_bytes(
    tmp_path: Path, encode: Callable[[str], bytes]
) -> None:
    assert recommend(tmp_path).exit_code == 0
    plain = (tmp_path / "out.csv").read_bytes()

    result = recommend(tmp_path, encode(OFFERS), encode(NEEDS))

    assert result.exit_code == 0, result.output
    assert (tmp_path / "out.csv").read_bytes() == plain


def test_decomposed_shared_files_give_the_same_bytes(exported: Path, tmp_path: Path) -> None:
    offers, needs = ((exported / name).read_text("utf-8") for name in ("offers.csv", "needs.csv"))
    recommend(tmp_path, offers, needs)
    plain = (tmp_path / "out.csv").read_bytes()

    recommend(tmp_path, unicodedata.normalize("NFD", offers), unicodedata.normalize("NFD", needs))

    assert len(plain) > 10_000
    assert (tmp_path / "out.csv").read_bytes() == plain


def test_a_cell_of_a_hundred_kilobytes_is_read(tmp_path: Path) -> None:
    long = "id,title_vi\nN1," + "mật ong " * 20_000 + "\n"

    assert recommend(tmp_path, OFFERS, long).exit_code == 0
    assert rows(tmp_path)[0]["offer_id"] == "P2"


@pytest.mark.parametrize(
    ("offers", "needs", "line"),
    [
        ("name_vi\nChè\n", NEEDS, "offers.csv: row 1: no column “id”"),
        ("id,price\nP1,3\n", NEEDS, "offers.csv: row 1: no column to match by"),
        (OFFERS + "P1,Chè,\n", NEEDS, "offers.csv: row 5: id “P1” is already in row 2"),
        (OFFERS + "\n\nP2,Chè,\n", NEEDS, "offers.csv: row 7: id “P2” is already in row 3"),
        (OFFERS, NEEDS + " ,Chè\n", "needs.csv: row 5: no id"),
        (OFFERS, NEEDS + "N4,a,b,c\n", "needs.csv: row 5: 4 cells under 2 columns"),
        (OFFERS.encode() + "P4,Chè,\n".encode("cp1258"), NEEDS, "offers.csv: row 5: not UTF-8"),
        (OFFERS, "id,title_vi\nN1,Chè\n".encode("latin-1"), "needs.csv: row 2: not UTF-8"),
        ("", NEEDS, "offers.csv: row 1: the file is empty"),
        (OFFERS, " \n\n", "needs.csv: row 1: the file is empty"),
        ("id,name_vi,name_vi\nP1,a,b\n", NEEDS, "offers.csv: row 1: two columns “name_vi”"),
        (
            "id,name_vi\nP1,é\nP2,a\n".encode("utf-16")[:-1],
            NEEDS,
            "offers.csv: row 3: broken UTF-16",
        ),
    ],
)
def test_a_bad_file_is_one_clear_line_and_nothing_is_written(
    tmp_path: Path, offers: str | bytes, needs: str | bytes, line: str
) -> None:
    write(tmp_path, "out.csv", "what was there")

    result = recommend(tmp_path, offers, needs)

    assert result.exit_code == 2
    assert line in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert (tmp_path / "out.csv").read_text() == "what was there"
    assert {path.name for path in tmp_path.iterdir()} == {"offers.csv", "needs.csv", "out.csv"}


def test_files_and_columns_that_are_not_there_are_one_clear_line(tmp_path: Path) -> None:
    missing = recommend(tmp_path, OFFERS, NEEDS, "--offers", str(tmp_path / "none.csv"))
    column = recommend(tmp_path, OFFERS, NEEDS, "--text", "colour")
    nowhere = recommend(tmp_path, OFFERS, NEEDS, "--output", str(tmp_path / "no" / "out.csv"))
    folder = recommend(tmp_path, OFFERS, NEEDS, "--output", str(tmp_path))

    assert [one.exit_code for one in (missing, column, nowhere, folder)] == [2, 2, 2, 2]
    assert "none.csv: cannot be read" in missing.stderr
    assert "no file has the column “colour”" in column.stderr
    assert "out.csv: cannot be written" in nowhere.stderr
    assert "cannot be written" in folder.stderr


def test_two_processes_with_other_threads_and_hash_seeds_write_the_same_bytes(
    exported: Path, tmp_path: Path
) -> None:
    outputs = []
    for threads, seed in (("1", "1"), ("2", "77")):
        output = tmp_path / f"{threads}.csv"
        command = [
            sys.executable, "-c", "from matchmaking.cli import matching; matching()",
            "recommend", "--offers", str(exported / "offers.csv"),
            "--needs", str(exported / "needs.csv"), "--output", str(output),
        ]  # fmt: skip
        environment = os.environ | {"OMP_NUM_THREADS": threads, "PYTHONHASHSEED": seed}
        subprocess.run(command, check=True, cwd=ROOT, env=environment, capture_output=True)
        outputs.append(output.read_bytes())

    assert outputs[0] == outputs[1] != b""
