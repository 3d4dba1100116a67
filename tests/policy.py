"""The role × route table: each slice keeps its rows beside its tests in ``routes.py``.

``ROUTES`` there maps an endpoint to a :class:`Route`; ``tests/test_routes.py`` walks the
URL map with the cast below and fails for any endpoint without a row.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from accounts.companies.models import MemberRole
from events.programme.models import EventKind, EventState, TeamRole
from tests import factories as make

ROLES = (
    "stranger",  # not signed in
    "person",  # signed in, belongs to nothing
    "exhibitor_admin",
    "exhibitor_staff",
    "rival",  # admin of another company that exhibits at the same event
    "buyer",  # acts for an approved buyer of the event
    "door",
    "team",
    "organiser",
    "other_organiser",  # organiser of another event
    "helper",  # enters firms for a commune; acts for none at the moment
    "admin",
)
EVERYONE = frozenset(ROLES)
SIGNED_IN = EVERYONE - {"stranger"}
ORGANISERS = frozenset({"organiser", "admin"})
TEAM = ORGANISERS | {"team"}
DOOR = TEAM | {"door"}


@dataclass(frozen=True)
class Route:
    """Who may use an endpoint, and how to reach it.

    ``params`` gives the URL's values from the cast, ``data`` the body of a POST. Those not in
    ``allow`` must be refused: strangers are sent to sign in, others get ``refusal`` (403 or 404).
    ``ok`` lists the statuses that count as let through beside every 2xx and 3xx.
    """

    allow: frozenset[str] = EVERYONE
    params: Callable[[Any], dict[str, Any]] = lambda _cast: {}
    data: Callable[[Any], dict[str, Any]] = lambda _cast: {}
    query: dict[str, str] = field(default_factory=dict)
    refusal: tuple[int, ...] = (403, 404)
    ok: tuple[int, ...] = (400, 409, 422)
    stranger_refusal: tuple[int, ...] = (302, 303, 401)


@dataclass
class Cast:
    """Ids of who and what the table speaks of: one event with everything, one other event."""

    users: dict[str, int]
    ids: dict[str, int]
    slug: str
    other_slug: str


def make_cast() -> Cast:
    """One user per role around one open event."""
    event = make.make_event(slug="cast-fair")
    other = make.make_event(slug="other-fair", state=EventState.OPEN)
    company, rival_company = make.make_company(), make.make_company()
    exhibitor = make.make_exhibitor(event, company)
    rival = make.make_exhibitor(event, rival_company)
    buyer = make.make_buyer(event)
    product = make.make_product(company)
    need = make.make_need(buyer)
    booth = make.make_booth(event)
    allotment = make.make_allotment(booth, exhibitor)
    fee = make.make_fee(allotment)
    session = make.make_session(event, capacity=20)
    speaker = make.make_speaker(session)
    room = make.make_room(event)
    slot = make.make_slot(event, starts_at=event.starts_at + timedelta(hours=2))
    table = make.make_table(event)
    meeting = make.make_meeting(buyer, exhibitor)
    registration = make.make_registration(event)
    gate = make.make_gate(event)
    checkin_list = make.make_checkin_list(event)
    application = make.make_application(event, company)
    invitation = make.make_invitation(event)
    apart = make.make_application_parts(application, partner=rival_company)
    tag = make.make_tag()
    one = make.make_import(event)
    make.make_import_row(one)
    make.make_import_row(
        one, fate="changed", changes=[{"what": "address", "was": "A", "becomes": "B"}]
    )
    import_row = make.make_import_row(one, fate="duplicate")
    job_fair = make.make_event(slug="cast-job-fair", kind=EventKind.JOB_FAIR)
    make.make_exhibitor(job_fair, company)
    opportunity = make.make_opportunity(job_fair, company)
    users = {
        "person": make.make_user(),
        "exhibitor_admin": make.make_member(company),
        "exhibitor_staff": make.make_member(company, MemberRole.STAFF),
        "rival": make.make_member(rival_company),
        "buyer": make.make_member(buyer.company),
        "door": make.make_team_member(event, TeamRole.DOOR),
        "team": make.make_team_member(event, TeamRole.TEAM),
        "organiser": make.make_team_member(event),
        "other_organiser": make.make_team_member(other),
        "helper": make.make_user(),
        "admin": make.make_user(is_admin=True),
    }
    helper = make.make_helper(users["helper"])
    rows: dict[str, Any] = {
        "event": event,
        "other_event": other,
        "company": company,
        "rival_company": rival_company,
        "exhibitor": exhibitor,
        "rival_exhibitor": rival,
        "buyer": buyer,
        "product": product,
        "need": need,
        "booth": booth,
        "allotment": allotment,
        "hall": booth.hall,
        "category": booth.category,
        "session": session,
        "slot": slot,
        "room": room,
        "speaker": speaker,
        "table": table,
        "meeting": meeting,
        "interpreter": make.make_interpreter(event),
        "draft": make.make_draft(
            event, reached={"placed": 0, "score": 0, "idle_gaps": 0, "fairness": 0, "changes": 0}
        ),
        "registration": registration,
        "helper": helper,
        "assistance": make.make_assistance(helper),
        "mailing": make.make_mailing(event),
        "question": make.make_question(event),
        "gate": gate,
        "list": checkin_list,
        "zone": make.make_zone(event),
        "badge_batch": make.make_badge_batch(event),
        "lead": make.make_lead(exhibitor, registration, note="Gửi mẫu", tags=["sỉ"], rating=2),
        "application": application,
        "opportunity": opportunity,
        "invitation": invitation,
        **apart,
        "fee": fee,
        "payment": make.make_payment(fee),
        "tag": tag,
        "import": one,
        "import_row": import_row,
        "team_member": make.member_row(event, users["door"]),
    }
    return Cast(
        users={role: user.id for role, user in users.items()},
        ids={name: row.id for name, row in rows.items()},
        slug=event.slug,
        other_slug=other.slug,
    )
