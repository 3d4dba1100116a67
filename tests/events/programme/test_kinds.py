"""Each kind of event speaks its own words on the same pages, in both languages."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from core.cli import _marked
from core.i18n import _, ngettext, use_words
from events.programme.kinds import RESULTS, WORDS, words_of
from events.programme.models import EventKind
from tests.factories import make_event, make_team_member


def test_every_text_that_is_said_otherwise_is_one_of_ours(app: Flask) -> None:
    marked = _marked(Path(app.root_path))

    assert {text for words in WORDS.values() for text in words} - marked == set()


def test_every_kind_has_its_words_and_results() -> None:
    assert set(WORDS) == set(RESULTS) == set(EventKind)
    for fields in RESULTS.values():
        assert len({field.name for field in fields}) == len(fields)


@pytest.mark.parametrize(
    ("kind", "language", "word"),
    [
        (EventKind.FAIR, "vi", "Đơn vị trưng bày"),
        (EventKind.JOB_FAIR, "vi", "Nhà tuyển dụng"),
        (EventKind.JOB_FAIR, "en", "Employers"),
        (EventKind.INVESTOR_DAY, "vi", "Doanh nghiệp khởi nghiệp"),
        (EventKind.TRADE_MISSION, "en", "Travelling firms"),
        (EventKind.DIALOGUE, "en", "Firms with questions"),
    ],
)
def test_the_menu_of_an_event_speaks_its_kinds_words(
    client: Any, committed: Any, kind: EventKind, language: str, word: str
) -> None:
    committed(make_event, slug="su-kien", kind=kind)
    client.get("/", headers={"Accept-Language": language})

    page = client.get("/events/su-kien/programme", headers={"Accept-Language": language}).text

    assert f">{word}</a>" in page


def test_words_with_a_plural_are_said_otherwise_too(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        use_words(words_of(EventKind.JOB_FAIR))
        said = [ngettext("%(num)d exhibitor", "%(num)d exhibitors", n) for n in (1, 52)]
        title = _("Exhibitors")
        use_words({})
        plain = _("Exhibitors")

    assert (said, title, plain) == (["1 employer", "52 employers"], "Employers", "Exhibitors")


def test_the_words_of_one_request_are_not_the_next_ones(client: Any, committed: Any) -> None:
    committed(make_event, slug="viec-lam", kind=EventKind.JOB_FAIR)
    committed(make_event, slug="hoi-cho", kind=EventKind.FAIR)

    client.get("/events/viec-lam/programme")
    page = client.get("/events/hoi-cho/programme").text

    assert "Nhà tuyển dụng" not in page


def test_the_organisers_pages_speak_them_as_well(client: Any, committed: Any) -> None:
    def make() -> int:
        return int(make_team_member(make_event(slug="dau-tu", kind=EventKind.INVESTOR_DAY)).id)

    client.sign_in(committed(make))

    assert "Nhà đầu tư" in client.get("/manage/events/dau-tu/buyers").text
