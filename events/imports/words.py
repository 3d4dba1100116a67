"""Words for imports; marked here, translated where they are shown."""

from core.i18n import N_
from events.imports.states import Fate, ImportKind, ImportState, RowState

KINDS = {
    ImportKind.COMPANIES: N_("Companies"),
    ImportKind.PRODUCTS: N_("Products"),
    ImportKind.MEMBERS: N_("Members of an association"),
}
EVENT_KINDS = KINDS | {ImportKind.COMPANIES: N_("Exhibitors")}
STATES = {
    ImportState.UPLOADED: (N_("Columns to be chosen"), "info"),
    ImportState.CHECKING: (N_("Being looked at"), "info"),
    ImportState.CHECKED: (N_("Trial run done"), "warn"),
    ImportState.BROKEN: (N_("Cannot be read"), "danger"),
    ImportState.RUNNING: (N_("Being imported"), "info"),
    ImportState.DONE: (N_("Imported"), "ok"),
    ImportState.UNDOING: (N_("Being taken back"), "info"),
    ImportState.UNDONE: (N_("Taken back"), ""),
}
FATES = {
    Fate.NEW: (N_("New"), "ok"),
    Fate.CHANGED: (N_("Changed"), "info"),
    Fate.SAME: (N_("Same"), ""),
    Fate.DUPLICATE: (N_("Likely duplicate"), "warn"),
    Fate.REFUSED: (N_("Refused"), "danger"),
}
ROW_STATES = {
    RowState.DONE: (N_("Written"), "ok"),
    RowState.UNDONE: (N_("Taken back"), ""),
    RowState.KEPT: (N_("Stays"), "warn"),
}
MORE = {
    "shows": N_("Shows at the event"),
    "ocop": N_("OCOP"),
    "province_key": N_("Province or city"),
}
STEPS = (N_("Upload"), N_("Columns"), N_("Trial run"), N_("Import"))
STEP_OF = {
    ImportState.UPLOADED: 2,
    ImportState.CHECKING: 3,
    ImportState.CHECKED: 3,
    ImportState.BROKEN: 1,
    ImportState.RUNNING: 4,
    ImportState.DONE: 5,
    ImportState.UNDOING: 5,
    ImportState.UNDONE: 5,
}
