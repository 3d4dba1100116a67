"""What is done to halls, booths and applications.

``after_approval`` is how upper slices join in: they append a function, and it is called in
the transaction of the approval (``after_removal``: of its end) as
``function(exhibitor, actor=…, at=…)``. What it raises undoes the approval.
"""

from events.exhibitors.services.applications import (
    after_approval,
    after_removal,
    apply_to_event,
    approve_application,
    decline_application,
    reopen_application,
    withdraw_application,
)
from events.exhibitors.services.booths import allot_booth, give_back_booth, move_booth
from events.exhibitors.services.hall import (
    add_category,
    add_hall,
    delete_booth,
    delete_category,
    draw_row,
)

__all__ = [
    "add_category",
    "add_hall",
    "after_approval",
    "after_removal",
    "allot_booth",
    "apply_to_event",
    "approve_application",
    "decline_application",
    "delete_booth",
    "delete_category",
    "draw_row",
    "give_back_booth",
    "move_booth",
    "reopen_application",
    "withdraw_application",
]
