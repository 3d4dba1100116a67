"""One mail to each person of the companies affected, with everything that changed for them."""

from collections import defaultdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from accounts.companies.models import Company
from accounts.companies.queries import people_of
from core import outbox
from core.db import db
from events.programme.models import Event, Slot
from matchmaking.meetings.models import Meeting
from matchmaking.timetable.models import Table


class Notices:
    """What changed, gathered by company; ``send`` tells everybody once."""

    def __init__(self) -> None:
        self._lines: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)

    def note(
        self,
        meeting: Meeting,
        kind: str,
        *,
        slot: Slot | None,
        table: Table | None,
        was: datetime | None,
    ) -> None:
        """A line for each side; ``kind`` is new, moved or dropped, ``was`` the time before."""
        buyer = meeting.buyer.company
        told = [(buyer, meeting.sellers)]
        told += [(one.company, buyer.name) for one in meeting.exhibitors]
        for company, partner in told:
            self._lines[company.id].append(
                {
                    "kind": kind,
                    "partner": partner,
                    "starts_at": _iso(slot.starts_at if slot else None),
                    "table": table.label if table else "",
                    "table_zone": table.where if table else "",
                    "at_booth": bool(table and table.booth_id),
                    "was": _iso(was),
                }
            )

    def send(self, event: Event, *, at: datetime) -> None:
        """Queue the mails."""
        named = sa.select(Company).where(Company.id.in_(self._lines))
        names = {company.id: company.name for company in db.session.scalars(named)}
        for company_id, lines in self._lines.items():
            ordered = sorted(lines, key=lambda line: line["starts_at"] or "9")
            for person in people_of(company_id):
                if person.email:
                    outbox.put(
                        person.email,
                        "timetable_published",
                        language=person.language,
                        at=at,
                        company=names[company_id],
                        event_vi=event.name_vi,
                        event_en=event.name_en,
                        slug=event.slug,
                        zone=event.zone,
                        lines=ordered,
                    )


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
