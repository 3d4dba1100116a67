"""The service worker has a version that follows the content, and pages say what may be kept."""

import json
import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Response

from core import clock, offline


def _lists(client: Any) -> dict[str, Any]:
    script = client.get("/sw.js").text
    return dict(json.loads(script.removeprefix("const LISTS = ").partition(";\n")[0]))


def test_the_worker_is_asked_for_anew_each_time(client: Any) -> None:
    first = client.get("/sw.js")
    again = client.get("/sw.js", headers={"If-None-Match": first.headers["ETag"]})

    assert first.mimetype == "text/javascript"
    assert first.headers["Cache-Control"] == "no-cache"
    assert again.status_code == 304


def test_every_file_of_the_worker_exists(client: Any) -> None:
    lists = _lists(client)
    wanted = {**lists["look"]}
    for one in lists["applications"]:
        wanted |= one["files"] | {path: path for path in one["pages"]}

    missing = []
    for url in wanted.values():
        with client.get(url) as answer:
            missing += [url] if answer.status_code != 200 else []
    assert missing == []


def test_a_changed_file_makes_another_version(app: Any, monkeypatch: Any, tmp_path: Path) -> None:
    (tmp_path / "js").mkdir()
    file = tmp_path / "js/service-worker.js"
    monkeypatch.setattr(offline, "_static", lambda: tmp_path)
    with app.test_request_context():
        file.write_text("one", encoding="utf-8")
        first = offline.version()
        os.utime(file, ns=(1, 1))
        touched = offline.version()
        file.write_text("two", encoding="utf-8")
        changed = offline.version()

    assert (first == touched, first == changed) == (True, False)


@pytest.mark.parametrize("code", ["vi", "en"])
def test_the_page_for_no_network_says_so(client: Any, code: str) -> None:
    page = client.get(f"/offline/{code}").text

    assert f'<html lang="{code}"' in page
    assert ("Không có mạng" in page) == (code == "vi")


def test_a_page_says_until_when_it_may_be_kept(app: Any) -> None:
    with app.test_request_context():
        until = clock.now() + timedelta(days=2)

        assert offline.keep(Response(), until=until).headers[offline.MARK] == str(
            int(until.timestamp())
        )


def test_a_page_of_a_past_event_is_kept_for_an_hour(app: Any) -> None:
    with app.test_request_context():
        kept = offline.keep(Response(), until=clock.now() - timedelta(days=2))

        assert 3500 < int(kept.headers[offline.MARK]) - clock.now().timestamp() < 3700


def test_leaving_an_account_forgets_its_pages(client: Any) -> None:
    assert {"/sign-in", "/sign-out"} <= set(_lists(client)["farewells"])


def test_the_look_holds_what_the_layout_asks_for(client: Any) -> None:
    page = client.get("/offline/vi").text
    asked = {path.partition("?")[0] for path in re.findall(r'(?:href|src)="(/static/[^"]+)"', page)}

    assert asked - set(_lists(client)["look"]) == set()
