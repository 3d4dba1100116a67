"""The door admits a ticket once, says why it refuses, and keeps a row of everything."""

import itertools
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from core.db import db
from events.checkin.doors import allow_reentry, pair_device
from events.checkin.errors import NonceReused, NothingToUndo, WrongGate
from events.checkin.models import CheckinList, Direction, Scan, ScanResult
from events.checkin.queries import head_count, scan_by_nonce
from events.checkin.services import check_in, undo
from events.checkin.states import Reason
from events.programme.models import Event
from events.registration.models import RegistrationRole, RegistrationState
from events.registration.services import cancel, reissue
from tests.events.checkin.helpers import make_running_event, make_ticket
from tests.factories import make_event, make_gate, make_user, now

_nonces = itertools.count(1)


def scan(event: Event, checkin_list: CheckinList, code: str, **values: Any) -> Scan:
    values.setdefault("nonce", f"nonce-{next(_nonces):08d}")
    values.setdefault("at", now())
    return check_in(event, checkin_list, code, **values)


def test_a_good_ticket_is_admitted_and_recorded(session: Any) -> None:
    event, main = make_running_event()
    gate = make_gate(event)
    registration, code = make_ticket(event)

    answer = scan(event, main, code, gate=gate)

    assert (answer.result, answer.reason) == (ScanResult.ADMITTED, None)
    assert (answer.registration_id, answer.gate_id) == (registration.id, gate.id)


def test_the_typed_code_opens_the_same_door(session: Any) -> None:
    event, main = make_running_event()
    registration, code = make_ticket(event)
    scan(event, main, registration.short_code)

    answer = scan(event, main, code)

    assert answer.reason == Reason.ALREADY_ADMITTED


def test_a_second_entry_is_refused_and_names_the_first(session: Any) -> None:
    event, main = make_running_event()
    gate = make_gate(event)
    _, code = make_ticket(event)
    first = scan(event, main, code, gate=gate, scanned_at=now() - timedelta(minutes=5))

    answer = scan(event, main, code)

    assert answer.reason == Reason.ALREADY_ADMITTED
    assert answer.first is first
    assert answer.first.gate is gate
    assert answer.first.scanned_at == now() - timedelta(minutes=5)


def test_the_same_nonce_gets_the_same_answer_for_ever(session: Any) -> None:
    event, main = make_running_event()
    registration, code = make_ticket(event)
    first = scan(event, main, code, nonce="one-and-the-same")
    cancel(registration, at=now(), actor=None)

    again = scan(event, main, code, nonce="one-and-the-same")

    assert again is first
    assert session.scalar(sa.select(sa.func.count()).select_from(Scan)) == 1


def test_a_nonce_for_another_code_is_an_error_and_leaves_no_row(session: Any) -> None:
    event, main = make_running_event()
    scan(event, main, make_ticket(event)[1], nonce="one-and-the-same")

    with pytest.raises(NonceReused):
        scan(event, main, make_ticket(event)[1], nonce="one-and-the-same")

    assert session.scalar(sa.select(sa.func.count()).select_from(Scan)) == 1


def test_a_nonce_of_another_fair_is_an_error(session: Any) -> None:
    event, main = make_running_event()
    other, other_main = make_running_event()
    code = make_ticket(event)[1]
    scan(event, main, code, nonce="one-and-the-same")

    with pytest.raises(NonceReused):
        scan(other, other_main, code, nonce="one-and-the-same")


def test_a_reissued_ticket_replaces_the_old_one(session: Any) -> None:
    event, main = make_running_event()
    registration, old_code = make_ticket(event)
    old_short_code = registration.short_code
    reissue(registration, at=now(), actor=None)

    assert scan(event, main, old_code).reason == Reason.REVOKED
    assert scan(event, main, old_short_code).reason == Reason.UNKNOWN_CODE
    assert scan(event, main, registration.short_code).result is ScanResult.ADMITTED


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"state": RegistrationState.PENDING}, Reason.NOT_APPROVED),
        ({"state": RegistrationState.CANCELLED}, Reason.CANCELLED),
        ({"revoked_at": now()}, Reason.REVOKED),
    ],
)
def test_a_ticket_that_is_not_in_order_is_refused(
    session: Any, values: dict[str, Any], reason: Reason
) -> None:
    event, main = make_running_event()
    _, code = make_ticket(event, **values)

    assert scan(event, main, code).reason == reason


def test_a_list_for_buyers_refuses_visitors(session: Any) -> None:
    event, _ = make_running_event()
    lounge = CheckinList(event_id=event.id, slug="lounge", name_vi="Phòng khách", roles=["buyer"])
    session.add(lounge)
    session.flush()

    assert scan(event, lounge, make_ticket(event)[1]).reason == Reason.WRONG_LIST


@pytest.mark.parametrize(
    ("role", "reason"),
    [(RegistrationRole.VISITOR, Reason.OUTSIDE_WINDOW), (RegistrationRole.EXHIBITOR, None)],
)
def test_those_who_build_up_come_before_the_visitors(
    session: Any, role: RegistrationRole, reason: Reason | None
) -> None:
    event, main = make_running_event(starts_at=now() + timedelta(days=2))

    assert scan(event, main, make_ticket(event, role=role)[1]).reason == reason


