"""What is done to halls, booths and applications.

``after_approval`` is how upper slices join in: they append a function, and it is called in
the transaction of the approval (``after_removal``: of its end) as
``function(exhibitor, actor=…, at=…)``. What it raises undoes the approval.
"""

from events.exhibitors.services.applications import (
    apply_to_event,
    approve_application,
    decline_application,
    reopen_application,
    withdraw_application,
)
from events.exhibitors.services.booths import allot_booth, give_back_booth, move_booth
from events.exhibitors.services.details import withdraw_group
from events.exhibitors.services.drawing import save_drawing
from events.exhibitors.services.draws import (
    announce_draw,
    cancel_draw,
    close_draw,
    hold_draw,
    set_criteria,
)
from events.exhibitors.services.fees import (
    record_payment,
    remind,
    reverse_payment,
    set_account,
)
from events.exhibitors.services.hall import (
    add_category,
    add_hall,
    delete_booth,
    delete_category,
    delete_hall,
    draw_row,
    edit_category,
)
from events.exhibitors.services.hooks import after_approval, after_removal
from events.exhibitors.services.merging import fold_showing
from events.exhibitors.services.offers import (
    may_stand_in_line,
    offer_free_booths,
    queue_application,
    stand_in_line,
)
from events.exhibitors.services.papers import (
    add_paper_kind,
    answer_paper,
    delete_paper_kind,
    keep_paper,
)
from events.exhibitors.services.partners import answer_partner

__all__ = [
    "add_category",
    "add_hall",
    "add_paper_kind",
    "after_approval",
    "after_removal",
    "allot_booth",
    "announce_draw",
    "answer_paper",
    "answer_partner",
    "apply_to_event",
    "approve_application",
    "cancel_draw",
    "close_draw",
    "decline_application",
    "delete_booth",
    "delete_category",
    "delete_hall",
    "delete_paper_kind",
    "draw_row",
    "edit_category",
    "fold_showing",
    "give_back_booth",
    "hold_draw",
    "keep_paper",
    "may_stand_in_line",
    "move_booth",
    "offer_free_booths",
    "queue_application",
    "record_payment",
    "remind",
    "reopen_application",
    "reverse_payment",
    "save_drawing",
    "set_account",
    "set_criteria",
    "stand_in_line",
    "withdraw_application",
    "withdraw_group",
]
