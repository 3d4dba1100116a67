"""The tests' own tools do what they say: races race, and controls take a constraint away."""

from typing import Any, cast

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from core.db import db, transaction
from events.catalogue.models import Tag
from events.exhibitors.models import Application
from tests.factories import make_application, make_company, make_event, make_tag
from tests.queries import count_queries
from tests.races import race, without_constraint


def _tags() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Tag)) or 0


def _add_tag(_number: int) -> str:
    with transaction():
        db.session.add(Tag(code="TEA", name_vi="Chè", name_en="Tea"))
    return "added"


def test_a_race_ends_with_one_winner_where_a_constraint_decides(app: Flask, committed: Any) -> None:
    outcomes = race(app, 8, _add_tag)

    assert outcomes.count("added") == 1
    assert sum(isinstance(outcome, IntegrityError) for outcome in outcomes) == 7


def test_a_control_takes_the_constraint_away_and_puts_it_back(app: Flask, committed: Any) -> None:
    committed(make_tag, "HON")
    with without_constraint(app, "tags", "uq_tags_code"):
        outcomes = race(app, 4, _add_tag)
        with app.app_context():
            kept = _tags()

    assert (outcomes, kept) == (["added"] * 4, 5)
    assert race(app, 2, _add_tag).count("added") == 1


def test_a_control_takes_a_partial_index_away_too(app: Flask, committed: Any) -> None:
    event, company = committed(make_event), committed(make_company)

    def apply(_number: int = 0) -> None:
        with transaction():
            make_application(cast("Any", Row(event)), cast("Any", Row(company)))

    with without_constraint(app, "applications", "uq_applications_live_no_booth"):
        assert race(app, 2, apply) == [None, None]

    with app.app_context():
        assert db.session.scalars(sa.select(Application)).all() == []
        apply()
        with pytest.raises(IntegrityError):
            apply()


class Row:
    """Stands in for a loaded row: factories only read its id."""

    def __init__(self, number: int) -> None:
        self.id = number


def test_queries_are_counted(app: Flask, committed: Any) -> None:
    with count_queries(app) as sent, app.app_context():
        _tags()
        _tags()

    assert len(sent) == 2
