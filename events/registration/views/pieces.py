"""What the pages of registration share."""

from collections.abc import Sequence

from flask import Response, abort, session, url_for
from flask_login import current_user

from core.db import db
from core.i18n import _, by_language, fmt_range
from core.pdf import fonts_folder
from events.programme.kinds import words_of
from events.programme.models import Event, EventKind
from events.programme.pages import speak_of
from events.registration.badge import Badge, badges_pdf
from events.registration.latin import name_to_print, organisation_to_print
from events.registration.models import Registration, RegistrationRole, RegistrationState
from events.registration.queries import registration_by_token
from events.registration.words import ROLES, STATES, TONES, badge_role

KEPT_TICKETS = 10


def role_word(role: RegistrationRole, kind: EventKind = EventKind.FAIR) -> str:
    """Visitor, exhibitor and so on, in the reader's language.

    The page of one event knows its kind's words; a list over several names the ``kind``.
    """
    return str(_(str(words_of(kind).get(ROLES[role], ROLES[role]))))


def badge_word(state: RegistrationState) -> dict[str, str]:
    """What a badge macro needs to show a state."""
    return {"text": _(STATES[state]), "kind": TONES[state]}


def by_token_or_404(token: str) -> Registration:
    """The registration of a secret address; the page speaks of its event."""
    registration = registration_by_token(token)
    if registration is None:
        abort(404)
    speak_of(registration.event)
    return registration


def registration_or_404(event: Event, registration_id: int) -> Registration:
    """A registration of this event."""
    registration = db.session.get(Registration, registration_id)
    if registration is None or registration.event_id != event.id:
        abort(404)
    return registration


def remember(registration: Registration) -> None:
    """Keep the ticket's address in this browser, so that "my tickets" shows it."""
    kept = [token for token in session.get("tickets", []) if token != registration.access_token]
    session["tickets"] = [registration.access_token, *kept][:KEPT_TICKETS]


def is_own(registration: Registration) -> bool:
    """Whether the reader has shown that the ticket is theirs: by account or by this browser."""
    own_account = current_user.is_authenticated and registration.user_id == current_user.id
    return own_account or registration.access_token in session.get("tickets", [])


def badge_response(registration: Registration) -> Response:
    """The badge of a registration as a PDF to print."""
    name = f"the-{registration.event.slug}-{registration.id}.pdf"
    return badges_response([registration], name=name)


def badges_response(registrations: Sequence[Registration], *, name: str) -> Response:
    """Badges as a PDF to print, a page each."""
    document = badges_pdf([badge_of(one) for one in registrations], fonts=fonts_folder())
    response = Response(document, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def badge_of(registration: Registration) -> Badge:
    """What stands on the badge of a registration."""
    event = registration.event
    role, role_small, colour = badge_role(registration.role, event.kind)
    return Badge(
        full_name=name_to_print(registration),
        organisation=organisation_to_print(registration),
        role=role,
        role_small=role_small,
        colour=colour,
        event=by_language(event.name_vi, event.name_en),
        when_and_where=" · ".join(
            filter(None, (fmt_range(event.starts_at, event.ends_at, event.zone), event.place))
        ),
        badge_code=registration.badge_code,
    )


def ticket_url(registration: Registration) -> str:
    """The secret address of a ticket."""
    return url_for("registration.ticket", token=registration.access_token)
