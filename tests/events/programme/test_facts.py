"""Upper slices tell numbers about an event without being imported by it."""

from typing import Any

import pytest

from events.programme import facts
from events.programme.facts import Fact, facts_of, register_facts
from events.programme.models import Event
from tests.factories import make_event


@pytest.fixture
def no_providers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "_providers", {})


@pytest.mark.usefixtures("no_providers")
def test_facts_come_in_the_order_of_their_providers(session: Any) -> None:
    register_facts(lambda event: [Fact("buyers", event.id)], order=20)
    register_facts(lambda _event: [Fact("booths", 2, "/plan"), Fact("halls", 1)], order=10)
    event = make_event()

    assert [fact.label for fact in facts_of(event)] == ["booths", "halls", "buyers"]


@pytest.mark.usefixtures("no_providers")
def test_a_provider_registered_twice_tells_once(session: Any) -> None:
    def booths(_event: Event) -> list[Fact]:
        return [Fact("booths", 2)]

    register_facts(booths)
    register_facts(booths)

    assert facts_of(make_event()) == [Fact("booths", 2)]
