"""What is imported, how far an import is, and what becomes of each row."""

import enum


class ImportKind(enum.StrEnum):
    """Which list the file is."""

    COMPANIES = "companies"  # at an event: those who show there
    PRODUCTS = "products"
    MEMBERS = "members"  # of an association: firms that get claim codes


class ImportState(enum.StrEnum):
    """Where an import stands."""

    UPLOADED = "uploaded"  # which column is what is still asked
    CHECKING = "checking"
    CHECKED = "checked"  # every row's fate is known, nothing is written
    BROKEN = "broken"  # the file cannot be read
    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


class Fate(enum.StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"
    DUPLICATE = "duplicate"  # likely one that is there; a person decides


class RowState(enum.StrEnum):
    """How far a row is."""

    PLANNED = "planned"
    DONE = "done"
    UNDONE = "undone"
    KEPT = "kept"  # was touched since, so undoing left it


S = ImportState
MOVES: dict[ImportState, tuple[ImportState, ...]] = {
    S.UPLOADED: (S.CHECKING,),
    S.CHECKING: (S.CHECKED, S.BROKEN),
    S.CHECKED: (S.CHECKING, S.RUNNING),
    S.BROKEN: (S.CHECKING,),
    S.RUNNING: (S.DONE,),
    S.DONE: (S.UNDOING,),
    S.UNDOING: (S.UNDONE,),
    S.UNDONE: (),
}
AT_WORK = frozenset({S.CHECKING, S.RUNNING, S.UNDOING})
BEFORE_WRITING = frozenset({S.UPLOADED, S.CHECKED, S.BROKEN})
WRITING = frozenset({Fate.NEW, Fate.CHANGED})


def may_become(old: ImportState, new: ImportState) -> bool:
    """Whether an import may go from one state to another."""
    return new in MOVES[old]
