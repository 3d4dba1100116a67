"""What upper slices tell a signed-in reader on the pages of a company and its products."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from events.exhibitors.models import Exhibitor


@dataclass(frozen=True)
class Note:
    """A sentence about the company for this reader alone, what it is about, and where to go on."""

    text: str
    about: str
    url: str
    label: str
    fits: bool | None = None  # among the suggestions; None where that is not the point


Provider = Callable[[Any, int, Sequence[Exhibitor]], list[Note]]
_providers: list[Provider] = []


def register_notes(provider: Provider) -> Provider:
    """Let a slice add notes; asked with the reader, the company's id and where it shows."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def notes_for(actor: Any, company_id: int, shows: Sequence[Exhibitor]) -> list[Note]:
    """All notes for a reader who is signed in; strangers get none."""
    if not actor.is_authenticated:
        return []
    return [note for provider in _providers for note in provider(actor, company_id, shows)]
