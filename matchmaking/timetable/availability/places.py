"""Where an exhibitor receives: at a table of the pool, or at its own booth."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from core.db import db
from events.exhibitors.models import Allotment, AllotmentShare, Booth, Exhibitor
from events.programme.models import Event
from matchmaking.timetable.availability.queries import rules_of
from matchmaking.timetable.models import Stay, Table
from matchmaking.timetable.states import PlaceRule


def hosts_at_booths(event: Event) -> sa.Select[tuple[int]] | None:
    """The ids of the exhibitors that receive at their booths, as a query; None: nobody does."""
    rule = rules_of(event).places
    if rule is PlaceRule.BOOTHS:
        return sa.select(Exhibitor.id).where(Exhibitor.event_id == event.id)
    if rule is not PlaceRule.EACH:
        return None
    return (
        sa.select(Exhibitor.id)
        .join(Stay, Stay.company_id == Exhibitor.company_id)
        .where(
            Exhibitor.event_id == event.id,
            Stay.event_id == event.id,
            Stay.at_booth.is_(True),
        )
    )


def booths_of(exhibitor_ids: Any) -> defaultdict[int, list[Booth]]:
    """The booths that exhibitors hold, then those they share."""
    own = sa.select(Allotment.exhibitor_id, Booth).join(Booth, Booth.id == Allotment.booth_id)
    shared = (
        sa.select(AllotmentShare.exhibitor_id, Booth)
        .join(Allotment, Allotment.id == AllotmentShare.allotment_id)
        .join(Booth, Booth.id == Allotment.booth_id)
    )
    found: defaultdict[int, list[Booth]] = defaultdict(list)
    for rows, column in ((own, Allotment.exhibitor_id), (shared, AllotmentShare.exhibitor_id)):
        for exhibitor_id, booth in db.session.execute(
            rows.where(column.in_(exhibitor_ids)).order_by(Booth.id)
        ).tuples():
            found[exhibitor_id].append(booth)
    return found


def booth_places(event: Event, *, only: Collection[int] | None = None) -> dict[int, list[Table]]:
    """The places of the exhibitors that receive at their booths; the others use tables.

    ``only``: of these exhibitors. A booth without a row yet is left out, see ``make_places``.
    """
    hosts = hosts_at_booths(event)
    if hosts is None:
        return {}
    if only is not None:
        hosts = hosts.where(Exhibitor.id.in_(only))
    booths = booths_of(hosts)
    ids = {booth.id for own in booths.values() for booth in own}
    rows = sa.select(Table).where(Table.event_id == event.id, Table.booth_id.in_(ids))
    table_at = {table.booth_id: table for table in db.session.scalars(rows)}
    found = {
        exhibitor_id: [table_at[booth.id] for booth in own if booth.id in table_at]
        for exhibitor_id, own in booths.items()
    }
    return {exhibitor_id: tables for exhibitor_id, tables in found.items() if tables}


def lacking_places(event: Event) -> list[Booth]:
    """Booths at which somebody receives and that have no row among the places yet."""
    hosts = hosts_at_booths(event)
    if hosts is None:
        return []
    booths = {booth.id: booth for own in booths_of(hosts).values() for booth in own}
    known = set(
        db.session.scalars(sa.select(Table.booth_id).where(Table.booth_id.in_(list(booths))))
    )
    return [booth for booth_id, booth in sorted(booths.items()) if booth_id not in known]
