"""Firms come in from lists: each row has a fate before anything is written, and can go back."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts.companies.models import Company, LegalForm
from accounts.companies.services import edit_company
from core import clock, jobs, outbox
from core.activity import Activity
from core.db import db, transaction
from core.i18n import N_
from core.sheets import BadFile
from events.exhibitors.models import Exhibitor
from events.imports import queries, services
from events.imports.errors import FileGone, NothingToWrite, WrongState
from events.imports.jobs import folder, forget_old_files, write_file
from events.imports.models import Import, ImportRow
from events.imports.states import Fate, ImportState, RowState
from tests.broken_files import BROKEN, Broken
from tests.events.imports.helpers import (
    COMPANIES,
    as_csv,
    bring_in,
    fates,
    rows_of,
    total,
    undo,
    upload,
    work,
    write,
    xlsx,
)
from tests.factories import make_company, make_event, make_exhibitor, make_member, make_product
from tests.races import race

CODE, OTHER_CODE = "0101243150", "0101243168"
TEA = ("HTX Chè Mẫu Một", CODE, "Hợp tác xã", "Sơn La", "Bản Mẫu", "Tìm siêu thị")
HONEY = ("Hộ kinh doanh Mật Ong Mẫu", "", "Hộ kinh doanh", "Lào Cai", "", "")
LTD = ("Công ty TNHH Quế Mẫu", OTHER_CODE, "", "Yên Bái", "", "")
ROWS = (TEA, HONEY, LTD)


@pytest.fixture
def here(app: Flask, committed: Any) -> Iterator[None]:
    """An app context on committed, empty tables."""
    with app.app_context():
        yield


@pytest.fixture
def event_id(committed: Any) -> int:
    return int(committed(make_event))


def test_a_trial_run_writes_nothing(event_id: int, here: None) -> None:
    import_id = upload(xlsx(COMPANIES, ROWS), event_id=event_id)

    assert fates(import_id) == [Fate.NEW] * 3
    assert (total(Company), total(Exhibitor)) == (0, 0)
    assert db.session.get_one(Import, import_id).state is ImportState.CHECKED


def test_rows_become_firms_that_show(event_id: int, here: None) -> None:
    import_id = bring_in(COMPANIES, ROWS, event_id=event_id)

    tea, honey, cinnamon = db.session.scalars(sa.select(Company).order_by(Company.id))
    assert (tea.name, tea.tax_code, tea.province_key) == (TEA[0], CODE, "2025-14")
    assert (honey.legal_form, honey.tax_code) == (LegalForm.HOUSEHOLD, None)
    assert (cinnamon.legal_form, cinnamon.province_key) == (LegalForm.LLC, "2025-15")
    assert db.session.scalars(sa.select(Exhibitor.seeks_vi).order_by(Exhibitor.id)).first() == (
        "Tìm siêu thị"
    )
    assert [row.state for row in rows_of(import_id)] == [RowState.DONE] * 3


def test_the_same_file_twice_changes_nothing(event_id: int, here: None) -> None:
    bring_in(COMPANIES, ROWS, event_id=event_id)
    before = db.session.scalars(sa.select(Activity.id)).all()

    again = upload(xlsx(COMPANIES, ROWS), event_id=event_id)

    assert fates(again) == [Fate.SAME] * 3
    one = db.session.get_one(Import, again)
    earlier = queries.same_file_before(one)
    assert earlier is None or earlier.id < again  # told where the bytes are the same
    with pytest.raises(NothingToWrite), transaction():
        services.write_rows(db.session.get_one(Import, again), by=None, at=clock.now())
    verbs = sa.select(Activity.verb).where(Activity.id.not_in(before))
    assert set(db.session.scalars(verbs)) == {"import:uploaded", "import:checked"}


def test_a_changed_cell_is_told_with_what_it_was(here: None) -> None:
    bring_in(COMPANIES, ROWS)
    moved = (*TEA[:4], "Bản Mới", "")

    import_id = upload(xlsx(COMPANIES, [moved]))

    [row] = rows_of(import_id)
    assert row.fate is Fate.CHANGED
    assert row.changes == [{"what": "address", "was": "Bản Mẫu", "becomes": "Bản Mới"}]


def test_empty_cells_take_nothing_away(here: None) -> None:
    bring_in(COMPANIES, ROWS)

    assert fates(upload(xlsx(COMPANIES, [(*TEA[:4], "", "")]))) == [Fate.SAME]


def test_two_rows_under_one_tax_code_are_one_firm(here: None) -> None:
    rows = [TEA, ("Hợp tác xã chè Mẫu Một", "010 124 3150", "", "Sơn La", "", ""), LTD]

    import_id = bring_in(COMPANIES, rows)

    assert fates(import_id) == [Fate.NEW, Fate.SAME, Fate.NEW]
    assert rows_of(import_id)[1].reasons[0]["values"] == {"row": 2}
    assert total(Company) == 2


def test_a_firm_under_another_name_is_known_by_its_tax_code(here: None) -> None:
    bring_in(COMPANIES, [TEA])

    import_id = upload(xlsx(COMPANIES, [("Hợp tác xã Chè Mẫu Một", CODE, "", "Sơn La", "", "")]))

    assert fates(import_id) == [Fate.SAME]


def test_a_likely_duplicate_waits_for_a_person(here: None, committed: Any) -> None:
    known = committed(make_company, name="HTX Chè Mẫu Một", name_key="che mau mot")
    row = ("Hợp tác xã Chè Mẫu Một", "", "", "Sơn La", "Bản Mẫu", "")

    import_id = upload(xlsx(COMPANIES, [row, HONEY]))
    write(import_id)

    first, second = rows_of(import_id)
    assert (first.fate, first.company_id, first.state) == (Fate.DUPLICATE, known, RowState.PLANNED)
    assert second.state is RowState.DONE
    assert total(Company) == 2


@pytest.mark.parametrize(("decision", "firms"), [("same", 1), ("new", 2)])
def test_what_the_person_says_is_done(
    here: None, committed: Any, decision: str, firms: int
) -> None:
    committed(make_company, name="HTX Chè Mẫu Một", name_key="che mau mot")
    import_id = upload(
        xlsx(COMPANIES, [("Hợp tác xã Chè Mẫu Một", "", "", "Sơn La", "Bản Mẫu", "")])
    )
    with transaction():
        one, row = db.session.get_one(Import, import_id), rows_of(import_id)[0]
        services.decide(row, one, decision, by=None, at=clock.now())

    write(import_id)

    assert total(Company) == firms
    assert rows_of(import_id)[0].state is RowState.DONE


def test_what_a_firms_own_people_wrote_stays(here: None, committed: Any) -> None:
    def claimed() -> None:
        company = make_company(name=TEA[0], tax_code=CODE, address="Nhà mình", name_key="x")
        make_member(company)

    committed(claimed)

    import_id = upload(xlsx(COMPANIES, [TEA]))

    [row] = rows_of(import_id)
    assert row.fate is Fate.SAME
    assert row.reasons[0]["values"]["names"] == ["address"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("", CODE, "HTX", "Sơn La", "", ""), N_("The name of the company is missing.")),
        (("Chè Mẫu", "", "", "Sơn La", "", ""), "The legal form is missing, and the name"),
        (("HTX Chè", "", "Vũ trụ", "Sơn La", "", ""), "We do not know the legal form"),
        (("HTX Chè", "", "", "Atlantis", "", ""), "We do not know the province"),
        (("HTX Chè", "", "", "", "", ""), "The province is missing."),
        (("HTX Chè", "0101243151", "", "Sơn La", "", ""), "This is not a valid tax code"),
        (("H" * 201, "", "HTX", "Sơn La", "", ""), "has %(count)d characters"),
    ],
)
def test_a_row_that_cannot_be_is_refused_in_words(
    here: None, row: tuple[str, ...], message: str
) -> None:
    import_id = upload(xlsx(COMPANIES, [row]))

    [found] = rows_of(import_id)
    assert found.fate is Fate.REFUSED
    assert message in found.reasons[0]["message"]


def test_a_province_that_only_the_address_names_is_read_there_and_told(here: None) -> None:
    import_id = upload(
        xlsx(("Tên doanh nghiệp", "Địa chỉ"), [("HTX Nếp tan", "Xã Sốp Cộp, tỉnh Sơn La")])
    )

    [row] = rows_of(import_id)
    assert row.fate is Fate.NEW
    assert any(change["what"] == "province_key" for change in row.changes)
    assert any(reason["values"].get("text") == "Sơn La" for reason in row.reasons)


def test_a_zero_that_a_spreadsheet_took_comes_back(here: None) -> None:
    import_id = bring_in(COMPANIES, [(TEA[0], "101243150", "HTX", "Sơn La", "", "")])

    assert db.session.scalar(sa.select(Company.tax_code)) == CODE
    assert "zero" in rows_of(import_id)[0].reasons[0]["message"]


def told_of(broken: Broken) -> str:
    """What is told of a broken file: at the upload, while it is read, or of its row."""
    try:
        import_id = upload(broken.make())
    except BadFile as error:
        return error.message
    one = db.session.get_one(Import, import_id)
    if one.state is ImportState.BROKEN:
        return str(one.problem["message"])
    [bad] = [row for row in rows_of(import_id) if row.number == broken.row]
    return str(bad.reasons[0]["message"]) if bad.fate is Fate.REFUSED else ""


# One of each way to be broken; all of them in `python3 run.py prove import`.
FEW = {"open-quote.csv", "merged.xlsx", "formula.xlsx", "rounded.csv", "bomb.xlsx", "long.csv"}
FULL = os.environ.get("CHOPHIEN_PROOF") == "full"


@pytest.mark.proof("import")
@pytest.mark.parametrize(
    "broken",
    [broken for broken in BROKEN if FULL or broken.name in FEW],
    ids=lambda broken: broken.name,
)
def test_a_broken_file_is_told_and_imports_no_half(here: None, broken: Broken) -> None:
    assert told_of(broken) == broken.message
    assert total(Company) == 0
    if db.session.scalar(sa.select(Import.state)) is ImportState.BROKEN:
        assert total(ImportRow) == 0


def test_undoing_takes_back_what_was_made(event_id: int, here: None) -> None:
    import_id = bring_in(COMPANIES, ROWS, event_id=event_id)

    undo(import_id)

    assert (total(Company), total(Exhibitor)) == (0, 0)
    assert {row.state for row in rows_of(import_id)} == {RowState.UNDONE}
    assert db.session.get_one(Import, import_id).state is ImportState.UNDONE


def test_undoing_gives_back_what_a_cell_was(here: None) -> None:
    bring_in(COMPANIES, ROWS)
    second = bring_in(COMPANIES, [(*TEA[:4], "Bản Mới", "")])

    undo(second)

    assert "Bản Mẫu" in set(db.session.scalars(sa.select(Company.address)))


def test_undoing_leaves_what_was_touched_since(event_id: int, here: None, committed: Any) -> None:
    import_id = bring_in(COMPANIES, ROWS, event_id=event_id)
    with transaction():
        tea, honey, _cinnamon = db.session.scalars(sa.select(Company).order_by(Company.id))
        edit_company(tea, by=None, at=clock.now(), address="Bản Khác")
        make_product(honey)

    undo(import_id)

    assert [row.state for row in rows_of(import_id)] == [
        RowState.KEPT,
        RowState.KEPT,
        RowState.UNDONE,
    ]
    assert set(db.session.scalars(sa.select(Company.name))) == {TEA[0], HONEY[0]}
    assert total(Exhibitor) == 2


def test_a_firm_that_showed_before_still_shows_after_undoing(here: None, committed: Any) -> None:
    def shown() -> int:
        event = make_event()
        company = make_company(name=TEA[0], tax_code=CODE, province_key="2025-14")
        make_exhibitor(event, company, seeks_vi="Cũ")
        return event.id

    event_id = committed(shown)
    import_id = bring_in(COMPANIES, [TEA], event_id=event_id)
    assert db.session.scalar(sa.select(Exhibitor.seeks_vi)) == "Tìm siêu thị"

    undo(import_id)

    assert db.session.scalar(sa.select(Exhibitor.seeks_vi)) == "Cũ"


def test_a_stopped_import_goes_on_where_it_stopped(
    here: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(f"HTX Mẫu {n}", "", "HTX", "Sơn La", "", "") for n in range(60)]
    import_id = upload(xlsx(COMPANIES, rows))
    real, seen = queries.next_rows, []

    def dies(*args: Any, **options: Any) -> Any:
        seen.append(1)
        if len(seen) == 2:
            raise RuntimeError
        return real(*args, **options)

    monkeypatch.setattr(queries, "next_rows", dies)
    write(import_id)
    assert total(Company) == 25

    work()

    assert total(Company) == 60
    assert db.session.get_one(Import, import_id).state is ImportState.DONE
    assert db.session.scalar(sa.select(sa.func.max(jobs.Job.done))) == 60


def test_mail_does_not_wait_for_a_long_import(here: None) -> None:
    with transaction():
        outbox.put("a@test.invalid", "reset_unknown", language="vi", at=clock.now())
    import_id = upload(xlsx(COMPANIES, ROWS))

    assert db.session.scalar(sa.select(outbox.OutboxMessage.sent_at)) is not None
    assert fates(import_id) == [Fate.NEW] * 3


def test_of_two_who_start_an_import_one_does(here: None) -> None:
    import_id = upload(xlsx(COMPANIES, ROWS))
    write(import_id)

    with pytest.raises(WrongState), transaction():
        services.write_rows(db.session.get_one(Import, import_id), by=None, at=clock.now())


def _start(import_id: int) -> str:
    with transaction():
        services.write_rows(db.session.get_one(Import, import_id), by=None, at=clock.now())
    return "started"


def test_of_sixteen_who_start_an_import_at_once_one_does(app: Flask, here: None) -> None:
    import_id = upload(xlsx(COMPANIES, ROWS))
    db.session.rollback()

    outcomes = race(app, 16, lambda _number: _start(import_id))

    assert outcomes.count("started") == 1
    assert sum(isinstance(outcome, WrongState) for outcome in outcomes) == 15
    assert total_now(jobs.Job) == 2


def test_two_runners_write_each_row_once(app: Flask, here: None) -> None:
    rows = [(f"HTX Mẫu {n}", "", "HTX", "Sơn La", "", "") for n in range(60)]
    import_id = upload(xlsx(COMPANIES, rows))
    _start(import_id)
    job_id = db.session.get_one(Import, import_id).job_id
    db.session.rollback()

    def run(_number: int) -> None:
        write_file(db.session.get_one(jobs.Job, job_id))  # as after a sweep of a living runner

    race(app, 2, run)

    assert total_now(Company) == 60
    assert {row.state for row in rows_of(import_id)} == {RowState.DONE}
    assert db.session.get_one(Import, import_id).state is ImportState.DONE


def test_an_import_that_wrote_nothing_can_be_forgotten(here: None) -> None:
    import_id = upload(as_csv(COMPANIES, ROWS))
    with transaction():
        key = services.delete_import(db.session.get_one(Import, import_id), by=None, at=clock.now())

    assert total(Import) == 0
    assert (folder() / key).exists()  # the view removes it after the commit


def test_files_are_kept_no_longer_than_needed(here: None) -> None:
    import_id = upload(as_csv(COMPANIES, ROWS))
    waiting = folder() / db.session.get_one(Import, import_id).file_key
    done = folder() / db.session.get_one(Import, bring_in(COMPANIES, ROWS)).file_key
    long_ago = (clock.now() - timedelta(days=40)).timestamp()
    os.utime(waiting, (long_ago, long_ago))

    forget_old_files(at=clock.now())

    assert (waiting.exists(), done.exists()) == (False, False)


def test_without_its_file_an_import_says_so(here: None) -> None:
    import_id = upload(as_csv(COMPANIES, ROWS))
    one = db.session.get_one(Import, import_id)
    (folder() / one.file_key).unlink()
    with transaction():
        services.choose_columns(one, one.mapping, by=None, at=clock.now())
    work()

    assert one.state is ImportState.BROKEN
    assert one.problem["message"] == FileGone.message


KILLED = """
import sys, time
from core import clock, jobs, outbox
from events.imports import queries
from run import create_app
app = create_app({"INSTANCE": sys.argv[1], "SQLALCHEMY_DATABASE_URI": sys.argv[2]})
real = queries.next_rows
def slow(*args, **options):
    print("batch", flush=True)
    time.sleep(0.4)
    return real(*args, **options)
queries.next_rows = slow
with app.app_context():
    jobs.run_waiting(at=clock.now())
"""


@pytest.mark.proof("import")
def test_a_killed_import_goes_on_where_it_stopped(app: Flask, here: None, tmp_path: Path) -> None:
    rows = [(f"HTX Mẫu {n}", "", "HTX", "Sơn La", "", "") for n in range(100)]
    import_id = upload(xlsx(COMPANIES, rows))
    with transaction():
        services.write_rows(db.session.get_one(Import, import_id), by=None, at=clock.now())
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    command = [sys.executable, "-c", KILLED, app.instance_path, url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as runner:
        for line in runner.stdout or ():
            if line == "batch\n" and total_now(Company) >= 25:
                runner.kill()
                break
    killed_at = total_now(Company)
    assert 25 <= killed_at < 100
    assert killed_at % queries.BATCH == 0

    jobs.sweep(at=clock.now() + timedelta(days=3650))
    work()

    assert total(Company) == 100
    assert {row.state for row in rows_of(import_id)} == {RowState.DONE}
    assert fates(upload(xlsx(COMPANIES, rows))) == [Fate.SAME] * 100


def total_now(model: Any) -> int:
    """How many rows there are, read anew."""
    db.session.rollback()
    return total(model)
