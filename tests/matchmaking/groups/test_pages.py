"""The pages of a group: each firm answers for itself, and nobody sees a phone before it stands."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from icalendar import Calendar

from accounts.sign_in.models import User
from core.db import db, transaction
from events.programme.models import Event
from matchmaking.groups import services
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import GroupHost, MeetingState, MemberState
from tests.conftest import Browser
from tests.factories import make_team_member
from tests.matchmaking.pages import make_fair

Commit = Callable[..., Any]
SECRETS = ("+84911111110", "+84911111111", "+84911111112", "+84911111113")


def make_group_fair(**values: Any) -> dict[str, Any]:
    """A fair with three firms, whose people have numbers that nobody is to see too early."""
    fair = make_fair(exhibitors=3, **values)
    event = db.session.get_one(Event, fair["event"])
    fair["organiser"] = make_team_member(event).id
    services.set_group_rules(
        event,
        is_allowed=True,
        most_firms=4,
        least_firms=2,
        host=GroupHost.BUYER,
        actor=None,
        at=event.starts_at,
    )
    users = [fair["buyer_user"], *fair["exhibitor_users"]]
    for user_id, phone in zip(users, SECRETS, strict=True):
        db.session.get_one(User, user_id).phone = phone
    return fair


@pytest.fixture
def fair(committed: Commit) -> Any:
    return committed(make_group_fair)


def invite(client: Browser, fair: Any, *numbers: int, **more: Any) -> Any:
    """The buyer sends the form with these firms ticked."""
    client.sign_in(fair["buyer_user"])
    data = {
        "buyer_id": str(fair["buyer"]),
        "need_id": str(fair["needs"][0]),
        "exhibitor_ids": [str(fair["exhibitors"][n]) for n in numbers],
        "note": "Cùng nhau đủ 200 tấn",
        "person_id": str(fair["buyer_user"]),
    }
    return client.submit(f"/events/{fair['slug']}/meetings/groups/new", data | more)


def url_of(client: Browser, fair: Any) -> str:
    with client.application.app_context():
        meeting_id = db.session.scalar(sa.select(sa.func.max(Meeting.id)))
    return f"/events/{fair['slug']}/meetings/{meeting_id}"


def answer(client: Browser, fair: Any, url: str, number: int, verb: str, **data: Any) -> Any:
    client.sign_in(fair["exhibitor_users"][number])
    if verb == "yes":
        data.setdefault("person_id", str(fair["exhibitor_users"][number]))
    return client.submit(f"{url}/group/{verb}", data, page=url)


def only(app: Flask) -> Meeting:
    with app.app_context():
        return db.session.scalars(sa.select(Meeting)).one()


def stand(client: Browser, fair: Any) -> str:
    """Two have said yes, one no, and the buyer has chosen a time."""
    invite(client, fair, 0, 1, 2)
    url = url_of(client, fair)
    answer(client, fair, url, 0, "yes")
    answer(client, fair, url, 1, "yes")
    answer(client, fair, url, 2, "no", reason="sold_out", answer="Vụ này đã bán hết")
    client.sign_in(fair["buyer_user"])
    client.submit(f"{url}/accept", {"slot_id": str(fair["slots"][1]), "table_id": "0"})
    return url


def test_the_buyer_ticks_firms_and_sends_one_invitation(client: Browser, fair: Any) -> None:
    page = client.sign_in(fair["buyer_user"]).get(f"/events/{fair['slug']}/meetings/groups/new")

    sent = invite(client, fair, 0, 2)

    assert page.text.count('name="exhibitor_ids"') == 3
    assert sent.status_code == 303
    with client.application.app_context():
        meeting = db.session.scalars(sa.select(Meeting)).one()
        assert [one.exhibitor_id for one in meeting.members] == [
            fair["exhibitors"][0],
            fair["exhibitors"][2],
        ]


def test_looking_for_a_name_keeps_what_was_ticked(client: Browser, fair: Any) -> None:
    found = invite(client, fair, 0, q="Bản 3", search="1")

    assert found.status_code == 200
    ticked = re.findall(r'value="(\d+)" checked', found.text)
    assert ticked == [str(fair["exhibitors"][0])]
    assert "HTX Chè Bản 3" in found.text
    assert "HTX Chè Bản 2" not in found.text


def test_a_group_of_one_is_refused_in_words(client: Browser, fair: Any) -> None:
    refused = invite(client, fair, 0)

    assert refused.status_code == 422
    with client.application.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Meeting)) == 0


def test_a_stranger_to_the_buyer_cannot_invite(client: Browser, fair: Any) -> None:
    client.sign_in(fair["exhibitor_users"][0])

    url = f"/events/{fair['slug']}/meetings/groups/new?buyer_id={fair['buyer']}"

    assert client.get(url).status_code == 403


def test_the_organiser_invites_for_a_buyer(client: Browser, fair: Any) -> None:
    client.sign_in(fair["organiser"])
    url = f"/events/{fair['slug']}/meetings/groups/new?buyer_id={fair['buyer']}"
    page = client.get(url)
    data = {
        "buyer_id": str(fair["buyer"]),
        "need_id": "0",
        "exhibitor_ids": [str(one) for one in fair["exhibitors"]],
    }

    sent = client.submit(url, data)

    assert "Siêu thị Quà Việt" in page.text
    assert sent.status_code == 303
    assert sent.location.endswith("/group-meetings")
    assert "HTX Chè Bản 2" in client.get(sent.location).text


def test_nobody_answers_for_another_firm(client: Browser, app: Flask, fair: Any) -> None:
    invite(client, fair, 0, 1)
    url = url_of(client, fair)

    client.sign_in(fair["exhibitor_users"][2])
    hidden = client.submit(f"{url}/group/yes", {}, page="/account")

    assert hidden.status_code == 404
    answer(client, fair, url, 0, "yes", person_id=str(fair["exhibitor_users"][1]))
    with app.app_context():
        states = [one.state for one in db.session.scalars(sa.select(Meeting)).one().members]
        assert states == [MemberState.INVITED, MemberState.INVITED]


def test_the_ways_of_two_to_answer_are_closed_to_a_group(client: Browser, fair: Any) -> None:
    invite(client, fair, 0, 1)
    url = url_of(client, fair)
    client.sign_in(fair["exhibitor_users"][0])

    tried = {
        verb: client.submit(f"{url}/{verb}", {}, page="/account").status_code
        for verb in ("decline", "withdraw", "propose", "accept", "cancel", "person", "online")
    }

    assert set(tried.values()) == {403}


def test_phones_are_seen_by_those_who_said_yes_once_it_stands(client: Browser, fair: Any) -> None:
    invite(client, fair, 0, 1, 2)
    url = url_of(client, fair)
    answer(client, fair, url, 0, "yes")
    early = client.get(url).text
    answer(client, fair, url, 2, "no")
    answer(client, fair, url, 1, "yes")

    seen = []
    for user_id in (fair["buyer_user"], *fair["exhibitor_users"]):
        page = client.sign_in(user_id).get(url).text
        seen.append({phone for phone in SECRETS if f"tel:{phone}" in page})

    assert not any(f"tel:{phone}" in early for phone in SECRETS)
    buyer, first, second, _third = SECRETS
    assert seen == [{first, second}, {buyer, second}, {buyer, first}, set()]


def test_both_who_said_yes_and_the_buyer_see_one_time(client: Browser, fair: Any) -> None:
    url = stand(client, fair)

    times = set()
    for user_id in (fair["buyer_user"], *fair["exhibitor_users"][:2]):
        page = client.sign_in(user_id).get(url).text
        times |= set(re.findall(r'tf-lead">([^<]+)<', page))
    refused = client.sign_in(fair["exhibitor_users"][2]).get(url).text

    assert len(times) == 1
    assert "tf-lead" not in refused
    assert client.get(f"{url}.ics").status_code == 404


def test_the_day_names_everybody_at_the_table(client: Browser, fair: Any) -> None:
    stand(client, fair)
    day = f"/events/{fair['slug']}/agenda"

    buyers = client.sign_in(fair["buyer_user"]).get(day).text
    firms = client.sign_in(fair["exhibitor_users"][0]).get(day).text
    refused = client.sign_in(fair["exhibitor_users"][2]).get(day).text

    assert "HTX Chè Bản 1, HTX Chè Bản 2" in buyers
    assert "Siêu thị Quà Việt" in firms
    assert "HTX Chè Bản 2" in firms
    assert "group/leave" in firms
    assert "Siêu thị Quà Việt" not in refused.split("tf-agenda", 1)[-1][:2000]


def test_the_calendar_of_a_firm_that_left_says_cancelled(client: Browser, fair: Any) -> None:
    url = stand(client, fair)
    invite_again = client.sign_in(fair["exhibitor_users"][0]).get(f"{url}.ics").data
    with client.application.app_context(), transaction():
        meeting = db.session.scalars(sa.select(Meeting)).one()
        meeting.group_least = 2
        member = meeting.members[0]
        other = meeting.members[2]
        other.state, other.is_live = MemberState.ACCEPTED, True
        db.session.flush()
        services.leave(member, actor=None, at=meeting.requested_at)

    gone = client.get(f"{url}.ics").data
    kept = client.sign_in(fair["exhibitor_users"][1]).get(f"{url}.ics").data

    def status(file: bytes) -> tuple[str, str]:
        [entry] = Calendar.from_ical(file).walk("VEVENT")
        return str(entry["status"]), str(entry["uid"])

    before, after, others = status(invite_again), status(gone), status(kept)
    assert (before[0], after[0], others[0]) == ("CONFIRMED", "CANCELLED", "CONFIRMED")
    assert before[1] == after[1] == others[1]


def test_leaving_says_beforehand_what_follows(client: Browser, app: Flask, fair: Any) -> None:
    url = stand(client, fair)
    client.sign_in(fair["exhibitor_users"][0])

    page = client.get(f"{url}/group/leave")
    left = client.submit(f"{url}/group/leave", {"reason": "absent", "answer": ""})
    again = client.submit(f"{url}/group/leave", {}, page="/account")

    assert "tf-flash--warn" in page.text
    assert left.status_code == again.status_code == 303
    assert only(app).state is MeetingState.CANCELLED


def test_firms_go_to_a_buyer_together(client: Browser, app: Flask, fair: Any) -> None:
    client.sign_in(fair["exhibitor_users"][0])
    path = f"/events/{fair['slug']}/meetings/groups/new"
    own = {"buyer_id": str(fair["buyer"]), "exhibitor_id": str(fair["exhibitors"][0])}
    data = own | {"need_id": "0", "exhibitor_ids": [str(fair["exhibitors"][1])]}
    page = client.get(f"{path}?buyer_id={own['buyer_id']}&exhibitor_id={own['exhibitor_id']}")

    client.submit(path, data, page="/account")
    url = url_of(client, fair)
    client.sign_in(fair["buyer_user"])
    client.submit(f"{url}/group/yes", {"person_id": str(fair["buyer_user"])}, page=url)
    answer(client, fair, url, 1, "yes")

    assert "HTX Chè Bản 2" in page.text
    assert only(app).state is MeetingState.ACCEPTED


def test_the_buyer_says_no_to_firms_that_ask(client: Browser, app: Flask, fair: Any) -> None:
    client.sign_in(fair["exhibitor_users"][0])
    data = {
        "buyer_id": str(fair["buyer"]),
        "exhibitor_id": str(fair["exhibitors"][0]),
        "need_id": "0",
        "exhibitor_ids": [str(fair["exhibitors"][1])],
    }
    client.submit(f"/events/{fair['slug']}/meetings/groups/new", data, page="/account")
    url = url_of(client, fair)

    client.sign_in(fair["buyer_user"])
    client.submit(f"{url}/group/no", {"reason": "no_fit"}, page=url)

    assert only(app).state is MeetingState.DECLINED
    assert client.get(url).status_code == 200


def test_the_organiser_sets_the_rules(client: Browser, fair: Any) -> None:
    client.sign_in(fair["organiser"])
    url = f"/manage/events/{fair['slug']}/group-meetings"
    wrong = {"is_allowed": "y", "most_firms": "3", "least_firms": "4", "host": "organiser"}

    refused = client.submit(url, wrong)
    saved = client.submit(url, wrong | {"least_firms": "3"})

    assert (refused.status_code, saved.status_code) == (422, 303)
    page = client.get(url).text
    assert re.search(r'name="least_firms"[^>]*value="3"', page)


def test_where_groups_are_off_no_page_leads_to_them(client: Browser, committed: Commit) -> None:
    fair = committed(make_fair)
    client.sign_in(fair["buyer_user"])

    inbox = client.get(f"/events/{fair['slug']}/meetings").text
    page = client.get(f"/events/{fair['slug']}/meetings/groups/new")

    assert "groups/new" not in inbox
    assert page.status_code == 200
    assert 'name="exhibitor_ids"' not in page.text