def test_staff_may_admit_in_spite_of_the_time_but_not_a_used_ticket(session: Any) -> None:
    event, main = make_running_event(starts_at=now() + timedelta(days=2))
    _, code = make_ticket(event)

    first = scan(event, main, code, forced=True)
    second = scan(event, main, code, forced=True)

    assert (first.result, first.is_forced) == (ScanResult.ADMITTED, True)
    assert second.reason == Reason.ALREADY_ADMITTED


def test_another_fairs_ticket_is_refused_by_both_codes(session: Any) -> None:
    event, main = make_running_event()
    other, _ = make_running_event()
    registration, code = make_ticket(other)

    assert scan(event, main, code).reason == Reason.WRONG_EVENT
    assert scan(event, main, registration.short_code).reason == Reason.WRONG_EVENT


def test_a_refused_scan_is_a_row_too_with_its_code_cut(session: Any) -> None:
    event, main = make_running_event()

    answer = scan(event, main, "Ω" * 10_000, nonce="long-nonce")

    assert scan_by_nonce("long-nonce") is answer
    assert answer.raw_code == "Ω" * 512


def test_a_phones_clock_is_believed_within_a_day_only(session: Any) -> None:
    event, main = make_running_event()
    past, future = now() - timedelta(days=20000), now() + timedelta(days=20000)

    assert scan(event, main, make_ticket(event)[1], scanned_at=past).scanned_at == now()
    assert scan(event, main, make_ticket(event)[1], scanned_at=future).scanned_at == now()


def test_a_gate_of_another_event_is_an_error(session: Any) -> None:
    event, main = make_running_event()
    gate = make_gate(make_event())

    with pytest.raises(WrongGate):
        scan(event, main, make_ticket(event)[1], gate=gate)


def test_without_reentry_who_left_stays_out(session: Any) -> None:
    event, main = make_running_event()
    _, code = make_ticket(event)
    scan(event, main, code)

    assert scan(event, main, code, direction=Direction.EXIT).result is ScanResult.ADMITTED
    assert scan(event, main, code, direction=Direction.EXIT).reason == Reason.NOT_INSIDE
    assert scan(event, main, code).reason == Reason.ALREADY_ADMITTED


def test_with_reentry_who_left_may_come_again_once(session: Any) -> None:
    event, main = make_running_event()
    main.allows_reentry = True
    _, code = make_ticket(event)
    scan(event, main, code)
    scan(event, main, code, direction=Direction.EXIT)

    assert scan(event, main, code).result is ScanResult.ADMITTED
    assert scan(event, main, code).reason == Reason.ALREADY_ADMITTED


def test_allowing_reentry_later_frees_those_who_left(session: Any) -> None:
    event, main = make_running_event()
    _, left = make_ticket(event)
    _, inside = make_ticket(event)
    scan(event, main, left)
    scan(event, main, left, direction=Direction.EXIT)
    scan(event, main, inside)

    allow_reentry(main, allowed=True, at=now(), actor=None)
    session.expire_all()

    assert scan(event, main, left).result is ScanResult.ADMITTED
    assert scan(event, main, inside).reason == Reason.ALREADY_ADMITTED


def test_an_undone_admission_keeps_its_row_and_frees_the_ticket(session: Any) -> None:
    event, main = make_running_event()
    _, code = make_ticket(event)
    first = scan(event, main, code)

    undo(first, at=now(), actor=make_user())

    assert first.undone_at == now()
    assert head_count(main.id, event.id).inside == 0
    assert scan(event, main, code).result is ScanResult.ADMITTED


def test_only_the_latest_admission_can_be_taken_back_and_once(session: Any) -> None:
    event, main = make_running_event()
    actor = make_user()
    _, code = make_ticket(event)
    entry = scan(event, main, code)
    leaving = scan(event, main, code, direction=Direction.EXIT)

    with pytest.raises(NothingToUndo):
        undo(entry, at=now(), actor=actor)
    undo(leaving, at=now(), actor=actor)
    with pytest.raises(NothingToUndo):
        undo(leaving, at=now(), actor=actor)


def test_a_refusal_cannot_be_taken_back(session: Any) -> None:
    event, main = make_running_event()

    with pytest.raises(NothingToUndo):
        undo(scan(event, main, "nonsense"), at=now(), actor=make_user())


def test_an_exit_taken_back_bars_a_second_entry_again(session: Any) -> None:
    event, main = make_running_event()
    main.allows_reentry = True
    _, code = make_ticket(event)
    scan(event, main, code)
    undo(scan(event, main, code, direction=Direction.EXIT), at=now(), actor=make_user())

    assert scan(event, main, code).reason == Reason.ALREADY_ADMITTED


def test_the_counts_tell_who_is_inside(session: Any) -> None:
    event, main = make_running_event()
    codes = [make_ticket(event)[1] for _ in range(4)]
    for code in codes[:3]:
        scan(event, main, code)
    scan(event, main, codes[0], direction=Direction.EXIT)
    scan(event, main, "nonsense")

    count = head_count(main.id, event.id)

    assert (count.entries, count.exits, count.inside) == (3, 1, 2)
    assert (count.refused, count.expected) == (1, 4)


def test_a_device_scans_at_its_gate_and_only_its_hash_is_kept(session: Any) -> None:
    event, main = make_running_event()
    gate = make_gate(event)
    device, token = pair_device(event, gate, name="Máy 1", at=now(), actor=None)

    answer = scan(event, main, make_ticket(event)[1], device=device)

    assert (answer.device_id, answer.gate_id) == (device.id, gate.id)
    assert token not in str(vars(device))
    assert db.session.is_active
