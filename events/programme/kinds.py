"""What each kind of event calls its people and things, and which results it closes with.

One core serves all kinds: the pages speak of exhibitors and buyers, and where an event is a job
fair, the texts below stand in their place (``core.i18n.use_words``). A text with a plural is a
pair. Every text that is not named here is said with the nouns of the kind instead of exhibitor,
buyer and visitor. Both sides are marked here, so that both have their Vietnamese.
"""

from dataclasses import dataclass

from core.i18n import N_, NN_, Nouns
from events.programme.models import EventKind, OpportunityKind, Stage

Texts = dict[str, "str | tuple[str, str]"]

_EXHIBITOR = NN_("exhibitor", "exhibitors")
_BUYER = NN_("buyer", "buyers")
_VISITOR = NN_("visitor", "visitors")
NOUNS: dict[EventKind, Nouns] = {
    EventKind.JOB_FAIR: (
        (_EXHIBITOR, NN_("employer", "employers")),
        (_BUYER, NN_("recruiting partner", "recruiting partners")),
        (_VISITOR, NN_("job seeker", "job seekers")),
    ),
    EventKind.INVESTOR_DAY: (
        (_EXHIBITOR, NN_("start-up", "start-ups")),
        (_BUYER, NN_("investor", "investors")),
        (_VISITOR, NN_("participant", "participants")),
    ),
    EventKind.TRADE_MISSION: (
        (_EXHIBITOR, NN_("travelling firm", "travelling firms")),
        (_BUYER, NN_("partner abroad", "partners abroad")),
    ),
}
_FOOTER = (
    "A meeting place for provincial trade fairs: firms show what they make, buyers say what they "
    "need, and both find a time to sit down together."
)
_ABOUT = (
    "Trade fairs and business matchmaking of the Vietnamese provinces: booths, products, buyers, "
    "meetings and entry by QR code."
)
_AS_ON_THE_SITE: Texts = {_FOOTER: _FOOTER, _ABOUT: _ABOUT}  # the frame of every page
_WITHOUT_GOODS: Texts = {
    "This event is over. Here you see what was shown.": N_(
        "This event is over. Here you see who took part."
    ),
    "Two sentences: what is shown, and why one should come. Needed to announce the event.": N_(
        "Two sentences: what it is about, and why one should come. Needed to announce the event."
    ),
    "As departments ask for it after a fair. Ask yours for its form and day.": N_(
        "As departments ask for it after an event. Ask yours for its form and day."
    ),
    "Welcome: you will show at %(event)s": N_("Welcome: you will take part in %(event)s"),
    "%(company)s asks to show at %(event)s": N_("%(company)s asks to take part in %(event)s"),
    "%(company)s has applied to show at %(event)s. It waits for your answer:": N_(
        "%(company)s has applied to take part in %(event)s. It waits for your answer:"
    ),
    "You are invited as a buyer to %(event)s": N_("You are invited to %(event)s"),
}

