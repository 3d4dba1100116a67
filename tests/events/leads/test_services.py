"""A firm keeps one lead per person; a second scan adds and never erases; the person decides."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts.companies.merging import merge_companies
from accounts.consent.models import Purpose
from accounts.consent.services import grant
from accounts.consent.services import withdraw as withdraw_consent
from core import clock
from core.db import db, transaction
from events.badges.services import print_again
from events.badges.states import Reason
from events.exhibitors.models import Exhibitor
from events.leads.errors import NonceReused, Withdrawn
from events.leads.models import Lead, LeadScan
from events.leads.queries import leads_about, shown_of
from events.leads.said import Said
from events.leads.services import allow_again, edit_lead, scan_badge, withdraw
from events.leads.states import Outcome, Refusal
from events.registration.models import RegistrationState
from tests.events.leads.helpers import make_firm, make_guest, scan
from tests.factories import make_company, make_exhibitor, make_product, make_user, now
from tests.races import race, without_constraint


def only_lead(session: Any) -> Lead:
    lead: Lead = session.scalars(sa.select(Lead)).one()
    return lead


def test_a_scanned_badge_is_kept_with_what_was_noted(session: Any) -> None:
    firm = make_firm()
    tea = make_product(firm.company)
    said = Said("Gửi mẫu", ("sỉ",), (tea.id,), 2, "Gọi lại", date(2026, 12, 1))

    answer = scan(firm, make_guest(firm).badge_code, said=said)

    lead = only_lead(session)
    assert (answer.outcome, answer.lead) == (Outcome.KEPT, lead)
    assert (lead.note, lead.tags, lead.products, lead.rating) == ("Gửi mẫu", ["sỉ"], [tea], 2)
    assert (lead.next_step, lead.next_step_on) == ("Gọi lại", date(2026, 12, 1))


def test_a_second_scan_adds_and_takes_nothing_away(session: Any) -> None:
    firm = make_firm()
    code = make_guest(firm).badge_code
    tea, honey = make_product(firm.company), make_product(firm.company)
    first = Said("Gửi mẫu", ("sỉ",), (tea.id,), 2, "Gọi lại", date(2026, 12, 1))
    scan(firm, code, said=first)

    scan(firm, code, said=Said("Hỏi giá", ("Hà Nội",), (honey.id,), 3, "Gặp", date(2027, 1, 1)))
    scan(firm, code)

    lead = only_lead(session)
    assert lead.note == "Gửi mẫu\nHỏi giá"
    assert (lead.tags, lead.products) == (["sỉ", "Hà Nội"], [tea, honey])
    assert (lead.rating, lead.next_step, lead.next_step_on) == (2, "Gọi lại", date(2026, 12, 1))
    assert lead.scans == 3


def test_a_page_that_is_edited_may_take_away(session: Any) -> None:
    firm = make_firm()
    scan(firm, make_guest(firm).badge_code, said=Said("Gửi mẫu", ("sỉ",), (), 3))

    edit_lead(only_lead(session), Said(note="Đã gửi"), actor=None, at=now())

    lead = only_lead(session)
    assert (lead.note, lead.tags, lead.rating) == ("Đã gửi", [], None)


def test_another_firms_product_is_no_interest_here(session: Any) -> None:
    firm = make_firm()
    foreign = make_product(make_company())

    scan(firm, make_guest(firm).badge_code, said=Said(product_ids=(foreign.id,)))

    assert only_lead(session).products == []


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("1234567890", Refusal.UNREADABLE),
        ("🌸", Refusal.UNREADABLE),
        ("' OR 1=1 --", Refusal.UNREADABLE),
        ("0000000000000", Refusal.UNKNOWN),
        ("123456789012", Refusal.TICKET),
    ],
)
def test_what_is_no_badge_is_refused_with_a_reason_and_a_row(
    session: Any, code: str, refusal: Refusal
) -> None:
    answer = scan(make_firm(), code)

    assert (answer.outcome, answer.refusal, answer.lead) == (Outcome.REFUSED, refusal, None)
    assert session.scalar(sa.select(sa.func.count()).select_from(Lead)) == 0


def test_a_mistyped_digit_is_caught_by_the_check_digit(session: Any) -> None:
    firm = make_firm()
    code = make_guest(firm).badge_code
    wrong = code[:4] + str((int(code[4]) + 1) % 10) + code[5:]

    assert scan(firm, wrong).refusal is Refusal.UNREADABLE


def test_a_ticket_held_to_the_scanner_is_not_kept(session: Any) -> None:
    firm = make_firm()

    answer = scan(firm, make_guest(firm).short_code)

    assert (answer.refusal, answer.badge_code) == (Refusal.TICKET, "")


def test_another_fairs_badge_is_unknown(session: Any) -> None:
    assert scan(make_firm(), make_guest(make_firm()).badge_code).refusal is Refusal.UNKNOWN


def test_own_people_and_cancelled_ones_are_no_contacts(session: Any) -> None:
    firm = make_firm()
    own = make_guest(firm, company_id=firm.company_id)
    gone = make_guest(firm, state=RegistrationState.CANCELLED)

    assert scan(firm, own.badge_code).refusal is Refusal.OWN_PEOPLE
    assert scan(firm, gone.badge_code).refusal is Refusal.NOT_VALID


def test_a_lost_badge_is_worth_nothing_after_it_was_replaced(session: Any) -> None:
    firm = make_firm()
    guest = make_guest(firm)
    old, clerk = guest.badge_code, make_user()
    print_again(guest, reason=Reason.LOST, end_badge_code=True, actor=clerk, at=now())
    before = now() - timedelta(minutes=5)

    assert scan(firm, old).refusal is Refusal.ENDED
    assert scan(firm, old, scanned_at=before).outcome is Outcome.KEPT, "scanned before the loss"
    assert scan(firm, guest.badge_code).outcome is Outcome.KEPT
    assert only_lead(session).registration is guest


def test_the_same_nonce_gets_the_same_answer_and_counts_once(session: Any) -> None:
    firm = make_firm()
    code = make_guest(firm).badge_code
    first = scan(firm, code, nonce="one-and-the-same")

    assert scan(firm, code, nonce="one-and-the-same") is first
    assert only_lead(session).scans == 1
    with pytest.raises(NonceReused):
        scan(firm, code, nonce="one-and-the-same", said=Said("Khác"))


def test_without_consent_only_role_and_company_are_seen(session: Any) -> None:
    firm = make_firm()
    guest = make_guest(firm, shares=False, full_name="Sùng A Páo", phone="+84912345678")

    shown = shown_of([guest])[guest.id]

    assert (shown.shares, shown.name, shown.phone, shown.email) == (False, "", "", "")
    grant(Purpose.SHARE_CONTACT, registration=guest, language="vi", at=now())
    assert shown_of([guest])[guest.id].name == "Sùng A Páo"
    withdraw_consent(Purpose.SHARE_CONTACT, registration=guest, at=now())
    assert shown_of([guest])[guest.id].name == ""


def test_consent_of_an_account_counts_for_its_tickets(session: Any) -> None:
    firm, user = make_firm(), make_user()
    guest = make_guest(firm, shares=False, user_id=user.id)
    grant(Purpose.SHARE_CONTACT, user=user, language="vi", at=now())

    assert shown_of([guest])[guest.id].shares


def test_what_a_person_takes_back_is_erased_and_a_later_scan_does_not_undo_it(
    session: Any,
) -> None:
    firm = make_firm()
    code = make_guest(firm).badge_code
    scan(firm, code, said=Said("Gửi mẫu", ("sỉ",), (make_product(firm.company).id,), 3, "Gọi"))
    lead = only_lead(session)

    withdraw(lead, actor=None, at=now())

    assert (lead.note, lead.tags, lead.products, lead.rating) == ("", [], [], None)
    assert set(session.scalars(sa.select(LeadScan.badge_code))) == {""}
    assert scan(firm, code, said=Said("Lại")).refusal is Refusal.WITHDRAWN
    assert only_lead(session).note == ""
    with pytest.raises(Withdrawn):
        edit_lead(lead, Said("Lại"), actor=None, at=now())
    allow_again(lead, actor=None, at=now())
    assert scan(firm, code).outcome is Outcome.KEPT


def test_taking_back_from_one_firm_leaves_the_others(session: Any) -> None:
    firm = make_firm()
    rival = make_exhibitor(firm.event)
    guest = make_guest(firm)
    scan(firm, guest.badge_code, said=Said("Của tôi"))
    scan(rival, guest.badge_code, said=Said("Của họ"))

    mine = next(one for one in leads_about(guest.id) if one.exhibitor_id == firm.id)
    withdraw(mine, actor=None, at=now())

    left = {one.exhibitor_id: one.note for one in leads_about(guest.id)}
    assert left == {firm.id: "", rival.id: "Của họ"}


def test_two_entries_of_one_firm_become_one_lead(session: Any) -> None:
    firm = make_firm()
    twin = make_exhibitor(firm.event)
    guest = make_guest(firm)
    for exhibitor, note in ((firm, "Gửi mẫu"), (twin, "Hỏi giá")):
        scan(exhibitor, guest.badge_code, said=Said(note), nonce="the-same-of-both")

    merge_companies(firm.company, twin.company, at=now(), actor=make_user(is_admin=True))

    lead = only_lead(session)
    assert (lead.exhibitor_id, lead.note, lead.scans) == (firm.id, "Gửi mẫu\nHỏi giá", 2)
    assert session.scalar(sa.select(sa.func.count()).select_from(LeadScan)) == 1


# ── races ──

COLLEAGUES = 6


def _prepared(committed: Any) -> tuple[int, str]:
    def make() -> tuple[int, str]:
        firm = make_firm()
        return firm.id, make_guest(firm).badge_code

    made: tuple[int, str] = committed(make)
    return made


def _scan_at_once(firm_id: int, code: str, nonce: str, note: str = "") -> str:
    with transaction():
        firm = db.session.get_one(Exhibitor, firm_id)
        row = scan_badge(firm, code, nonce=nonce, said=Said(note=note), actor=None, at=clock.now())
        return row.outcome.value


def test_colleagues_who_scan_one_badge_at_once_keep_one_lead_with_all_notes(
    app: Flask, committed: Any
) -> None:
    firm_id, code = _prepared(committed)

    outcomes = race(
        app, COLLEAGUES, lambda n: _scan_at_once(firm_id, code, f"nonce-{n:04d}", f"Ghi {n}")
    )

    assert outcomes == ["kept"] * COLLEAGUES
    with app.app_context():
        lead = db.session.scalars(sa.select(Lead)).one()
        assert lead.scans == COLLEAGUES
        assert sorted(lead.note.split("\n")) == [f"Ghi {n}" for n in range(COLLEAGUES)]


def test_one_scan_sent_many_times_at_once_counts_once(app: Flask, committed: Any) -> None:
    firm_id, code = _prepared(committed)

    outcomes = race(app, COLLEAGUES, lambda _n: _scan_at_once(firm_id, code, "nonce-of-one"))

    assert outcomes == ["kept"] * COLLEAGUES
    with app.app_context():
        assert db.session.scalars(sa.select(Lead)).one().scans == 1


def test_without_the_constraint_colleagues_keep_a_person_twice(app: Flask, committed: Any) -> None:
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        pytest.skip("writers of one SQLite file queue before they look")
    firm_id, code = _prepared(committed)

    with without_constraint(app, "leads", "uq_leads_exhibitor_id_registration_id"):
        race(app, COLLEAGUES, lambda n: _scan_at_once(firm_id, code, f"nonce-{n:04d}"))
        with app.app_context():
            kept = db.session.scalar(sa.select(sa.func.count()).select_from(Lead))

    assert (kept or 0) > 1
