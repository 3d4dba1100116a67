"""What people read for the kinds and states of this slice."""

from core.i18n import N_, _
from events.exhibitors.models import Place
from events.exhibitors.scoring import CriterionKind
from events.exhibitors.states import (
    ApplicationState,
    DrawState,
    Ground,
    PaperState,
    PlaceKind,
    QuotaGroup,
)

STATES = {
    ApplicationState.SUBMITTED: (N_("Waiting for an answer"), "info"),
    ApplicationState.APPROVED: (N_("Approved"), "ok"),
    ApplicationState.DECLINED: (N_("Declined"), "danger"),
    ApplicationState.WITHDRAWN: (N_("Withdrawn"), ""),
}


GROUNDS = {
    Ground.WOMEN: N_("Led by women"),
    Ground.MINORITY: N_("Led by people of an ethnic minority"),
    Ground.ARTISAN: N_("Artisan or business household"),
    Ground.DISABILITY: N_("Led by or employing people with disabilities"),
}
CRITERIA = {
    CriterionKind.OCOP: N_("OCOP stars"),
    CriterionKind.CERTIFICATES: N_("Valid certificates"),
    CriterionKind.PRODUCTS: N_("Products described"),
    CriterionKind.PAPERS: N_("Papers accepted"),
    CriterionKind.FIRST_TIMER: N_("First time with a booth"),
    CriterionKind.PRIORITY: N_("Priority group"),
    CriterionKind.COMMUNE: N_("Sent by a commune"),
    CriterionKind.LOCAL: N_("From the province of the event"),
}
HOW = {
    CriterionKind.OCOP: N_("the best valid rank: 3 stars three fifths, 4 four fifths, 5 in full"),
    CriterionKind.CERTIFICATES: N_("three valid certificates count in full"),
    CriterionKind.PRODUCTS: N_("five published products count in full"),
    CriterionKind.PAPERS: N_("the share of the required papers that were accepted"),
    CriterionKind.FIRST_TIMER: N_("no booth at an earlier event on this site"),
    CriterionKind.PRIORITY: N_("as declared, with consent"),
    CriterionKind.COMMUNE: N_("as declared"),
    CriterionKind.LOCAL: N_("by the province of the company"),
}
PAPERS = {
    None: (N_("missing"), "warn"),
    PaperState.RECEIVED: (N_("received, not yet looked at"), "info"),
    PaperState.ACCEPTED: (N_("accepted"), "ok"),
    PaperState.REFUSED: (N_("refused"), "danger"),
}
DRAWS = {
    DrawState.ANNOUNCED: (N_("Draw announced"), "info"),
    DrawState.CLOSED: (N_("List closed"), "warn"),
    DrawState.DRAWN: (N_("Drawn"), "ok"),
    DrawState.CANCELLED: (N_("Called off"), "danger"),
}


def ground_name(ground: Ground | str) -> str:
    """Why a firm counts as a priority group."""
    return str(_(GROUNDS[Ground(ground)]))


def criterion_name(kind: CriterionKind | str) -> str:
    """What counts."""
    return str(_(CRITERIA[CriterionKind(kind)]))


def criterion_how(kind: CriterionKind | str) -> str:
    """How it is counted."""
    return str(_(HOW[CriterionKind(kind)]))


def paper_state(state: PaperState | None) -> tuple[str, str]:
    """Where a paper stands, and the kind of its badge."""
    text, kind = PAPERS[state]
    return _(text), kind


def draw_state(state: DrawState) -> tuple[str, str]:
    """Where a draw stands, and the kind of its badge."""
    text, kind = DRAWS[state]
    return _(text), kind


def application_state(state: ApplicationState) -> tuple[str, str]:
    """A state in words, and the kind of its badge."""
    text, kind = STATES[state]
    return _(text), kind


PLACES = {
    PlaceKind.GATE: N_("Gate"),
    PlaceKind.STAGE: N_("Stage"),
    PlaceKind.TABLES: N_("Meeting tables"),
    PlaceKind.INFO: N_("Information desk"),
    PlaceKind.FOOD: N_("Food and drink"),
    PlaceKind.TOILETS: N_("Toilets"),
    PlaceKind.FIRST_AID: N_("First aid"),
    PlaceKind.PARKING: N_("Parking"),
    PlaceKind.OTHER: N_("Other place"),
}
GROUPS = {
    QuotaGroup.PRIORITY: N_("Priority groups"),
    QuotaGroup.COMMUNE: N_("Communes"),
    QuotaGroup.FIRST_TIMER: N_("First-timers"),
    QuotaGroup.OCOP: N_("OCOP products"),
}


def place_name(place: Place) -> str:
    """What the organiser called a place, else what it is."""
    return place.label or place_kind(place.kind)


def place_kind(kind: PlaceKind) -> str:
    """Gate, stage and so on, in the reader's language."""
    return str(_(PLACES[kind]))


def quota_group(group: QuotaGroup | str) -> str:
    """A group for which booths are kept, in the reader's language."""
    return str(_(GROUPS[QuotaGroup(group)]))
