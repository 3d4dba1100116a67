"""Wishes, groups and partners of an application are written down as its company tells them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.activity import record
from core.db import db
from events.exhibitors.asking import CONSENT_VERSION, MOST_WISHES, Details, Wanted
from events.exhibitors.errors import ConsentMissing, NotOfGroup, WishElsewhere
from events.exhibitors.models import Application, ApplicationGroup, Booth, Hall, Wish
from events.exhibitors.queries import facts_of, groups_for
from events.exhibitors.services.partners import name_partners
from events.exhibitors.states import QuotaGroup


def tell_details(application: Application, details: Details, *, actor: Any, at: datetime) -> None:
    """Write down what a company says beside its category.

    Raises
    ------
    WishElsewhere, ConsentMissing, NotOfGroup, PartnerTwice
    """
    _wish(application, details)
    _declare(application, details, actor=actor, at=at)
    name_partners(application, details.partners, actor=actor, at=at)
    category = application.category
    if category is not None and category.kept_for is not None:
        facts = facts_of(application.event, [application])[application.id]
        if category.kept_for not in groups_for(facts):
            raise NotOfGroup


def withdraw_group(group: ApplicationGroup, *, actor: Any, at: datetime) -> None:
    """Take the consent back: what was said about the company's people is deleted."""
    record("group:withdrawn", group, actor=actor, at=at, group=group.group.value)
    db.session.delete(group)
    db.session.flush()


def _wish(application: Application, details: Details) -> None:
    places = list(dict.fromkeys(details.wishes))[:MOST_WISHES]
    for rank, place in enumerate(places, 1):
        _check_place(application, place)
        db.session.add(
            Wish(
                event_id=application.event_id,
                application_id=application.id,
                rank=rank,
                booth_id=place.booth_id,
                hall_id=place.hall_id,
                row=place.row,
            )
        )
    db.session.flush()


def _check_place(application: Application, place: Wanted) -> None:
    if place.booth_id is not None:
        known = sa.select(Booth.id).where(
            Booth.id == place.booth_id,
            Booth.event_id == application.event_id,
            Booth.category_id == application.category_id,
        )
    else:
        known = sa.select(Hall.id).where(
            Hall.id == place.hall_id, Hall.event_id == application.event_id
        )
    if db.session.scalar(known) is None:
        raise WishElsewhere


def _declare(application: Application, details: Details, *, actor: Any, at: datetime) -> None:
    if details.grounds and not details.has_consented:
        raise ConsentMissing
    if details.grounds:
        row = ApplicationGroup(
            event_id=application.event_id,
            application_id=application.id,
            group=QuotaGroup.PRIORITY,
            grounds=[ground.value for ground in details.grounds],
            consented_at=at,
            consent_version=CONSENT_VERSION,
            consent_language=details.language,
            declared_by_id=getattr(actor, "id", None),
        )
        db.session.add(row)
        record("group:declared", row, actor=actor, at=at, group=row.group.value)
    if details.commune:
        row = ApplicationGroup(
            event_id=application.event_id,
            application_id=application.id,
            group=QuotaGroup.COMMUNE,
            detail=details.commune[:120],
            declared_by_id=getattr(actor, "id", None),
        )
        db.session.add(row)
        record("group:declared", row, actor=actor, at=at, group=row.group.value)
