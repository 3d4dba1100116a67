"""The tables of halls, applications and exhibitors, and of the rules by which booths are given."""

from events.exhibitors.models.applications import Allotment, AllotmentShare, Application, Exhibitor
from events.exhibitors.models.details import (
    ApplicationGroup,
    CoExhibitor,
    Paper,
    PaperKind,
    Wish,
)
from events.exhibitors.models.draws import Criterion, Draw
from events.exhibitors.models.fees import BoothFee, FeeAccount, FeePayment
from events.exhibitors.models.hall import Booth, BoothCategory, Hall, Place

__all__ = [
    "Allotment",
    "AllotmentShare",
    "Application",
    "ApplicationGroup",
    "Booth",
    "BoothCategory",
    "BoothFee",
    "CoExhibitor",
    "Criterion",
    "Draw",
    "Exhibitor",
    "FeeAccount",
    "FeePayment",
    "Hall",
    "Paper",
    "PaperKind",
    "Place",
    "Wish",
]
