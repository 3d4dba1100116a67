"""A need that says nothing gets an honest page, never an error and never just anybody."""

import csv
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from core.db import db
from matchmaking.cli import matching
from matchmaking.needs.models import Buyer
from tests.conftest import Browser
from tests.factories import make_need
from tests.matchmaking.pages import make_fair

Commit = Callable[..., Any]
NOTHING_SAID = {
    "one letter": "x",
    "emoji only": "🍵🫖 🐝",
    "stop words": "cần tìm mua các sản phẩm của công ty và cho, looking for the",
    "signs": "--- !!! ??? ,,, ()",
}
LONG = ("lorem ipsum xyzzy " * 6000)[:100_000]


def state(client: Browser, slug: str, **fields: Any) -> Any:
    """Fill in the form of a need."""
    form = {"volume_unit": "kg", "volume_period": "month", **fields}
    return client.submit(f"/events/{slug}/needs/new", form)


@pytest.mark.parametrize("text", NOTHING_SAID.values(), ids=NOTHING_SAID)
@pytest.mark.parametrize(
    ("language", "sentence"),
    [("vi", "Nhu cầu này chưa đủ thông tin để tìm"), ("en", "says too little to search with")],
)
def test_a_need_that_says_nothing_is_told_so(
    client: Browser, committed: Commit, text: str, language: str, sentence: str
) -> None:
    fair = committed(make_fair)
    client.sign_in(fair["buyer_user"])
    client.get(f"/language/{language}")

    answer = state(client, fair["slug"], title_vi=text)
    page = client.get(answer.location).text

    assert answer.status_code == 303
    assert sentence in page
    assert 'id="e' not in page


def test_an_empty_need_is_refused_with_what_was_typed(client: Browser, committed: Commit) -> None:
    fair = committed(make_fair)
    client.sign_in(fair["buyer_user"])

    answer = state(client, fair["slug"], volume="123")

    assert answer.status_code in {200, 422}
    assert 'value="123"' in answer.text


def test_the_form_refuses_a_hundred_kilobytes_and_keeps_them(
    client: Browser, committed: Commit
) -> None:
    fair = committed(make_fair)
    client.sign_in(fair["buyer_user"])

    page = state(client, fair["slug"], title_vi="Zzz", description_vi=LONG).text

    assert "description_vi-error" in page
    assert LONG in page


@pytest.mark.parametrize("more", ["", " chè Shan tuyết"])
def test_a_hundred_kilobytes_from_elsewhere_are_read_like_any_text(
    client: Browser, committed: Commit, more: str
) -> None:
    def make() -> dict[str, Any]:
        fair = make_fair(needs=0)
        buyer = db.session.get_one(Buyer, fair["buyer"])
        make_need(buyer, title_vi="Zzz", title_en="", description_vi=LONG + more)
        return fair

    fair = committed(make)
    client.sign_in(fair["buyer_user"])
    start = time.process_time()

    page = client.get(f"/events/{fair['slug']}/suggestions")

    assert page.status_code == 200
    assert ('id="e' in page.text) == bool(more)  # the only goods in it are what is looked for
    assert time.process_time() - start < 5


def test_the_exhibitors_pages_bear_such_needs_too(client: Browser, committed: Commit) -> None:
    fair = committed(make_fair)
    client.sign_in(fair["buyer_user"])
    for text in (*NOTHING_SAID.values(), LONG[:200]):
        state(client, fair["slug"], title_vi=text)
    client.sign_in(fair["exhibitor_users"][0])

    page = client.get(f"/events/{fair['slug']}/suggestions/needs").text

    assert "Chè Shan tuyết cho chuỗi quà tặng" in page
    assert page.count('id="n') == 1


def test_the_command_line_writes_no_row_for_them(tmp_path: Path) -> None:
    files = {name: tmp_path / f"{name}.csv" for name in ("offers", "needs", "output")}
    files["offers"].write_text("id,name_vi\nP1,Chè Shan tuyết\nP2,Mật ong\n", encoding="utf-8")
    with files["needs"].open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "title_vi"])
        writer.writerows([[name, text] for name, text in (NOTHING_SAID | {"empty": ""}).items()])
        writer.writerow(["long", LONG])
        writer.writerow(["tea", "chè"])
    options = [part for name, path in files.items() for part in (f"--{name}", str(path))]

    result = CliRunner().invoke(matching, ["recommend", *options])

    assert result.exit_code == 0, result.output
    with files["output"].open(encoding="utf-8-sig", newline="") as file:
        assert {row["need_id"] for row in csv.DictReader(file)} == {"tea"}
