"""Wishes and numbers as the lottery writes them."""

from events.exhibitors.models import Booth, Wish


def entry_number(number: int | None) -> str:
    """A public number as lists print it: four digits or more."""
    return f"{number or 0:04d}"


def zones_of(booth: Booth) -> tuple[str, str]:
    """The zones that a booth lies in: its hall, and its row in the hall."""
    return booth.hall.name, f"{booth.hall.name}/{booth.row}"


def wish_text(wish: Wish) -> str:
    """A wish as the lottery's list has it."""
    if wish.booth is not None:
        return f"booth:{wish.booth.label}"
    hall = wish.hall.name if wish.hall else ""
    return f"zone:{hall}/{wish.row}" if wish.row else f"zone:{hall}"


def answers(booth: Booth, wish: Wish) -> bool:
    """Whether a booth is what was wished for."""
    if wish.booth_id is not None:
        return wish.booth_id == booth.id
    return wish.hall_id == booth.hall_id and wish.row in ("", booth.row)
