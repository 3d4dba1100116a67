"""Two languages, Vietnamese first; texts are marked in English where they stand.

``N_`` marks without translating (for errors, enums, forms), ``_`` translates now.
There is one catalogue per slice: ``translations/vi/LC_MESSAGES/<slice>.po``.
"""

import functools
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal
from flask import Flask, g, has_app_context, has_request_context, request, session
from flask_babel import (
    Babel,
    Domain,
    get_babel,
    get_domain,
    get_locale,
    get_translations,
    gettext,
    lazy_gettext,
    ngettext,
)
from flask_login import current_user

from core.money import MINOR_DIGITS

__all__ = ["LANGUAGES", "NN_", "N_", "_", "l_", "language", "ngettext"]

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
DEFAULT_LANGUAGE = "vi"
DEFAULT_ZONE = "Asia/Ho_Chi_Minh"
_ = gettext
l_ = lazy_gettext
babel = Babel()


def N_(text: str) -> str:  # noqa: N802 -- the name gettext tools look for
    """Mark a text for translation and leave it as it is."""
    return text


Words = Mapping[str, "str | tuple[str, str]"]
Pair = tuple[str, str]
Nouns = tuple[tuple[Pair, Pair], ...]


@functools.cache
def _finder_of(nouns: tuple[str, ...]) -> re.Pattern[str]:
    """What finds these nouns with their English article, but not the name of a value."""
    longest_first = sorted(map(re.escape, nouns), key=len, reverse=True)
    return re.compile(rf"(?<!%\()\b(an? )?({'|'.join(longest_first)})\b", re.IGNORECASE)


class _Reworded:
    """A catalogue that is asked for other texts than the page says, and says other nouns."""

    def __init__(self, catalogue: Any, words: Words, nouns: Nouns) -> None:
        self._catalogue, self._words = catalogue, words
        self._nouns = {
            str(catalogue.ungettext(*plain, number)): str(catalogue.ungettext(*own, number))
            for plain, own in nouns
            for number in (1, 2)
        }
        self._finder = _finder_of(tuple(self._nouns))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._catalogue, name)

    def ugettext(self, text: str) -> str:
        said = self._words.get(text)
        if said is None:
            return self._renamed(self._catalogue.ugettext(text))
        return str(self._catalogue.ugettext(said if isinstance(said, str) else said[0]))

    def ungettext(self, singular: str, plural: str, number: int) -> str:
        said = self._words.get(singular)
        if isinstance(said, tuple):
            return str(self._catalogue.ungettext(*said, number))
        return self._renamed(self._catalogue.ungettext(singular, plural, number))

    def _renamed(self, text: str) -> str:
        """The translated text with the nouns of this kind of event."""
        return self._finder.sub(self._own, text) if self._nouns else str(text)

    def _own(self, found: re.Match[str]) -> str:
        article, noun = found.groups("")
        said = self._nouns[noun.lower()]
        if article:
            said = f"{'an' if said[0] in 'aeiou' else 'a'} {said}"
        return said[0].upper() + said[1:] if found[0][0].isupper() else said


class _WordsDomain(Domain):
    """The catalogues of the site, with some texts said otherwise."""

    def __init__(self, base: Domain, words: Words, nouns: Nouns) -> None:
        self._base, self._words, self._nouns = base, words, nouns
        self._kept: dict[Any, _Reworded] = {}  # by language: a mail may be in another one

    def get_translations(self) -> Any:
        plain = self._base.get_translations()
        if plain not in self._kept:
            self._kept[plain] = _Reworded(plain, self._words, self._nouns)
        return self._kept[plain]


def use_words(words: Words, nouns: Nouns = ()) -> None:
    """Say some marked texts otherwise for the rest of this request.

    ``words`` maps a text to the one that stands in its place (a pair for texts with a plural);
    ``nouns`` names what every other text calls its people, each in one and many. All are marked
    and translated. So pages of one core speak of employers here, of exhibitors there, in menus,
    forms and messages alike.
    """
    base = get_babel().instance.domain_instance
    (_WordsDomain(base, words, nouns) if words or nouns else base).as_default()


WORDINGS: dict[str, tuple[Words, Nouns]] = {}  # by name, so that a mail is said in them later


def use_wording(name: str) -> None:
    """Use the words that are known by this name; unknown ones are the site's own."""
    g.wording = name
    use_words(*WORDINGS.get(name, ({}, ())))


def wording_in_use() -> str:
    """The name of the words that this request uses, if they are not the site's own."""
    name = str(g.get("wording", ""))
    return name if name in WORDINGS else ""


@contextmanager
def said_in(name: str) -> Iterator[None]:
    """Say texts in the words of this name for a while; without one, as it was."""
    before = get_domain()
    if name in WORDINGS:
        use_words(*WORDINGS[name])
    try:
        yield
    finally:
        before.as_default()


def _catalogue() -> Any:
    """The catalogue that a page is said in; Flask-Babel looks for it anew at every text."""
    kept = g.get("_flask_babel") if has_app_context() else None
    now = getattr(kept, "babel_domain", None), getattr(kept, "babel_locale", None)
    if kept is None or None in now:
        return get_translations()
    known = getattr(kept, "catalogue", (None, None, None))
    if known[0] is not now[0] or known[1] is not now[1]:
        known = kept.catalogue = (*now, get_translations())
    return known[2]


