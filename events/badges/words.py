"""States and reasons in words."""

from core.i18n import N_, _
from events.badges.states import Layout, Reason

REASONS = {
    Reason.LOST: N_("Lost"),
    Reason.DAMAGED: N_("Damaged"),
    Reason.MISPRINTED: N_("Badly printed"),
    Reason.CHANGED: N_("Name, company or role has changed"),
    Reason.BATCH: N_("Printed anew with others"),
}
BY_HAND = (Reason.LOST, Reason.DAMAGED, Reason.MISPRINTED, Reason.CHANGED)
LAYOUTS = {
    Layout.A4: N_("A4, four badges on a sheet, with marks to cut along"),
    Layout.A6: N_("A6, one badge on a page"),
}


def reason_of_print(reason: Reason) -> str:
    """Why a badge was printed again."""
    return str(_(REASONS[reason]))