WORDS: dict[EventKind, Texts] = {
    EventKind.FAIR: {},
    EventKind.SEMINAR: {
        "Plan of the fair": N_("Plan of the rooms"),
        "See the plan of the fair": N_("See the plan of the rooms"),
    },
    EventKind.JOB_FAIR: {
        **_WITHOUT_GOODS,
        "Opportunities": N_("Vacancies"),
        "Documents of the exhibitors are complete": N_("Documents of the employers are complete"),
        "Exhibitor": N_("Employer"),
        "Exhibitors": N_("Employers"),
        "exhibitors": N_("employers"),
        "%(num)d exhibitor": NN_("%(num)d employer", "%(num)d employers"),
        "%(num)s exhibitor": NN_("%(num)s employer", "%(num)s employers"),
        "%(num)d firm asks to exhibit": NN_(
            "%(num)d employer asks to come", "%(num)d employers ask to come"
        ),
        "See the exhibitors": N_("See the employers"),
        "See who exhibits": N_("See who is hiring"),
        "Show all exhibitors": N_("Show all employers"),
        "No exhibitors yet": N_("No employers yet"),
        "Apply for a booth": N_("Come as an employer"),
        "Show here too": N_("Come as an employer"),
        "Show at this event": N_("Come as an employer"),
        "What will you show, and what should the organiser know?": N_(
            "For which work do you seek people, and what should the organiser know?"
        ),
        "Buyers see your products and ask for meetings.": N_(
            "Job seekers see your vacancies and come to talk."
        ),
        "Exhibitors, products, booth": N_("Employers, booth"),
        "Visitor": N_("Job seeker"),
        "Visitors": N_("Job seekers"),
        "Buyer": N_("Recruiting partner"),
        "Buyers": N_("Recruiting partners"),
        "Buy here": N_("Help to recruit"),
        "Buy at this event": N_("Help to recruit at this event"),
        "Which company comes to buy?": N_("Which company comes to help with recruiting?"),
        "For example what you buy and where you sell it.": N_(
            "For example for whom you seek people and where they would work."
        ),
        "Invite a company to buy": N_("Invite a recruiting partner"),
        "Say what you need, see who fits and why, and meet them at a fixed time.": N_(
            "See who is hiring, and meet them at a fixed time."
        ),
        "Draw the hall plan: there is no booth yet": N_(
            "Draw the plan of the job fair: there is no booth yet"
        ),
        "Come as a buyer": N_("Come as a recruiting partner"),
        "Register to attend": N_("Register as a job seeker"),
        "Plan of the fair": N_("Plan of the job fair"),
        "See the plan of the fair": N_("See the plan of the job fair"),
        "Visitors register, firms apply for booths, buyers say what they need.": N_(
            "Job seekers register, employers apply for booths and tell their vacancies."
        ),
    },
    EventKind.INVESTOR_DAY: {
        **_WITHOUT_GOODS,
        "Opportunities": N_("Projects and investors"),
        "Exhibitor": N_("Start-up"),
        "Exhibitors": N_("Start-ups"),
        "exhibitors": N_("start-ups"),
        "%(num)d exhibitor": NN_("%(num)d start-up", "%(num)d start-ups"),
        "%(num)s exhibitor": NN_("%(num)s start-up", "%(num)s start-ups"),
        "%(num)d firm asks to exhibit": NN_(
            "%(num)d start-up asks to present", "%(num)d start-ups ask to present"
        ),
        "See the exhibitors": N_("See the start-ups"),
        "See who exhibits": N_("See who presents"),
        "Show all exhibitors": N_("Show all start-ups"),
        "No exhibitors yet": N_("No start-ups yet"),
        "Apply for a booth": N_("Present your start-up"),
        "Show here too": N_("Present your start-up"),
        "Show at this event": N_("Present your start-up"),
        "What will you show, and what should the organiser know?": N_(
            "What will you present, and what should the organiser know?"
        ),
        "Buyers see your products and ask for meetings.": N_(
            "Investors see your projects and ask for meetings."
        ),
        "Exhibitors, products, booth": N_("Start-ups, booth"),
        "Visitor": N_("Participant"),
        "Visitors": N_("Participants"),
        "Buyer": N_("Investor"),
        "Buyers": N_("Investors"),
        "Buy here": N_("Invest here"),
        "Buy at this event": N_("Invest at this event"),
        "Which company comes to buy?": N_("Which company comes to invest?"),
        "For example what you buy and where you sell it.": N_(
            "For example in what you invest and how much."
        ),
        "Invite a company to buy": N_("Invite an investor"),
        "Say what you need, see who fits and why, and meet them at a fixed time.": N_(
            "Say in what you invest, see the projects, and meet them at a fixed time."
        ),
        "%(num)d buyer": NN_("%(num)d investor", "%(num)d investors"),
        "%(num)d buyer asks to come": NN_(
            "%(num)d investor asks to come", "%(num)d investors ask to come"
        ),
        "Come as a buyer": N_("Come as an investor"),
        "No buyers yet": N_("No investors yet"),
        "Show all buyers": N_("Show all investors"),
        "Search buyers": N_("Search investors"),
        "Your buyers": N_("Your investors"),
        "Plan of the fair": N_("Plan of the investor day"),
        "See the plan of the fair": N_("See the plan of the investor day"),
        "Visitors register, firms apply for booths, buyers say what they need.": N_(
            "Guests register, start-ups apply to present, investors say what they look for."
        ),
    },
    EventKind.TRADE_MISSION: {
        "Exhibitor": N_("Travelling firm"),
        "Exhibitors": N_("Travelling firms"),
        "exhibitors": N_("travelling firms"),
        "%(num)d exhibitor": NN_("%(num)d travelling firm", "%(num)d travelling firms"),
        "%(num)s exhibitor": NN_("%(num)s travelling firm", "%(num)s travelling firms"),
        "%(num)d firm asks to exhibit": NN_(
            "%(num)d firm asks to travel along", "%(num)d firms ask to travel along"
        ),
        "See the exhibitors": N_("See who travels"),
        "See who exhibits": N_("See who travels"),
        "No exhibitors yet": N_("No firm travels yet"),
        "Apply for a booth": N_("Travel along"),
        "Buyer": N_("Partner abroad"),
        "Buyers": N_("Partners abroad"),
        "%(num)d buyer": NN_("%(num)d partner abroad", "%(num)d partners abroad"),
        "Come as a buyer": N_("Meet the mission as a partner"),
        "No buyers yet": N_("No partner abroad yet"),
        "Plan of the fair": N_("Plan of the stand abroad"),
        "See the plan of the fair": N_("See the plan of the stand abroad"),
        "Visitors register, firms apply for booths, buyers say what they need.": N_(
            "Firms ask to travel along, partners abroad say what they need."
        ),
    },
    EventKind.DIALOGUE: {
        "Exhibitor": N_("Firm with a question"),
        "Exhibitors": N_("Firms with questions"),
        "exhibitors": N_("firms with questions"),
        "See who exhibits": N_("See who takes part"),
        "Apply for a booth": N_("Bring a question"),
        "Visitors register, firms apply for booths, buyers say what they need.": N_(
            "Firms register and send their questions."
        ),
    },
}


