"""Whatever two people change on one page at the same time, nothing gets lost unseen."""

from collections.abc import Callable
from typing import Any

import pytest

from core.db import db
from events.exhibitors import services as exhibitors
from events.programme.models import Event
from tests.conftest import Browser
from tests.factories import make_checkin_list, make_team_member, make_zone
from tests.matchmaking.pages import make_fair
from tests.page_forms import form_with

MANAGE = "/manage/events/{slug}"
# The page, where its form is sent if not there, and two fields that two people change.
FORMS = {
    "meeting rules": (f"{MANAGE}/meeting-rules", "", ("most_a_day", "7"), ("least_free", "2")),
    "limits of requests": (f"{MANAGE}/meeting-limits", "", ("most_open", "9"), ("most_musts", "4")),
    "group meetings": (
        f"{MANAGE}/group-meetings",
        "",
        ("most_firms", "7"),
        ("least_firms", "3"),
    ),
    "who may register": (
        f"{MANAGE}/registrations/admission",
        "",
        ("capacity", "700"),
        ("looked_at", "press"),
    ),
    "zone": (MANAGE + "/doors/zones/{zone}", "", ("name_vi", "Nhà C"), ("capacity", "250")),
    "list": (MANAGE + "/doors/lists/{list}", "", ("name_vi", "Lối vào"), ("capacity", "900")),
    "criteria": (
        f"{MANAGE}/allotment",
        "/criteria",
        ("criteria-ocop", "30"),
        ("criteria-commune", "20"),
    ),
    "account": (f"{MANAGE}/fees", "/account", ("account-days", "9"), ("account-holder", "TTXT")),
    "need": ("/events/{slug}/needs/{need}/edit", "", ("volume", "300"), ("title_en", "Shan tea")),
    "availability": ("/events/{slug}/availability", "", ("most_a_day", "3"), ("least_free", "1")),
}


def make_site() -> dict[str, Any]:
    fair = make_fair()
    event = db.session.get_one(Event, fair["event"])
    exhibitors.set_account(
        event,
        bank="970436",
        number="0123456789",
        holder="TRUNG TAM XUC TIEN",
        days=7,
        actor=None,
        at=event.created_at,
    )
    return fair | {
        "organiser": make_team_member(event).id,
        "zone": make_zone(event, name_vi="Nhà B", capacity=300).id,
        "list": make_checkin_list(event).id,
        "need": fair["needs"][0],
    }


@pytest.fixture
def site(committed: Callable[..., Any]) -> Any:
    return committed(make_site)


@pytest.mark.parametrize("name", FORMS)
def test_two_tabs_keep_what_each_changed(name: str, client: Browser, site: Any) -> None:
    page, ending, (first, mine), (second, theirs) = FORMS[name]
    url = page.format(**site)
    client.sign_in(site["organiser"] if url.startswith("/manage") else site["buyer_user"])
    tabs = [form_with(client.get(url).text, first) for _tab in range(2)]

    saved = [
        client.post(url + ending, data=tabs[0] | {second: theirs}),
        client.post(url + ending, data=tabs[1] | {first: mine}),
    ]

    stands = form_with(client.get(url).text, first)
    assert [answer.status_code for answer in saved] == [303, 303]
    assert (stands[first], stands[second]) == ([mine], [theirs])


@pytest.mark.parametrize("name", FORMS)
def test_two_tabs_that_changed_the_same_are_told(name: str, client: Browser, site: Any) -> None:
    page, ending, (first, mine), _other = FORMS[name]
    url = page.format(**site)
    client.sign_in(site["organiser"] if url.startswith("/manage") else site["buyer_user"])
    tabs = [form_with(client.get(url).text, first) for _tab in range(2)]
    client.post(url + ending, data=tabs[0] | {first: mine})

    other = str(int(mine) + 1) if mine.isdecimal() else f"{mine} mới"
    told = client.post(url + ending, data=tabs[1] | {first: other})
    stands = form_with(client.get(url).text, first)
    again = client.post(url + ending, data=form_with(told.text, first))

    assert "vừa lưu ở đây" in told.text
    assert stands[first] == [mine]
    assert again.status_code == 303
    assert form_with(client.get(url).text, first)[first] == [other]
