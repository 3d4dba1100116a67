"""Times are aware, writes queue, and a broken constraint has a name."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, StatementError

from accounts.companies.models import Company
from core.db import broken_constraint, constraints, db, transaction
from core.errors import DomainError
from events.programme.models import Claim, HolderKind
from tests.factories import make_company, make_event, make_exhibitor, make_slot, make_user


class Taken(DomainError):
    code = "test.taken"
    message = "taken"


def test_a_naive_time_is_refused(session: Any) -> None:
    with pytest.raises(StatementError, match="naive"):
        make_user(created_at=datetime(2026, 1, 1))  # noqa: DTZ001 -- that is the point


def test_a_time_comes_back_in_utc(session: Any) -> None:
    local = datetime(2026, 1, 1, 7, tzinfo=timezone(timedelta(hours=7)))
    user = make_user(created_at=local)
    session.expire(user)

    assert user.created_at == datetime(2026, 1, 1, tzinfo=UTC)


def test_a_broken_unique_constraint_becomes_its_error(session: Any) -> None:
    make_company(tax_code="0100109106")

    with pytest.raises(Taken), constraints({"uq_companies_tax_code": Taken}):
        make_company(tax_code="0100109106")


def test_what_came_before_a_broken_constraint_is_kept(session: Any) -> None:
    company = make_company(tax_code="0100109106")
    with pytest.raises(Taken), constraints({"uq_companies_tax_code": Taken}):
        make_company(tax_code="0100109106")

    assert session.get(Company, company.id) is company


def test_an_unforeseen_constraint_stays_a_bug(session: Any) -> None:
    make_company(tax_code="0100109106")

    with pytest.raises(IntegrityError), constraints({}):
        make_company(tax_code="0100109106")


@pytest.mark.parametrize(
    "name", ["uq_claims_holder_once_per_slot", "uq_exhibitors_event_id_company_id"]
)
def test_both_databases_tell_the_name_of_a_constraint(session: Any, name: str) -> None:
    event = make_event()
    company = make_company()
    slot = make_slot(event)

    def twice() -> None:
        if name.startswith("uq_exhibitors"):
            make_exhibitor(event, company)
            return
        claim = {"holder_kind": HolderKind.TABLE, "holder_id": 1}
        session.add(Claim(event_id=event.id, slot_id=slot.id, **claim))
        session.flush()

    twice()
    with pytest.raises(IntegrityError) as caught, session.begin_nested():
        twice()
    assert broken_constraint(caught.value) == name


def test_nothing_of_a_failed_transaction_is_kept(app: Any, committed: Any) -> None:
    def fail() -> None:
        with transaction():
            make_company()
            message = "half way"
            raise KeyError(message)

    with app.app_context():
        with pytest.raises(KeyError):
            fail()
        assert db.session.scalar(sa.select(sa.func.count(Company.id))) == 0


def test_writers_queue_instead_of_failing(app: Any, committed: Any) -> None:
    company_id = committed(make_company, name="0")
    failures: list[Exception] = []

    def add_one() -> None:
        with app.app_context():
            try:
                for _round in range(5):
                    with transaction():
                        query = sa.select(Company).where(Company.id == company_id).with_for_update()
                        company = db.session.scalars(query).one()
                        company.name = str(int(company.name) + 1)
            except Exception as error:  # noqa: BLE001 -- collected for the assertion
                failures.append(error)

    threads = [threading.Thread(target=add_one) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with app.app_context():
        assert (failures, db.session.get_one(Company, company_id).name) == ([], "40")


def test_sqlite_keeps_the_promised_settings(app: Any) -> None:
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("pragmas are SQLite's")
        with db.engine.connect() as connection:
            asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            values = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]

    assert values == ["wal", 2, 1, 10000]
