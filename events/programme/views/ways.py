"""What a reader can do at an event now: the buttons of its page, the most wanted first."""

from dataclasses import dataclass

from core.i18n import _
from core.nav import link
from events.programme.models import Event, EventState
from events.programme.states import LIVE


@dataclass(frozen=True)
class Way:
    """A button: its text and address."""

    label: str
    url: str


def ways_into(event: Event, registration_id: int | None) -> list[Way]:
    """The ways that are open in the event's state; those of absent slices are left out."""
    wanted: list[tuple[str, str | None]] = []
    slug = event.slug
    if event.state in LIVE:
        if registration_id is not None:
            wanted.append((_("Show my ticket"), link("registration.mine")))
        else:
            wanted.append((_("Register to attend"), link("registration.register", slug=slug)))
    if event.state is EventState.OPEN:
        wanted.append((_("Apply for a booth"), link("exhibitors.apply", slug=slug)))
        wanted.append((_("Come as a buyer"), link("needs.join", slug=slug)))
    elif event.state is not EventState.CANCELLED:
        wanted.append((_("See who exhibits"), link("exhibitors.index", slug=slug)))
    return [Way(label, url) for label, url in wanted if url]
