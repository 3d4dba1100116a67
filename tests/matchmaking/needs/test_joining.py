"""Who joins is led to where its kind of event asks what it looks for."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core import outbox
from core.db import db
from core.i18n import _
from events.programme.models import EventKind
from matchmaking.needs.models import BuyerState
from tests import factories as make


def _member(kind: EventKind) -> int:
    make.make_event(slug="su-kien", kind=kind)
    return int(make.make_member(make.make_company()).id)


@pytest.mark.parametrize(
    ("kind", "leads_to"),
    [
        (EventKind.FAIR, "/events/su-kien/needs/new"),
        (EventKind.JOB_FAIR, "/events/su-kien/opportunities"),
        (EventKind.INVESTOR_DAY, "/events/su-kien/opportunities"),
    ],
)
def test_who_asks_to_come_goes_on_to_what_the_event_is_about(
    client: Any, committed: Any, kind: EventKind, leads_to: str
) -> None:
    client.sign_in(committed(lambda: _member(kind)))
    page = "/events/su-kien/buy"
    company_id = (
        client.get(page).text.split('name="company_id"')[1].split('value="')[1].split('"')[0]
    )

    answer = client.submit(page, {"company_id": company_id})

    assert (answer.status_code, answer.location) == (303, leads_to)
    assert ('href="/events/su-kien/needs/new' in client.get(page).text) is (kind is EventKind.FAIR)


@pytest.mark.parametrize(
    ("kind", "leads_to"),
    [
        (EventKind.FAIR, "/events/su-kien/needs/new"),
        (EventKind.JOB_FAIR, "/events/su-kien/opportunities"),
        (EventKind.INVESTOR_DAY, "/events/su-kien/opportunities/new/ticket"),
    ],
)
def test_who_takes_an_invitation_says_at_once_what_it_looks_for(
    client: Any, committed: Any, kind: EventKind, leads_to: str
) -> None:
    def begin() -> tuple[int, int]:
        event = make.make_event(slug="su-kien", kind=kind)
        buyer = make.make_buyer(event, state=BuyerState.INVITED)
        return int(make.make_member(buyer.company).id), int(buyer.id)

    user_id, buyer_id = committed(begin)
    client.sign_in(user_id)

    page = "/events/su-kien/buy"
    answer = client.submit(f"{page}/{buyer_id}/accept", page=page)

    assert (answer.status_code, answer.location) == (303, leads_to)
    assert client.get(leads_to).status_code == 200


def test_the_mail_of_an_approval_says_what_the_event_calls_them(
    app: Flask, client: Any, committed: Any
) -> None:
    def begin() -> tuple[int, int]:
        event = make.make_event(slug="su-kien", kind=EventKind.INVESTOR_DAY)
        buyer = make.make_buyer(event, state=BuyerState.APPLIED)
        make.make_member(buyer.company, language="vi")
        return int(make.make_team_member(event).id), int(buyer.id)

    user_id, buyer_id = committed(begin)
    client.sign_in(user_id)

    page = "/manage/events/su-kien/buyers"
    client.submit(f"{page}/{buyer_id}/answer", {"answer": "approve"}, page=page)

    with app.app_context():
        approvals = sa.select(outbox.OutboxMessage).filter_by(template="buyer_approved")
        subject, body = outbox.render(db.session.scalars(approvals.limit(1)).one())
        assert "với vai trò nhà đầu tư" in subject
        assert "là nhà đầu tư" in body
        assert _("Buyer") == "Người mua"
