"""What is done at the door. All services flush and leave the commit to the caller."""

from events.checkin.services.scanning import check_in
from events.checkin.services.undoing import undo

__all__ = ["check_in", "undo"]
