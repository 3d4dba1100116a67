"""Buyers come to an event and say what they need. All flush; the caller commits."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from accounts.companies.models import Company
from accounts.companies.queries import people_of
from core import activity, outbox
from core.db import constraints, db, lock
from events.catalogue.models import Tag
from events.programme.models import Event
from events.registration.models import RegistrationRole
from events.registration.services import register_members
from matchmaking.needs.errors import (
    AlreadyBuyer,
    BuyerStateChanged,
    EventOver,
    NeedWithoutWords,
)
from matchmaking.needs.models import Buyer, BuyerState, Need
from matchmaking.needs.rules import takes_arrangements

S = BuyerState
MOVES = {
    S.INVITED: {S.APPROVED, S.DECLINED, S.WITHDRAWN},
    S.APPLIED: {S.APPROVED, S.DECLINED, S.WITHDRAWN},
    S.APPROVED: {S.WITHDRAWN},
    S.DECLINED: {S.APPLIED, S.INVITED, S.APPROVED},
    S.WITHDRAWN: {S.APPLIED, S.INVITED},
}


def apply_as_buyer(
    event: Event, company: Company, *, actor: Any, at: datetime, note: str = ""
) -> Buyer:
    """Ask the organiser for a place as buyer; an open invitation is thereby accepted.

    Raises
    ------
    EventOver, AlreadyBuyer
    """
    if not takes_arrangements(event, at=at):
        raise EventOver
    buyer = _place_of(event, company)
    if buyer is not None and buyer.state is S.INVITED:
        return accept_invitation(buyer, actor=actor, at=at)
    return _enter(event, company, buyer, S.APPLIED, actor=actor, at=at, note=note)


def invite_buyer(
    event: Event, company: Company, *, actor: Any, at: datetime, note: str = ""
) -> Buyer:
    """Invite a company to buy at an event; its people are told by mail.

    Raises
    ------
    EventOver, AlreadyBuyer
    """
    if not takes_arrangements(event, at=at):
        raise EventOver
    place = _place_of(event, company)
    buyer = _enter(event, company, place, S.INVITED, actor=actor, at=at, note=note)
    _tell(buyer, "buyer_invited", at=at)
    return buyer


def _place_of(event: Event, company: Company) -> Buyer | None:
    found = sa.select(Buyer).filter_by(event_id=event.id, company_id=company.id)
    return db.session.scalar(found)


def _enter(
    event: Event,
    company: Company,
    buyer: Buyer | None,
    state: BuyerState,
    *,
    actor: Any,
    at: datetime,
    note: str,
) -> Buyer:
    """Make the place, or open one again that was declined or withdrawn."""
    if buyer is None:
        with constraints({"uq_buyers_event_id_company_id": AlreadyBuyer}):
            buyer = Buyer(event_id=event.id, company_id=company.id, state=state, asked_at=at)
            db.session.add(buyer)
    else:
        if state not in MOVES[lock(buyer).state]:
            raise AlreadyBuyer
        buyer.state, buyer.asked_at, buyer.answered_at = state, at, None
    buyer.note = note
    activity.record(f"buyer:{state.value}", buyer, actor=actor, at=at)
    return buyer


def accept_invitation(buyer: Buyer, *, actor: Any, at: datetime) -> Buyer:
    """The company takes the place that it was offered."""
    if lock(buyer).state is not S.INVITED:
        raise BuyerStateChanged
    return _answer(buyer, S.APPROVED, actor=actor, at=at)


def approve_buyer(buyer: Buyer, *, actor: Any, at: datetime) -> Buyer:
    """The organiser lets a company in as buyer; its people get mail and their tickets.

    Raises
    ------
    BuyerStateChanged
    """
    if lock(buyer).state not in {S.APPLIED, S.DECLINED}:
        raise BuyerStateChanged
    _answer(buyer, S.APPROVED, actor=actor, at=at)
    _tell(buyer, "buyer_approved", at=at)
    return buyer


def decline_buyer(buyer: Buyer, *, actor: Any, at: datetime) -> Buyer:
    """The organiser has no place for a company that asked.

    Raises
    ------
    BuyerStateChanged
    """
    if lock(buyer).state not in {S.APPLIED, S.INVITED}:
        raise BuyerStateChanged
    was_invited = buyer.state is S.INVITED
    _answer(buyer, S.WITHDRAWN if was_invited else S.DECLINED, actor=actor, at=at)
    if not was_invited:
        _tell(buyer, "buyer_declined", at=at)
    return buyer


def leave_as_buyer(buyer: Buyer, *, actor: Any, at: datetime) -> Buyer:
    """The company turns an invitation down, or takes its application back.

    A company that was approved stays: it may have promised meetings.
    """
    if lock(buyer).state not in {S.APPLIED, S.INVITED}:
        raise BuyerStateChanged
    return _answer(buyer, S.WITHDRAWN, actor=actor, at=at)


def _answer(buyer: Buyer, state: BuyerState, *, actor: Any, at: datetime) -> Buyer:
    buyer.state, buyer.answered_at = state, at
    activity.record(f"buyer:{state.value}", buyer, actor=actor, at=at)
    if state is S.APPROVED:
        role = RegistrationRole.BUYER
        register_members(buyer.event, buyer.company, role, at=at, actor=actor)
    return buyer


def _tell(buyer: Buyer, template: str, *, at: datetime) -> None:
    event = buyer.event
    for person in people_of(buyer.company_id):
        if person.email:
            outbox.put(
                person.email,
                template,
                language=person.language,
                at=at,
                company=buyer.company.name,
                event_vi=event.name_vi,
                event_en=event.name_en,
                slug=event.slug,
                note=buyer.note,
            )


def state_need(
    buyer: Buyer, *, tags: Collection[Tag], actor: Any, at: datetime, **values: Any
) -> Need:
    """A buyer says what it looks for.

    Raises
    ------
    NeedWithoutWords, EventOver
    """
    if not takes_arrangements(buyer.event, at=at):
        raise EventOver
    need = Need(event_id=buyer.event_id, buyer_id=buyer.id, created_at=at, updated_at=at, **values)
    _check_words(need, tags)
    need.tags = list(tags)
    activity.record("need:stated", need, actor=actor, at=at, for_company_id=buyer.company_id)
    return need


def change_need(
    need: Need, *, tags: Collection[Tag], actor: Any, at: datetime, **values: Any
) -> Need:
    """A buyer says it better.

    Raises
    ------
    NeedWithoutWords
    """
    for name, value in values.items():
        setattr(need, name, value)
    _check_words(need, tags)
    need.tags, need.updated_at = list(tags), at
    company_id = need.buyer.company_id
    activity.record("need:changed", need, actor=actor, at=at, for_company_id=company_id)
    return need


def open_need(need: Need, *, is_open: bool, actor: Any, at: datetime) -> Need:
    """Close a need that was met, or open it again."""
    need.is_open, need.updated_at = is_open, at
    verb = "need:opened" if is_open else "need:closed"
    activity.record(verb, need, actor=actor, at=at, for_company_id=need.buyer.company_id)
    return need


def _check_words(need: Need, tags: Collection[Tag]) -> None:
    if not (need.title_vi or need.title_en or tags):
        raise NeedWithoutWords
