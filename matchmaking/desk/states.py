"""Who was missing."""

import enum


class Absent(enum.StrEnum):
    """Which side of a meeting did not come."""

    BUYER = "buyer"
    EXHIBITOR = "exhibitor"
    BOTH = "both"
