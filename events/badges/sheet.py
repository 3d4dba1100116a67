"""Badges on paper: an A6 page each, or four on a sheet of A4 with marks to cut along."""

import functools
from collections.abc import Callable, Iterable
from pathlib import Path

from events.badges.states import Layout
from events.registration.badge import Badge, draw_badge
from events.registration.sheets import sheets_of


def sheets_pdf(
    badges: Iterable[Badge],
    layout: Layout,
    *,
    fonts: Path,
    title: str,
    tell: Callable[[int], None] = lambda _done: None,
) -> bytes:
    """Badges in their order as a PDF; ``tell`` hears after each how many are drawn."""
    pieces = (functools.partial(draw_badge, badge=badge) for badge in badges)
    return sheets_of(pieces, four=layout is Layout.A4, fonts=fonts, title=title, tell=tell)
