"""Who was missing, in words."""

from core.i18n import N_, _
from matchmaking.desk.states import Absent

ABSENT = {
    Absent.BUYER: N_("The buyer did not come"),
    Absent.EXHIBITOR: N_("The exhibitor did not come"),
    Absent.BOTH: N_("Nobody came"),
}


def absent_word(absent: Absent) -> str:
    """Who was missing."""
    return str(_(ABSENT[absent]))
