"""Why a meeting cannot stand at a time or a table: who is elsewhere, and where."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accounts.sign_in.models import User
from core.db import db
from core.errors import DomainError
from core.i18n import _
from events.exhibitors.models import Exhibitor
from events.programme.models import Claim, HolderKind, Session, Slot
from matchmaking.meetings.models import Meeting
from matchmaking.needs.models import Buyer, Side
from matchmaking.timetable.availability.queries import unwelcome
from matchmaking.timetable.board.errors import (
    AtATable,
    AtSession,
    NotFree,
    NotThere,
    TableClosed,
    TableHeld,
    WithSomebody,
)
from matchmaking.timetable.models import Placement, Table

Holder = tuple[HolderKind, int]


@dataclass(frozen=True)
class Names:
    """A meeting's companies and table, as conflicts name them."""

    buyer_company_id: int
    buyer: str
    exhibitor: str
    table: str

    def across(self, company_id: int) -> str:
        """Whom this company meets."""
        return self.exhibitor if company_id == self.buyer_company_id else self.buyer


def holders_of(meeting: Meeting) -> dict[Holder, int]:
    """Everybody whom a meeting takes, each with the company for which they come."""
    buying, selling = meeting.buyer.company_id, meeting.exhibitor.company_id
    found: dict[Holder, int] = {
        (HolderKind.COMPANY, buying): buying,
        (HolderKind.BUYER, meeting.buyer_id): buying,
    }
    for one in meeting.exhibitors:
        found[HolderKind.COMPANY, one.company_id] = one.company_id
        found[HolderKind.EXHIBITOR, one.id] = one.company_id
    people = [(meeting.person_id(Side.BUYER), buying), (meeting.person_id(Side.EXHIBITOR), selling)]
    if meeting.is_group:
        coming = (one for one in meeting.members if one.comes)
        people += [(one.person_id, one.exhibitor.company_id) for one in coming]
    for user_id, company_id in people:
        if user_id is not None:
            found[HolderKind.PERSON, user_id] = company_id
    return found


def conflicts_of(meeting: Meeting, *, but: Collection[int] = ()) -> dict[int, list[DomainError]]:
    """By slot, who of a meeting is elsewhere then, in a constant number of questions.

    Claims of the meetings ``but`` (and its own) do not count: they move as well.
    """
    holders = holders_of(meeting)
    own = {meeting.id, *but}
    claims = sa.select(Claim).where(
        Claim.event_id == meeting.event_id,
        sa.tuple_(Claim.holder_kind, Claim.holder_id).in_(list(holders)),
        sa.or_(Claim.meeting_id.is_(None), Claim.meeting_id.not_in(own)),
    )
    rows = list(db.session.scalars(claims.order_by(Claim.id)))
    names = _names({row.meeting_id for row in rows if row.meeting_id is not None})
    sessions = _titles({row.session_id for row in rows if row.session_id is not None})
    people = _people({row.holder_id for row in rows if row.holder_kind is HolderKind.PERSON})
    own_names = {company.id: company.name for company in meeting.companies}
    found: defaultdict[int, dict[tuple[Any, ...], DomainError]] = defaultdict(dict)
    for row in rows:
        company_id = holders[row.holder_kind, row.holder_id]
        company = own_names[company_id]
        key = (company_id, row.meeting_id, row.session_id)
        if key in found[row.slot_id]:
            continue
        if row.session_id is not None:
            person = people.get(row.holder_id, company)
            title = sessions.get(row.session_id, "")
            error: DomainError = AtSession(person=person, company=company, session=title)
        elif row.meeting_id in names:
            error = _elsewhere(names[row.meeting_id], company_id, company)
        else:
            error = NotFree(company=company)
        found[row.slot_id][key] = error
    return {slot_id: list(errors.values()) for slot_id, errors in found.items()}


def _elsewhere(there: Names, company_id: int, company: str) -> DomainError:
    values = {"company": company, "partner": there.across(company_id)}
    return AtATable(table=there.table, **values) if there.table else WithSomebody(**values)


def table_conflict(slot_id: int, table: Table, *, but: Collection[int] = ()) -> DomainError | None:
    """Who has a table at a time, if somebody has it."""
    there = sa.select(Placement.meeting_id).where(
        Placement.slot_id == slot_id,
        Placement.table_id == table.id,
        Placement.meeting_id.not_in(list(but)),
    )
    meeting_id = db.session.scalar(there)
    if meeting_id is None:
        return TableClosed(table=table.label) if _is_closed(slot_id, table) else None
    names = _names({meeting_id})[meeting_id]
    return TableHeld(table=table.label, one=names.buyer, other=names.exhibitor)


def _is_closed(slot_id: int, table: Table) -> bool:
    kind, holder_id = table.holder
    closed = sa.select(Claim.id).where(
        Claim.slot_id == slot_id,
        Claim.holder_kind == kind,
        Claim.holder_id == holder_id,
        Claim.meeting_id.is_(None),
    )
    return db.session.scalar(closed.limit(1)) is not None


def in_the_way(meeting: Meeting, slots: Sequence[Slot]) -> dict[int, str]:
    """By slot, in the reader's words, why a meeting cannot stand there: for looking ahead."""
    found = {
        slot_id: " ".join(one.text(_) for one in errors)
        for slot_id, errors in conflicts_of(meeting).items()
    }
    names = {"one": meeting.buyer.company.name, "other": meeting.sellers}
    for slot_id in unwelcome(meeting, slots) - set(found):
        found[slot_id] = NotThere(**names).text(_)
    return found


def _names(ids: Collection[int]) -> dict[int, Names]:
    if not ids:
        return {}
    placement: Any = Meeting.placement
    rows = (
        sa.select(Meeting)
        .where(Meeting.id.in_(ids))
        .options(
            joinedload(Meeting.buyer).joinedload(Buyer.company),
            joinedload(Meeting.exhibitor).joinedload(Exhibitor.company),
            joinedload(placement).joinedload(Placement.table),
        )
    )
    found = {}
    for one in db.session.scalars(rows).unique():
        table = one.placement.table if one.placement is not None else None
        found[one.id] = Names(
            one.buyer.company_id,
            one.buyer.company.name,
            one.sellers,
            table.label if table is not None else "",
        )
    return found


def _titles(ids: Collection[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = sa.select(Session.id, Session.title_vi).where(Session.id.in_(ids))
    return dict(db.session.execute(rows).tuples().all())


def _people(ids: Collection[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = sa.select(User.id, User.full_name).where(User.id.in_(ids))
    return dict(db.session.execute(rows).tuples().all())