@dataclass(frozen=True)
class ResultField:
    """A number with which an event of a kind closes; ``is_money`` counts đồng."""

    name: str
    label: str
    is_money: bool = False
    is_required: bool = True


_MEETINGS = ResultField("meetings_held", N_("Meetings held"))
_MEMORANDA = ResultField("memoranda", N_("Memoranda signed"))
_CONTRACTS = ResultField("contracts", N_("Contracts signed"))
_CONTRACTS_VALUE = ResultField(
    "contracts_value", N_("Value of the contracts"), is_money=True, is_required=False
)
RESULTS: dict[EventKind, tuple[ResultField, ...]] = {
    EventKind.FAIR: (
        ResultField("visitors", N_("Visitors")),
        ResultField("exhibitors", N_("Exhibitors")),
        ResultField("booths_used", N_("Booths used")),
        _MEETINGS,
        _MEMORANDA,
        _CONTRACTS,
        _CONTRACTS_VALUE,
        ResultField("sales_value", N_("Sales on the spot"), is_money=True, is_required=False),
    ),
    EventKind.SEMINAR: (
        ResultField("visitors", N_("Participants")),
        ResultField("exhibitors", N_("Exhibitors")),
        _MEETINGS,
        _MEMORANDA,
        _CONTRACTS,
        _CONTRACTS_VALUE,
    ),
    EventKind.JOB_FAIR: (
        ResultField("visitors", N_("Job seekers")),
        ResultField("exhibitors", N_("Employers")),
        ResultField("booths_used", N_("Booths used")),
        ResultField("vacancies", N_("Vacancies offered")),
        ResultField("interviews", N_("Interviews")),
        ResultField("hired", N_("Hired on the spot")),
    ),
    EventKind.INVESTOR_DAY: (
        ResultField("visitors", N_("Participants")),
        ResultField("exhibitors", N_("Start-ups")),
        ResultField("buyers", N_("Investors")),
        _MEETINGS,
        ResultField("pledges", N_("Pledges")),
        ResultField("pledged_value", N_("Value pledged"), is_money=True, is_required=False),
    ),
    EventKind.TRADE_MISSION: (
        ResultField("exhibitors", N_("Travelling firms")),
        ResultField("buyers", N_("Partners abroad")),
        _MEETINGS,
        _MEMORANDA,
        _CONTRACTS,
        _CONTRACTS_VALUE,
    ),
    EventKind.DIALOGUE: (
        ResultField("visitors", N_("Participants")),
        ResultField("questions", N_("Questions asked")),
        ResultField("answered", N_("Questions answered")),
    ),
}


@dataclass(frozen=True)
class OpportunityWords:
    """How a kind of opportunity is called, which fields it has, and who brings it.

    ``brought_by`` is the table of those who may: exhibitors or (approved) buyers of the event.
    """

    many: str
    add: str
    title: str
    amount: str
    brought_by: str
    has_number: bool = False
    has_place: bool = False
    has_stage: bool = False


OPPORTUNITY_WORDS: dict[OpportunityKind, OpportunityWords] = {
    OpportunityKind.VACANCY: OpportunityWords(
        N_("Vacancies"),
        N_("Add a vacancy"),
        N_("Work"),
        N_("Pay a month"),
        "exhibitors",
        has_number=True,
        has_place=True,
    ),
    OpportunityKind.PROJECT: OpportunityWords(
        N_("Projects"),
        N_("Add a project"),
        N_("Project"),
        N_("Money sought"),
        "exhibitors",
        has_place=True,
        has_stage=True,
    ),
    OpportunityKind.TICKET: OpportunityWords(
        N_("What investors look for"),
        N_("Say what you look for"),
        N_("In what you invest"),
        N_("Ticket size"),
        "buyers",
        has_stage=True,
    ),
}
OPPORTUNITIES: dict[EventKind, tuple[OpportunityKind, ...]] = {
    EventKind.JOB_FAIR: (OpportunityKind.VACANCY,),
    EventKind.INVESTOR_DAY: (OpportunityKind.PROJECT, OpportunityKind.TICKET),
}
STAGES: dict[Stage, str] = {
    Stage.IDEA: N_("Idea"),
    Stage.SEED: N_("First customers"),
    Stage.EARLY: N_("Early growth"),
    Stage.GROWTH: N_("Growth"),
}


def words_of(kind: EventKind) -> Texts:
    """What stands in the place of which text at an event of this kind."""
    return {**_AS_ON_THE_SITE, **WORDS[kind]} if kind in NOUNS else WORDS[kind]


def nouns_of(kind: EventKind) -> Nouns:
    """What an event of this kind calls exhibitors, buyers and visitors."""
    return NOUNS.get(kind, ())


def results_of_kind(kind: EventKind) -> tuple[ResultField, ...]:
    """The numbers with which an event of this kind closes."""
    return RESULTS[kind]
