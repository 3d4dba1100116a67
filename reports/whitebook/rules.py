"""Who may make, publish and read white books."""

from typing import Any

from accounts.sign_in.rules import can_hand_out_codes
from reports.whitebook.models import WhiteBook


def can_make_books(actor: Any) -> bool:
    """Staff: the platform's admin, and organisers and teams of events."""
    return can_hand_out_codes(actor)


def can_read_book(actor: Any, book: WhiteBook) -> bool:
    """Everybody reads what is published, staff the rest."""
    return book.is_published or can_make_books(actor)
