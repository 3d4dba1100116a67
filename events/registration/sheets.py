"""A6 pieces on paper: a page each, or four on a sheet of A4 with marks to cut along."""

from collections.abc import Callable, Iterable
from pathlib import Path

from core.pdf import A4_HEIGHT, A4_WIDTH
from events.registration.badge import HEIGHT, WIDTH, BadgePaper

ON_A_SHEET = 4
ROW = A4_HEIGHT / 2
MARK = 5.0  # millimetres
BLACK, WHITE = 0, 255
Draw = Callable[[BadgePaper], None]


class _Sheet(BadgePaper):
    """A page on which A6 pieces are drawn side by side."""

    def put(self, draw: Draw, x: float, y: float) -> None:
        """Draw a piece with its upper left corner there."""
        with self.local_context():  # clipped, so that no diamond stands on the neighbour
            self._out(f"1 0 0 1 {x * self.k:.3f} {-y * self.k:.3f} cm")
            with self.rect_clip(0, 0, WIDTH, HEIGHT):
                draw(self)

    def marks(self) -> None:
        """Where to cut: short lines at the edges and a cross in the middle, on any colour."""
        middle = A4_WIDTH / 2
        lines = (
            (middle, 0, middle, MARK),
            (middle, A4_HEIGHT - MARK, middle, A4_HEIGHT),
            (0, ROW, MARK, ROW),
            (A4_WIDTH - MARK, ROW, A4_WIDTH, ROW),
            (middle, ROW - MARK, middle, ROW + MARK),
            (middle - MARK, ROW, middle + MARK, ROW),
        )
        for shade, width in ((WHITE, 0.8), (BLACK, 0.2)):
            self.set_draw_color(shade)
            self.set_line_width(width)
            for line in lines:
                self.line(*line)


def sheets_of(
    pieces: Iterable[Draw],
    *,
    four: bool,
    fonts: Path,
    title: str,
    tell: Callable[[int], None] = lambda _done: None,
) -> bytes:
    """A6 pieces in their order as a PDF; ``tell`` hears after each how many are drawn."""
    paper = _Sheet(fonts, size=(A4_WIDTH, A4_HEIGHT) if four else (WIDTH, HEIGHT))
    paper.set_title(title)
    many = ON_A_SHEET if four else 1
    for number, draw in enumerate(pieces):
        place = number % many
        if place == 0:
            paper.add_page()
        paper.put(draw, place % 2 * WIDTH, place // 2 * ROW)
        if many > 1:
            paper.marks()  # over what was drawn last
        tell(number + 1)
    return bytes(paper.output())
