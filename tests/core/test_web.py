"""Redirects stay on the site, headers hold on every page, languages switch."""

from typing import Any

import pytest

from core.web import safe_next


@pytest.mark.parametrize(
    "target",
    [
        "//evil.test",
        "https://evil.test",
        "javascript:alert(1)",
        "\\\\evil",
        "/\\evil",
        "evil",
        "/a\nb",
        "",
        None,
    ],
)
def test_a_redirect_never_leaves_the_site(target: str | None) -> None:
    assert safe_next(target) == "/"


def test_a_path_with_its_query_is_kept() -> None:
    assert safe_next("/events/x?page=2") == "/events/x?page=2"


def test_no_page_may_run_strange_scripts(client: Any) -> None:
    policy = client.get("/healthz").headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_every_answer_names_its_request(client: Any) -> None:
    answer = client.get("/healthz", headers={"X-Request-ID": "abcdef-12345"})

    assert answer.headers["X-Request-ID"] == "abcdef-12345"


def test_pages_are_sent_compressed(client: Any) -> None:
    with client.get("/static/css/theme.css", headers={"Accept-Encoding": "br"}) as answer:
        assert answer.headers.get("Content-Encoding") == "br"


def test_a_versioned_file_may_be_kept_for_ever(client: Any) -> None:
    with client.get("/static/css/theme.css?v=1") as answer:
        assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/products/99999999999999999999999", "/products/4294967296"])
def test_a_number_larger_than_any_row_is_not_found(client: Any, path: str) -> None:
    assert client.get(path).status_code == 404
