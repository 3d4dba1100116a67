"""What can be done to an event, its team, sessions, seats and slots.

Loading this package tells the waiting list who keeps the seats.
"""

from events.programme.services.clone import clone_event
from events.programme.services.events import (
    create_event,
    due_by_clock,
    edit_event,
    is_ready,
    move_by_clock,
    move_event,
)
from events.programme.services.filing import (
    keep_filing,
    move_deadline,
    remove_filing,
    tick_deadline,
)
from events.programme.services.opportunities import (
    add_opportunity,
    delete_opportunity,
    edit_opportunity,
)
from events.programme.services.results import confirm_results, missing_results
from events.programme.services.rooms import delete_room, edit_room, room_named
from events.programme.services.seat_offers import close_lines_of_begun, wait_for_seat
from events.programme.services.seats import release_seat, release_seats_of, reserve_seat
from events.programme.services.sessions import add_session, delete_session, edit_session
from events.programme.services.slots import delete_slot, delete_unused_slots, generate_slots
from events.programme.services.speakers import add_speaker, edit_speaker, remove_speaker
from events.programme.services.team import add_to_team, change_role, remove_from_team

__all__ = [
    "add_opportunity",
    "add_session",
    "add_speaker",
    "add_to_team",
    "change_role",
    "clone_event",
    "close_lines_of_begun",
    "confirm_results",
    "create_event",
    "delete_opportunity",
    "delete_room",
    "delete_session",
    "delete_slot",
    "delete_unused_slots",
    "due_by_clock",
    "edit_event",
    "edit_opportunity",
    "edit_room",
    "edit_session",
    "edit_speaker",
    "generate_slots",
    "is_ready",
    "keep_filing",
    "missing_results",
    "move_by_clock",
    "move_deadline",
    "move_event",
    "release_seat",
    "release_seats_of",
    "remove_filing",
    "remove_from_team",
    "remove_speaker",
    "reserve_seat",
    "room_named",
    "tick_deadline",
    "wait_for_seat",
]
