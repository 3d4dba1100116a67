"""A buyer and small producers who are invited to one table, each with one person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.db import db
from events.exhibitors.models import Exhibitor
from events.programme.models import Event, MeetingMode, Slot
from matchmaking.groups import services
from matchmaking.meetings.members import GroupMember
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import GroupHost
from matchmaking.needs.models import Buyer, Side
from matchmaking.timetable.models import Table
from matchmaking.timetable.services import accept_meeting
from tests.factories import (
    make_buyer,
    make_company,
    make_event,
    make_exhibitor,
    make_member,
    make_slot,
    make_table,
)


@dataclass
class Round:
    """An event with group meetings, a buyer, and firms that could be in one."""

    event: Event
    buyer: Buyer
    buyer_user: Any
    firms: list[Exhibitor]
    users: list[Any]
    slots: list[Slot]
    tables: list[Table]

    def invite(self, *numbers: int, at: datetime, **values: Any) -> Meeting:
        """The buyer invites the firms with these numbers, else all."""
        firms = [self.firms[n] for n in numbers] if numbers else self.firms
        values.setdefault("side", Side.BUYER)
        values.setdefault("actor", self.buyer_user)
        return services.invite(self.buyer, firms, at=at, **values)

    def member(self, meeting: Meeting, number: int) -> GroupMember:
        """The place of a firm in a group."""
        wanted = self.firms[number].id
        found: GroupMember = next(one for one in meeting.members if one.exhibitor_id == wanted)
        return found

    def join(self, meeting: Meeting, *numbers: int, at: datetime) -> None:
        """The firms with these numbers say yes."""
        for n in numbers:
            services.join(self.member(meeting, n), actor=self.users[n], at=at)

    def place(self, meeting: Meeting, *, at: datetime, slot: int = 0, table: int = 0) -> None:
        """The meeting gets a time and a table."""
        accept_meeting(
            meeting,
            slot=self.slots[slot],
            table=self.tables[table],
            actor=self.buyer_user,
            at=at,
            by=Side.BUYER,
        )


def make_round(
    *,
    firms: int = 3,
    least: int = 2,
    most: int = 6,
    mode: MeetingMode = MeetingMode.BOOKS,
    host: GroupHost = GroupHost.BUYER,
    allowed: bool = True,
    slots: int = 3,
) -> Round:
    """Everything that a group meeting takes."""
    event = make_event(meeting_mode=mode)
    services.set_group_rules(
        event,
        is_allowed=allowed,
        most_firms=most,
        least_firms=least,
        host=host,
        actor=None,
        at=event.starts_at,
    )
    buyer = make_buyer(event, make_company(name="Siêu thị Sông Hồng"))
    shown = [make_exhibitor(event, make_company(name=f"HTX {n}")) for n in range(firms)]
    there = Round(
        event,
        buyer,
        make_member(buyer.company),
        shown,
        [make_member(one.company) for one in shown],
        [
            make_slot(event, starts_at=event.starts_at + timedelta(minutes=20 * n))
            for n in range(slots)
        ],
        [make_table(event) for _ in range(2)],
    )
    db.session.flush()
    return there
