"""Each kind of event speaks its own words on the same pages, in both languages."""

from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from flask import Flask

from core.cli import _marked
from core.i18n import _, ngettext, use_words
from events.programme.kinds import NOUNS, RESULTS, WORDS, nouns_of, words_of
from events.programme.models import EventKind
from tests.factories import (
    make_event,
    make_registration,
    make_team_member,
)


def test_every_text_that_is_said_otherwise_is_one_of_ours(app: Flask) -> None:
    marked = _marked(Path(app.root_path))

    said_otherwise = {text for kind in EventKind for text in words_of(kind)}

    assert said_otherwise - marked == set()
    assert {one for nouns in NOUNS.values() for pair in nouns for one, _many in pair} <= marked


def test_a_text_with_a_plural_is_said_otherwise_in_both(app: Flask) -> None:
    plurals = set()
    for po in (Path(app.root_path) / "translations/vi/LC_MESSAGES").glob("*.po"):
        with po.open("rb") as stream:
            plurals |= {m.id[0] for m in read_po(stream) if isinstance(m.id, tuple)}

    said_once = {
        text for words in WORDS.values() for text, said in words.items() if isinstance(said, str)
    }

    assert plurals
    assert said_once & plurals == set()


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


@pytest.mark.parametrize(
    ("kind", "language", "text", "said"),
    [
        (EventKind.JOB_FAIR, "en", "As visitors see it", "As job seekers see it"),
        (EventKind.JOB_FAIR, "vi", "Buyers it fits", "Số đối tác tuyển dụng hợp"),
        (
            EventKind.INVESTOR_DAY,
            "en",
            "Invite a group for a buyer",
            "Invite a group for an investor",
        ),
        (
            EventKind.INVESTOR_DAY,
            "vi",
            "The exhibitor did not come",
            "Doanh nghiệp khởi nghiệp không đến",
        ),
        (EventKind.FAIR, "en", "Buyers it fits", "Buyers it fits"),
    ],
)
def test_every_other_text_has_the_nouns_of_its_kind(
    app: Flask, kind: EventKind, language: str, text: str, said: str
) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        use_words(words_of(kind), nouns_of(kind))

        assert _(text) == said


def test_the_names_of_values_are_not_nouns(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        use_words({}, nouns_of(EventKind.JOB_FAIR))

        said = _("You interpret for %(buyer)s and %(exhibitor)s", buyer="A", exhibitor="B")

    assert said == "You interpret for A and B"


@pytest.mark.parametrize(
    ("kind", "one", "many"),
    [
        (EventKind.JOB_FAIR, "1 recruiting partner", "recruiting partners"),
        (EventKind.INVESTOR_DAY, "1 investor", "investors"),
        (EventKind.FAIR, "1 buyer", "buyers"),
    ],
)
def test_buyers_are_counted_in_the_words_of_the_kind(
    app: Flask, kind: EventKind, one: str, many: str
) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        use_words(words_of(kind), nouns_of(kind))

        assert ngettext("%(num)d buyer", "%(num)d buyers", 1) == one
        assert ngettext("buyer", "buyers", 2) == many


def test_the_footer_speaks_of_the_whole_site(client: Any, committed: Any) -> None:
    committed(make_event, slug="viec-lam", kind=EventKind.JOB_FAIR)

    page = client.get("/events/viec-lam", headers={"Accept-Language": "vi"}).text

    assert "người mua nêu điều mình cần" in page


@pytest.mark.parametrize(
    ("kind", "tab", "has_goods"),
    [
        (EventKind.FAIR, "Đến mua hàng", True),
        (EventKind.JOB_FAIR, "Cùng tuyển dụng", False),
        (EventKind.INVESTOR_DAY, "Đến đầu tư", False),
    ],
)
def test_an_event_without_goods_has_no_tabs_for_them(
    client: Any, committed: Any, kind: EventKind, tab: str, *, has_goods: bool
) -> None:
    committed(make_event, slug="su-kien", kind=kind)

    page = client.get("/events/su-kien/programme", headers={"Accept-Language": "vi"}).text

    assert f">{tab}</a>" in page
    assert ("/events/su-kien/seasons" in page, "/events/su-kien/products" in page) == (
        has_goods,
        has_goods,
    )


def test_a_ticket_of_a_job_fair_is_a_job_seekers(client: Any, committed: Any) -> None:
    def make() -> str:
        event = make_event(slug="viec-lam", kind=EventKind.JOB_FAIR)
        return str(make_registration(event).access_token)

    token = committed(make)

    ticket = client.get(f"/t/{token}", headers={"Accept-Language": "vi"}).text
    mine = client.get("/my/tickets", headers={"Accept-Language": "vi"}).text
    assert "Người tìm việc" in ticket
    assert "Khách tham quan" not in ticket
    assert "Người tìm việc" in mine
