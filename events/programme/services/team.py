"""Who works on an event."""

from datetime import datetime

import sqlalchemy as sa

from accounts.sign_in.models import User
from core import activity
from core.db import constraints, db, lock
from events.programme.errors import AlreadyInTeam, LastOrganiser
from events.programme.models import Event, TeamMember, TeamRole

CLASHES = {"uq_team_members_event_id_user_id": AlreadyInTeam}


def add_to_team(
    event: Event, person: User, role: TeamRole, *, by: User | None, at: datetime
) -> TeamMember:
    """Give a person a role; flushed, not committed. Raises AlreadyInTeam."""
    member = TeamMember(event_id=event.id, user_id=person.id, role=role)
    with constraints(CLASHES):
        db.session.add(member)
    activity.record("team_member:added", member, actor=by, at=at, role=role.value)
    return member


def change_role(member: TeamMember, role: TeamRole, *, by: User | None, at: datetime) -> TeamMember:
    """Give a member another role; flushed, not committed. Raises LastOrganiser."""
    lock(db.session.get_one(Event, member.event_id))
    if role is not TeamRole.ORGANISER:
        _refuse_the_last(member)
    member.role = role
    activity.record("team_member:changed", member, actor=by, at=at, role=role.value)
    return member


def remove_from_team(member: TeamMember, *, by: User | None, at: datetime) -> None:
    """Take a member out of the team; flushed, not committed. Raises LastOrganiser."""
    lock(db.session.get_one(Event, member.event_id))
    _refuse_the_last(member)
    activity.record(
        "team_member:removed", member, actor=by, at=at, user=member.user_id, role=member.role.value
    )
    db.session.delete(member)
    db.session.flush()


def _refuse_the_last(member: TeamMember) -> None:
    """The event's row is locked, so two organisers cannot remove each other at once."""
    others = sa.select(TeamMember.id).where(
        TeamMember.event_id == member.event_id,
        TeamMember.role == TeamRole.ORGANISER,
        TeamMember.id != member.id,
    )
    if member.role is TeamRole.ORGANISER and db.session.scalar(others.limit(1)) is None:
        raise LastOrganiser
