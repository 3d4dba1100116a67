"""Who may do what at an event."""

from typing import Any

import sqlalchemy as sa

from accounts.sign_in.rules import staff_rule
from core.db import db
from core.permissions import asked_once
from events.programme.models import Event, EventState, TeamMember, TeamRole


def team_role(actor: Any, event_id: int) -> TeamRole | None:
    """The actor's role in an event's team, if any; none while they act for a firm."""
    if not actor.is_authenticated or actor.acting_for_id is not None:
        return None
    mine = sa.select(TeamMember.role).where(
        TeamMember.event_id == event_id, TeamMember.user_id == actor.id
    )
    return db.session.scalar(mine)


def can_create_event(actor: Any) -> bool:
    """The platform's admin and people who already organise an event."""
    if not actor.is_authenticated or actor.acting_for_id is not None:
        return False
    organises = sa.select(TeamMember.id).where(
        TeamMember.user_id == actor.id, TeamMember.role == TeamRole.ORGANISER
    )
    return bool(actor.is_admin) or db.session.scalar(organises.limit(1)) is not None


def can_manage_event(actor: Any, event: Event) -> bool:
    """Its organisers, and the platform's admin."""
    if not actor.is_authenticated:
        return False
    return bool(actor.is_admin) or team_role(actor, event.id) is TeamRole.ORGANISER


def can_work_on_event(actor: Any, event: Event) -> bool:
    """Organisers and the team: see the lists, answer applications."""
    if not actor.is_authenticated:
        return False
    return bool(actor.is_admin) or team_role(actor, event.id) in {
        TeamRole.ORGANISER,
        TeamRole.TEAM,
    }


def can_work_door(actor: Any, event: Event) -> bool:
    """Everybody on the team may check in."""
    if not actor.is_authenticated:
        return False
    return bool(actor.is_admin) or team_role(actor, event.id) is not None


def can_see_event(actor: Any, event: Event) -> bool:
    """Drafts are seen by their team only."""
    return event.state is not EventState.DRAFT or can_work_door(actor, event)


@staff_rule
@asked_once
def works_on_any_event(actor: Any) -> bool:
    """Organisers and the team of any event hand out start codes."""
    if actor.acting_for_id is not None:
        return False
    mine = sa.select(TeamMember.id).where(
        TeamMember.user_id == actor.id,
        TeamMember.role.in_([TeamRole.ORGANISER, TeamRole.TEAM]),
    )
    return db.session.scalar(mine.limit(1)) is not None
