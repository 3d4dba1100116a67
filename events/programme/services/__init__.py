"""What can be done to an event, its team, sessions, seats and slots."""

from events.programme.services.events import create_event, edit_event, is_ready, move_event
from events.programme.services.seats import release_seat, release_seats_of, reserve_seat
from events.programme.services.sessions import add_session, delete_session, edit_session
from events.programme.services.slots import delete_slot, delete_unused_slots, generate_slots
from events.programme.services.team import add_to_team, change_role, remove_from_team

__all__ = [
    "add_session",
    "add_to_team",
    "change_role",
    "create_event",
    "delete_session",
    "delete_slot",
    "delete_unused_slots",
    "edit_event",
    "edit_session",
    "generate_slots",
    "is_ready",
    "move_event",
    "release_seat",
    "release_seats_of",
    "remove_from_team",
    "reserve_seat",
]
