"""Where a badge stands, and why somebody gets another one."""

import enum


class PrintState(enum.StrEnum):
    """A desk takes a badge in hand, prints it, or leaves it out."""

    TAKEN = "taken"  # in hand at a desk, or in a batch that is not printed yet
    PRINTED = "printed"
    LEFT_OUT = "left_out"  # the person needs none


class Reason(enum.StrEnum):
    """Why a badge is printed again."""

    LOST = "lost"
    DAMAGED = "damaged"
    MISPRINTED = "misprinted"
    CHANGED = "changed"  # another name, company or role
    BATCH = "batch"  # printed anew together with others


class Layout(enum.StrEnum):
    """How badges lie on paper."""

    A6 = "a6"
    A4 = "a4"  # four on a sheet, with marks to cut along
