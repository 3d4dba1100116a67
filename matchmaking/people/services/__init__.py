"""The verbs of people at meetings: naming who comes, languages, interpreters."""

from matchmaking.people.services.naming import busy_error, forget_person, name_person
from matchmaking.people.services.online import set_link, set_online
from matchmaking.people.services.pool import add_interpreter, edit_interpreter, remove_interpreter
from matchmaking.people.services.seating import (
    assign_interpreter,
    fill_gaps,
    free_interpreter,
    seat_interpreter,
    set_languages,
)

__all__ = [
    "add_interpreter",
    "assign_interpreter",
    "busy_error",
    "edit_interpreter",
    "fill_gaps",
    "forget_person",
    "free_interpreter",
    "name_person",
    "remove_interpreter",
    "seat_interpreter",
    "set_languages",
    "set_link",
    "set_online",
]
