"""The A6 badge as a PDF: a big name, the role in its colour, and the badge code to be scanned.

A function of plain values, so that a desk can print what it likes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.pdf import INDIGO, INK, INK_2, WHITE, Colour, Paper, printable
from events.registration.codes import in_groups

WIDTH, HEIGHT, MARGIN = 105.0, 148.0, 8.0
QR_SIDE = 26.0


@dataclass(frozen=True)
class Badge:
    """What stands on a badge."""

    full_name: str
    organisation: str
    role: str
    role_small: str
    colour: Colour
    event: str
    when_and_where: str
    badge_code: str


class BadgePaper(Paper):
    """A page on which badges are drawn: one of A6, unless another size is given."""

    def __init__(self, fonts: Path, size: tuple[float, float] = (WIDTH, HEIGHT)) -> None:
        super().__init__(fonts, format=size)

    def centred(
        self,
        text: str,
        y: float,
        *,
        sizes: tuple[float, float],
        lines: int,
        style: str = "",
        colour: Colour = INK,
        leading: float = 1.25,
    ) -> float:
        """Write a text in the largest size at which it fits the lines; where it ends."""
        return self.lines_at(
            MARGIN,
            y,
            WIDTH - 2 * MARGIN,
            text,
            sizes=sizes,
            most=lines,
            style=style,
            colour=colour,
            leading=leading,
            align="C",
        )


def badge_pdf(badge: Badge, *, fonts: Path) -> bytes:
    """The badge as a PDF of one A6 page."""
    return badges_pdf([badge], fonts=fonts)


def badges_pdf(badges: Sequence[Badge], *, fonts: Path) -> bytes:
    """Badges as a PDF, an A6 page each."""
    page = BadgePaper(fonts)
    page.set_title(printable(badges[0].full_name if len(badges) == 1 else badges[0].event))
    for badge in badges:
        page.add_page()
        draw_badge(page, badge)
    return bytes(page.output())


def draw_badge(page: BadgePaper, badge: Badge) -> None:
    """Draw a badge into the upper left A6 of the page."""
    page.box(0, 0, WIDTH, 24, INDIGO)
    event = printable(badge.event)
    page.centred(event, 4.5, sizes=(14, 9), lines=2, style="B", colour=WHITE)
    page.band(24, 5, WIDTH)
    name = printable(badge.full_name) or badge.full_name
    y = page.centred(name, 37, sizes=(30, 13), lines=3, style="B", leading=1.2)
    page.centred(printable(badge.organisation), y + 2, sizes=(14, 9), lines=2, colour=INK_2)
    page.qr(badge.badge_code, (WIDTH - QR_SIDE) / 2, 84, QR_SIDE)
    page.centred(in_groups(badge.badge_code), 111.5, sizes=(9, 9), lines=1, colour=INK_2)
    page.centred(printable(badge.when_and_where), 116, sizes=(8, 6.5), lines=1, colour=INK_2)
    page.box(0, 122, WIDTH, 26, badge.colour)
    page.centred(badge.role, 125.5, sizes=(24, 16), lines=1, style="B", colour=WHITE)
    page.centred(badge.role_small, 137, sizes=(12, 10), lines=1, colour=WHITE)
