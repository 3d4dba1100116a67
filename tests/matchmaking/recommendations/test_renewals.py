"""Organisers read what the last renewal of the suggestions changed, by names."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from core.db import db
from core.jobs import Job, JobState
from matchmaking.recommendations.renewals import RENEWAL, last_renewal
from tests.conftest import NOW, Browser
from tests.factories import (
    make_buyer,
    make_event,
    make_exhibitor,
    make_need,
    make_product,
    make_team_member,
)
from tests.queries import count_queries

Commit = Callable[..., Any]


def make_renewed(changed: int = 2, *, result: dict[str, Any] | None = None) -> dict[str, Any]:
    """Ids of a fair whose last renewal put each product into a list and took the first out."""
    event = make_event()
    buyer = make_buyer(event)
    products = [make_product(make_exhibitor(event).company) for _one in range(changed)]
    needs = [make_need(buyer, title_vi=f"Chè số {number}") for number in range(changed)]
    first = str(products[0].id)
    changes = [
        {"need_id": str(need.id), "entered": [str(product.id)], "left": [first] * (at == 0),
         "largest_move": 0, "score_change": 0.1}
        for at, (need, product) in enumerate(zip(needs, products, strict=True))
    ]  # fmt: skip
    told = {"needs": 9, "kept": 0.85, "lists_changed": changed, "products": 24, "changes": changes}
    job = Job(
        kind=RENEWAL, event_id=event.id, state=JobState.DONE, queued_at=NOW, heartbeat_at=NOW,
        finished_at=NOW, result=told if result is None else result,
    )  # fmt: skip
    db.session.add(job)
    return {
        "event": event.id,
        "slug": event.slug,
        "team": make_team_member(event).id,
        "name": products[0].company.name,
    }


def read(client: Browser, fair: dict[str, Any], language: str = "vi") -> str:
    client.sign_in(fair["team"])
    client.get(f"/language/{language}")
    return client.get(f"/manage/events/{fair['slug']}/exposure").text


def test_the_needs_and_exhibitors_that_changed_most_are_named(
    app: Flask, client: Browser, committed: Commit
) -> None:
    fair = committed(make_renewed)

    page = read(client, fair)

    assert "2 trên 9 danh sách thay đổi, 85% gợi ý được giữ nguyên" in page
    assert "Chè số 0" in page
    assert fair["name"] in page
    with app.app_context():
        found = last_renewal(fair["event"])
        assert found is not None
        first = found.most_companies[0]
        assert (first.of["name"], first.entered, first.left) == (fair["name"], 1, 1)
        assert found.most_needs[0].of.title_vi == "Chè số 0"


def test_what_is_gone_since_is_left_out(app: Flask, client: Browser, committed: Commit) -> None:
    change = {"need_id": "999999", "entered": ["888888"], "left": [], "largest_move": 0}
    told = {"needs": 1, "kept": 0.5, "lists_changed": 1, "products": 3, "changes": [change]}
    fair = committed(make_renewed, result=told)

    page = read(client, fair)

    assert "1 trên 1 danh sách thay đổi" in page
    assert "999999" not in page


def test_a_first_renewal_has_nothing_to_compare_with(
    app: Flask, client: Browser, committed: Commit
) -> None:
    fair = committed(make_renewed, result={"products": 3})

    assert "Chưa có gợi ý trước đó để so sánh." in read(client, fair)


def test_the_report_asks_as_many_questions_for_one_change_as_for_thirty(
    app: Flask, client: Browser, committed: Commit
) -> None:
    counts = []
    for changed in (1, 30):
        fair = committed(make_renewed, changed=changed)
        read(client, fair)
        with count_queries(app) as sent:
            client.get(f"/manage/events/{fair['slug']}/exposure")
        counts.append(len(sent))

    assert counts[0] == counts[1]
