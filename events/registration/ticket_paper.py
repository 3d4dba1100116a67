"""The ticket on paper, A6: the door code large enough for a cheap phone, and who, when, where.

A function of plain values, like the badge.
"""

from dataclasses import dataclass

from core.pdf import INDIGO, INK_2, WHITE, printable
from events.registration.badge import HEIGHT, WIDTH, BadgePaper
from events.registration.codes import in_groups

QR_TOP, QR_SIDE = 56.0, 58.0  # 37 modules of 1.6 mm; four more on each side stay white
SEAM = 3.0


@dataclass(frozen=True)
class PaperTicket:
    """What stands on a ticket; ``note`` is the sentence below the code."""

    full_name: str
    role: str
    organisation: str
    event: str
    when: str
    place: str
    door_code: str
    typed_code: str
    note: str


def draw_ticket(page: BadgePaper, ticket: PaperTicket) -> None:
    """Draw a ticket into the upper left A6 of the page."""
    page.box(0, 0, WIDTH, 20, INDIGO)
    page.centred(printable(ticket.event), 3.5, sizes=(13, 9), lines=2, style="B", colour=WHITE)
    page.band(20, 4, WIDTH)
    name = printable(ticket.full_name) or ticket.full_name
    y = page.centred(name, 27, sizes=(19, 11), lines=2, style="B", leading=1.15)
    about = " · ".join(filter(None, (ticket.role, printable(ticket.organisation))))
    page.centred(about, y + 1, sizes=(10, 7.5), lines=1, colour=INK_2)
    page.qr(ticket.door_code, (WIDTH - QR_SIDE) / 2, QR_TOP, QR_SIDE)
    page.centred(in_groups(ticket.typed_code), 121, sizes=(14, 14), lines=1, style="B")
    page.centred(printable(ticket.note), 128, sizes=(8.5, 7), lines=1, colour=INK_2)
    page.centred(printable(ticket.when), 133.5, sizes=(9.5, 7.5), lines=1, style="B")
    page.centred(printable(ticket.place), 138.5, sizes=(8.5, 6.5), lines=1, colour=INK_2)
    page.box(0, HEIGHT - SEAM, WIDTH, SEAM, INDIGO)
