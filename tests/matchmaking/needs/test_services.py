"""Buyers come by asking or by invitation, and say what they need before they are approved."""

from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from core.db import db
from core.outbox import OutboxMessage
from events.registration.models import Registration, RegistrationRole
from matchmaking.needs.errors import AlreadyBuyer, BuyerStateChanged, NeedWithoutWords
from matchmaking.needs.models import BuyerState
from matchmaking.needs.services import (
    accept_invitation,
    apply_as_buyer,
    approve_buyer,
    invite_buyer,
    state_need,
)
from tests.factories import make_buyer, make_company, make_event, make_member, make_user


def test_an_approved_buyers_people_have_mail_and_tickets(session: Any, at: datetime) -> None:
    buyer = make_buyer(make_event(), state=BuyerState.APPLIED)
    person = make_member(buyer.company)

    approve_buyer(buyer, actor=make_user(), at=at)

    ticket = db.session.scalars(sa.select(Registration)).one()
    templates = set(db.session.scalars(sa.select(OutboxMessage.template)))
    assert (ticket.user_id, ticket.role) == (person.id, RegistrationRole.BUYER)
    assert "buyer_approved" in templates


def test_a_company_asks_once(session: Any, at: datetime) -> None:
    event, company = make_event(), make_company()
    apply_as_buyer(event, company, actor=make_user(), at=at)

    with pytest.raises(AlreadyBuyer):
        apply_as_buyer(event, company, actor=make_user(), at=at)


def test_who_asks_while_invited_is_in_at_once(session: Any, at: datetime) -> None:
    event, company = make_event(), make_company()
    invite_buyer(event, company, actor=make_user(), at=at)

    buyer = apply_as_buyer(event, company, actor=make_user(), at=at)

    assert buyer.state is BuyerState.APPROVED


def test_an_invitation_is_accepted_once(session: Any, at: datetime) -> None:
    buyer = make_buyer(make_event(), state=BuyerState.INVITED)
    accept_invitation(buyer, actor=make_user(), at=at)

    with pytest.raises(BuyerStateChanged):
        accept_invitation(buyer, actor=make_user(), at=at)


def test_a_need_may_be_stated_while_waiting(session: Any, at: datetime) -> None:
    buyer = make_buyer(make_event(), state=BuyerState.APPLIED)

    need = state_need(buyer, tags=[], actor=make_user(), at=at, title_vi="Chè Shan tuyết")

    assert need.is_open


def test_a_need_without_a_word_is_refused(session: Any, at: datetime) -> None:
    with pytest.raises(NeedWithoutWords):
        state_need(make_buyer(make_event()), tags=[], actor=make_user(), at=at)
