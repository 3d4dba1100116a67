"""The half year of a province comes in by its lists and is exactly what its totals say."""

import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts.companies.models import Company, LegalForm
from core.activity import Activity
from core.db import db, transaction
from core.outbox import OutboxMessage
from core.text import fold
from demo import load as loading
from demo.half_year import HalfYearExists, make_half_year, products, totals
from events.catalogue.models import Certificate, OcopRecord, Product
from events.exhibitors.models import Exhibitor
from events.imports.models import Import, ImportRow
from events.imports.states import Fate, ImportState
from events.programme.models import Event, EventKind
from tests.conftest import NOW, _empty_tables

LAST_DAY = date(2027, 6, 30)


@pytest.fixture(scope="module")
def half_year(app: Flask) -> Iterator[dict[str, int]]:
    """The half year, made once for all tests of this file; its totals."""
    with app.app_context():
        make_half_year(at=NOW)
        yield totals()
        db.session.remove()
        _empty_tables()


def count(model: Any, *conditions: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*conditions)) or 0


def test_there_are_fairs_and_seminars(half_year: dict[str, int]) -> None:
    assert count(Event, Event.kind == EventKind.FAIR) == half_year["fairs"]
    assert count(Event, Event.kind == EventKind.SEMINAR) == half_year["seminars"]


def test_firms_are_told_apart(half_year: dict[str, int]) -> None:
    living = Company.merged_into_id.is_(None)
    home = Company.province_key == "2025-15"

    assert count(Company, living) == half_year["firms"]
    assert count(Company, living, Company.country != "VN") == half_year["foreign"]
    assert (
        count(Company, living, ~home, Company.country == "VN")
        == (half_year["from_other_provinces"])
    )
    assert count(
        Company, living, Company.legal_form == LegalForm.HOUSEHOLD, Company.tax_code.is_(None)
    ) == half_year["households_without_tax_code"]  # fmt: skip


def test_two_names_under_one_tax_code_are_one_firm(half_year: dict[str, int]) -> None:
    late = db.session.scalars(sa.select(Import).order_by(Import.id).offset(1)).first()
    assert late is not None
    fates = db.session.scalars(sa.select(ImportRow.fate).where(ImportRow.import_id == late.id))

    assert list(fates) == [Fate.CHANGED] * half_year["duplicates_by_import"]
    assert count(Company, Company.address == "Thôn Mẫu, xã Mẫu") == 2


def test_some_firms_show_at_several_events(half_year: dict[str, int]) -> None:
    shows = sa.select(sa.func.count()).select_from(Exhibitor).group_by(Exhibitor.company_id)
    counts = db.session.scalars(shows).all()

    assert len(counts) == half_year["firms"]
    assert sum(number > 1 for number in counts) == half_year["in_several_events"]
    assert count(Event, Event.id.not_in(sa.select(Exhibitor.event_id))) == 0


def test_names_arrive_in_every_form_and_are_kept_composed(half_year: dict[str, int]) -> None:
    firms = [["Đơn vị mẫu", ""]]
    names = [row[2] for row in products(firms)]
    decomposed = [name for name in names if name != unicodedata.normalize("NFC", name)]
    kept = db.session.scalars(sa.select(Product.name_vi)).all()

    assert len(decomposed) == half_year["names_decomposed"]
    assert names.count("") == half_year["names_english"]
    assert sum(name != "" and fold(name) == name for name in names) == half_year["names_toneless"]
    assert len(kept) == half_year["products"]
    assert all(name == unicodedata.normalize("NFC", name) for name in kept)


def test_papers_are_old_and_new(half_year: dict[str, int]) -> None:
    assert (
        count(Certificate, Certificate.expires_on < LAST_DAY) == (half_year["certificates_expired"])
    )
    assert count(Certificate, Certificate.expires_on >= LAST_DAY) == half_year["certificates_valid"]
    assert count(OcopRecord, OcopRecord.verified_at.is_(None)) == half_year["ocop_unverified"]
    assert count(OcopRecord, OcopRecord.verified_at.is_not(None)) == half_year["ocop_verified"]


def test_every_list_came_in_whole(half_year: dict[str, int]) -> None:
    assert set(db.session.scalars(sa.select(Import.state))) == {ImportState.DONE}
    assert count(ImportRow, ImportRow.fate.in_([Fate.REFUSED, Fate.DUPLICATE])) == 0


def test_nobody_is_written_to_and_everything_is_a_sample(half_year: dict[str, int]) -> None:
    assert count(OutboxMessage) == 0
    assert count(Company, ~Company.name.contains("(mẫu)")) == 0


def test_it_is_made_once(half_year: dict[str, int]) -> None:
    with pytest.raises(HalfYearExists):
        make_half_year(at=NOW)


def test_it_goes_with_the_demo(half_year: dict[str, int]) -> None:
    before = count(Activity)
    with transaction():
        loading.remove()
        left = count(Company) + count(Product) + count(Event)
        db.session.rollback()

    assert left == 0
    assert before > 0