def _speak(app: Flask) -> None:
    """Let templates translate by the shortest way: a page says hundreds of texts."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: _catalogue().ugettext(text),
        ngettext=lambda one, many, number: _catalogue().ungettext(one, many, number),
        newstyle=True,
    )
    app.jinja_env.globals["_"] = app.jinja_env.globals["gettext"]


def NN_(singular: str, plural: str) -> tuple[str, str]:  # noqa: N802 -- like N_
    """Mark a text that has a plural and leave both as they are."""
    return singular, plural


def language() -> str:
    """The reader's language: ``vi`` or ``en``."""
    locale = get_locale()
    return locale.language if locale and locale.language in LANGUAGES else DEFAULT_LANGUAGE


def choose_language() -> str:
    """What the reader chose, else their account's, else the browser's, else Vietnamese."""
    if not has_request_context():
        return DEFAULT_LANGUAGE
    if session.get("language") in LANGUAGES:
        return str(session["language"])
    preferred = getattr(current_user, "language", None)
    if preferred in LANGUAGES:
        return str(preferred)
    return request.accept_languages.best_match(list(LANGUAGES), DEFAULT_LANGUAGE)


def by_language(vi: str | None, en: str | None) -> str:
    """The text in the reader's language, or the other one where it is missing."""
    return (vi or en or "") if language() == "vi" else (en or vi or "")


def _zone(zone: str | None) -> ZoneInfo:
    return ZoneInfo(zone or getattr(g, "zone", None) or DEFAULT_ZONE)


def fmt_date(moment: datetime, zone: str | None = None) -> str:
    """A day: 25/11/2026 or 25 Nov 2026."""
    return fmt_plain_date(moment.astimezone(_zone(zone)).date())


def fmt_plain_date(day: date) -> str:
    """A day that stands in no zone, as a deadline: 25/11/2026 or 25 Nov 2026."""
    pattern = "dd/MM/yyyy" if language() == "vi" else "d MMM yyyy"
    return format_date(day, pattern, locale=language())


def fmt_day(moment: datetime, zone: str | None = None) -> str:
    """A day with its weekday, in full."""
    pattern = "full" if language() == "vi" else "EEEE, d MMMM y"
    return format_date(moment.astimezone(_zone(zone)).date(), pattern, locale=language())


def fmt_time(moment: datetime, zone: str | None = None) -> str:
    """A time of day, 24 hours."""
    return format_time(moment.astimezone(_zone(zone)), "HH:mm", locale=language())


def fmt_datetime(moment: datetime, zone: str | None = None) -> str:
    """Time and day."""
    pattern = "HH:mm, dd/MM/yyyy" if language() == "vi" else "d MMM yyyy, HH:mm"
    return format_datetime(moment.astimezone(_zone(zone)), pattern, locale=language())


def fmt_when(moment: datetime, now: datetime, zone: str | None = None) -> str:
    """A time of today, else with its day."""
    is_today = moment.astimezone(_zone(zone)).date() == now.astimezone(_zone(zone)).date()
    return fmt_time(moment, zone) if is_today else fmt_datetime(moment, zone)


def fmt_range(start: datetime, end: datetime, zone: str | None = None) -> str:
    """The days from start to end: 25–28/11/2026, or one day."""
    first, last = start.astimezone(_zone(zone)).date(), end.astimezone(_zone(zone)).date()
    if first == last:
        return fmt_date(start, zone)
    if language() == "vi":
        head = "dd" if (first.year, first.month) == (last.year, last.month) else "dd/MM"
        head = head if first.year == last.year else "dd/MM/yyyy"
        return f"{format_date(first, head, locale='vi')}–{fmt_date(end, zone)}"
    head = "d" if (first.year, first.month) == (last.year, last.month) else "d MMM"
    head = head if first.year == last.year else "d MMM yyyy"
    return f"{format_date(first, head, locale='en')}–{fmt_date(end, zone)}"


def fmt_number(number: float) -> str:
    """A number with the language's separators."""
    return format_decimal(number, locale=language())


def fmt_money(minor: int, currency: str = "VND") -> str:
    """An amount given in minor units; VND has no decimals."""
    amount = minor / 10 ** MINOR_DIGITS.get(currency, 2)
    return format_currency(amount, currency, locale=language())


def compile_catalogues(folder: Path) -> None:
    """Write each ``.mo`` that is missing or older than its ``.po``."""
    for po in folder.glob("*/LC_MESSAGES/*.po"):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parent.parent.name)
        partial = mo.with_suffix(f".{os.getpid()}.part")  # two processes may start at once
        with partial.open("wb") as target:
            write_mo(target, catalogue)
        partial.replace(mo)


def init_app(app: Flask) -> None:
    """Load one catalogue per slice and give templates their formatters."""
    folder = Path(app.root_path) / "translations"
    compile_catalogues(folder)
    domains = sorted(po.stem for po in folder.glob("vi/LC_MESSAGES/*.po")) or ["messages"]
    babel.init_app(
        app,
        default_locale=DEFAULT_LANGUAGE,
        default_timezone=DEFAULT_ZONE,
        default_domain=";".join(domains),
        default_translation_directories=";".join([str(folder)] * len(domains)),
        locale_selector=choose_language,
    )
    _speak(app)
    for function in (
        fmt_date,
        fmt_day,
        fmt_time,
        fmt_datetime,
        fmt_when,
        fmt_range,
        fmt_number,
        fmt_money,
        by_language,
    ):
        app.add_template_global(function)
    app.add_template_filter(fmt_money, "vnd")
    app.add_template_filter(datetime.fromisoformat, "moment")  # times in the values of mails
