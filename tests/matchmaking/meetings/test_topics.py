"""The inbox shows what is about one need, or one kind of product, and says how many there are."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from core.db import db
from events.exhibitors.models import Exhibitor
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Buyer, Need
from tests.conftest import Browser
from tests.factories import make_buyer, make_meeting, make_tag
from tests.matchmaking.pages import make_fair

Commit = Callable[..., Any]


def make_busy_fair() -> dict[str, Any]:
    """A buyer with two needs and an exhibitor whom two buyers ask, about tea and about rice."""
    fair = make_fair(exhibitors=3, needs=2)
    buyer = db.session.get_one(Buyer, fair["buyer"])
    tea, rice = (db.session.get_one(Need, number) for number in fair["needs"])
    rice.title_vi, rice.title_en = "Gạo nếp nương", "Sticky rice"
    tea.tags, rice.tags = [make_tag("TEA")], [make_tag("GRN")]
    firms = [db.session.get_one(Exhibitor, number) for number in fair["exhibitors"]]
    for firm, need in zip(firms, (tea, tea, rice), strict=True):
        make_meeting(buyer, firm, need_id=need.id)
    other = make_buyer(db.session.get_one(Exhibitor, fair["exhibitors"][0]).event)
    more = Need(
        event_id=other.event_id,
        buyer_id=other.id,
        title_vi="Gạo tẻ",
        title_en="Rice",
        created_at=rice.created_at,
        updated_at=rice.updated_at,
        tags=[rice.tags[0]],
    )
    db.session.add(more)
    db.session.flush()
    make_meeting(other, firms[0], need_id=more.id)
    make_meeting(make_buyer(other.event), firms[0], state=MeetingState.DECLINED)
    return fair


@pytest.fixture
def fair(committed: Commit) -> Any:
    return committed(make_busy_fair)


def choices(page: str) -> list[tuple[str, str]]:
    select = re.search(r'id="about".*?</select>', page, re.DOTALL)
    found = re.findall(r'value="([^"]*)"[^>]*>([^<]+)<', select[0]) if select else []
    return [(key, label) for key, label in found if key]


def test_a_buyer_looks_at_one_need(client: Browser, fair: Any) -> None:
    client.sign_in(fair["buyer_user"])
    inbox = f"/events/{fair['slug']}/meetings"

    every = client.get(inbox).text
    [(tea, _), (rice, label)] = choices(every)
    page = client.get(f"{inbox}?about={rice}").text

    assert label == "Gạo nếp nương (1)"
    assert tea == f"n{fair['needs'][0]}"
    assert page.count("<article") == 1
    assert "HTX Chè Bản 3" in page
    assert f"show=waiting&amp;about={rice}" in page


def test_an_exhibitor_looks_at_one_kind_of_product(client: Browser, fair: Any) -> None:
    client.sign_in(fair["exhibitor_users"][0])
    inbox = f"/events/{fair['slug']}/meetings"

    every = choices(client.get(inbox).text)
    page = client.get(f"{inbox}?about=sgrain").text

    assert [key for key, _label in every][-1] == "none"
    assert {key for key, _label in every} == {"stea-coffee", "sgrain", "none"}
    assert all(label.endswith("(1)") for _key, label in every)
    assert page.count("<article") == 1


def test_what_nobody_offered_narrows_nothing(client: Browser, fair: Any) -> None:
    client.sign_in(fair["buyer_user"])

    page = client.get(f"/events/{fair['slug']}/meetings?about=n999999").text

    assert page.count("<article") == 3


def test_with_one_need_there_is_nothing_to_choose(client: Browser, committed: Commit) -> None:
    def make() -> dict[str, Any]:
        fair = make_fair()
        buyer = db.session.get_one(Buyer, fair["buyer"])
        for number in fair["exhibitors"]:
            firm = db.session.get_one(Exhibitor, number)
            make_meeting(buyer, firm, need_id=fair["needs"][0])
        return fair

    fair = committed(make)
    client.sign_in(fair["buyer_user"])

    assert 'id="about"' not in client.get(f"/events/{fair['slug']}/meetings").text
