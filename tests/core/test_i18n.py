"""Every text has its Vietnamese; dates, money and numbers are written as readers write them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from flask_babel import force_locale

from core.cli import untranslated
from core.i18n import fmt_date, fmt_money, fmt_range, fmt_time

LATE = datetime(2026, 11, 25, 18, 30, tzinfo=UTC)  # already the 26th in Sơn La


def test_no_text_is_left_untranslated(app: Any) -> None:
    assert untranslated(Path(app.root_path)) == []


def test_one_english_text_has_one_vietnamese(app: Any) -> None:
    """All catalogues are read as one: a second translation would win on somebody else's page."""
    said: dict[Any, set[Any]] = {}
    for po in Path(app.root_path).glob("translations/vi/LC_MESSAGES/*.po"):
        with po.open("rb") as source:
            for message in read_po(source, locale="vi"):
                if message.id:
                    said.setdefault(message.id, set()).add(message.string)

    assert {english: texts for english, texts in said.items() if len(texts) > 1} == {}


@pytest.mark.parametrize(
    ("language", "day", "amount"),
    [("vi", "26/11/2026", "1.250.000\xa0₫"), ("en", "26 Nov 2026", "₫1,250,000")],
)
def test_days_and_amounts_follow_language_and_zone(
    app: Any, language: str, day: str, amount: str
) -> None:
    with app.test_request_context(), force_locale(language):
        assert (fmt_date(LATE), fmt_money(1_250_000)) == (day, amount)


def test_times_are_the_events(app: Any) -> None:
    with app.test_request_context(), force_locale("vi"):
        assert (fmt_time(LATE), fmt_time(LATE, "Asia/Tokyo")) == ("01:30", "03:30")


@pytest.mark.parametrize(("language", "text"), [("vi", "25–28/11/2026"), ("en", "25–28 Nov 2026")])
def test_a_range_of_days_is_short(app: Any, language: str, text: str) -> None:
    start, end = datetime(2026, 11, 25, 1, tzinfo=UTC), datetime(2026, 11, 28, 10, tzinfo=UTC)

    with app.test_request_context(), force_locale(language):
        assert fmt_range(start, end) == text


def test_one_text_has_one_translation_in_all_catalogues(app: Any) -> None:
    found: dict[str, set[str]] = {}
    for po in (Path(app.root_path) / "translations/vi/LC_MESSAGES").glob("*.po"):
        with po.open("rb") as stream:
            for message in read_po(stream):
                found.setdefault(str(message.id), set()).add(str(message.string))

    assert {text: words for text, words in found.items() if text and len(words) > 1} == {}
