"""Everything that people hold before a scanner which is no good ticket has its reason."""

from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.db import db
from events.checkin.models import ScanResult
from events.checkin.services import check_in
from events.checkin.states import WORDS, Reason
from events.programme.models import Event
from events.registration.codes import BADGE_DIGITS, DOOR_DIGITS, Payload, write_door_code
from events.registration.models import Registration, RegistrationState
from tests.events.checkin.helpers import make_running_event, make_ticket
from tests.factories import now

Case = Callable[[Event, Registration, str], str]
FORGER = Ed25519PrivateKey.from_private_bytes(bytes(32))


def _changed(code: str, place: int) -> str:
    return code[:place] + str((int(code[place]) + 1) % 10) + code[place + 1 :]


def _forged(event: Event, registration: Registration, **values: Any) -> str:
    asked: dict[str, Any] = {"event_id": event.id, "ticket_id": registration.ticket_id} | values
    return write_door_code(Payload(**asked), FORGER)


def _unsigned(code: str) -> str:
    return f"{int(code) >> 512 << 512:0{DOOR_DIGITS}d}"


CASES: dict[str, tuple[Case, Reason]] = {
    "nothing": (lambda *_: "", Reason.UNREADABLE),
    "spaces": (lambda *_: "   \t\r\n", Reason.UNREADABLE),
    "web address": (lambda *_: "https://example.invalid/t/abc", Reason.UNREADABLE),
    "own ticket page": (lambda _e, r, _c: f"/t/{r.access_token}", Reason.UNREADABLE),
    "wifi": (lambda *_: "WIFI:S:Hoi cho;T:WPA;P:12345678;;", Reason.UNREADABLE),
    "business card": (lambda *_: "BEGIN:VCARD\nFN:Lò Thị Hoa\nEND:VCARD", Reason.UNREADABLE),
    "bank transfer": (lambda *_: "00020101021138570010A000000727", Reason.UNREADABLE),
    "sql": (lambda *_: "1234 5678 9012'; DROP TABLE scans; --", Reason.UNREADABLE),
    "script": (lambda *_: "<script>alert(1)</script>", Reason.UNREADABLE),
    "template": (lambda *_: "{{7*7}}", Reason.UNREADABLE),
    "emoji": (lambda *_: "🎟️🎟️🎟️", Reason.UNREADABLE),
    "10 kB of digits": (lambda *_: "7" * 10_000, Reason.UNREADABLE),
    "10 kB of letters": (lambda *_: "x" * 10_000, Reason.UNREADABLE),
    "nul byte": (lambda _e, _r, c: c[:50] + "\x00" + c[51:], Reason.UNREADABLE),
    "lone surrogate": (lambda *_: "\ud800" + "1" * 12, Reason.UNREADABLE),
    "negative": (lambda _e, _r, c: "−" + c, Reason.UNREADABLE),
    "superscript digits": (lambda *_: "¹²³⁴⁵⁶⁷⁸⁹⁰¹²", Reason.UNREADABLE),
    "cut by one": (lambda _e, _r, c: c[:-1], Reason.UNREADABLE),
    "cut in half": (lambda _e, _r, c: c[:99], Reason.UNREADABLE),
    "one digit too many": (lambda _e, _r, c: c + "0", Reason.UNREADABLE),
    "two different ones": (lambda _e, _r, c: c + _changed(c, 100), Reason.UNREADABLE),
    "beyond 656 bits": (lambda *_: "9" * DOOR_DIGITS, Reason.UNREADABLE),
    "thrice": (lambda _e, _r, c: c * 3, Reason.UNREADABLE),
    "last digit changed": (lambda _e, _r, c: _changed(c, -1 % len(c)), Reason.BAD_SIGNATURE),
    "middle digit changed": (lambda _e, _r, c: _changed(c, 100), Reason.BAD_SIGNATURE),
    "unsigned": (lambda _e, _r, c: _unsigned(c), Reason.BAD_SIGNATURE),
    "signed by a forger": (lambda e, r, _c: _forged(e, r), Reason.BAD_SIGNATURE),
    "all zeros": (lambda *_: "0" * DOOR_DIGITS, Reason.UNKNOWN_VERSION),
    "old version": (lambda e, r, _c: _forged(e, r, version=0), Reason.UNKNOWN_VERSION),
    "next version": (lambda e, r, _c: _forged(e, r, version=2), Reason.UNKNOWN_VERSION),
    "other key id": (lambda e, r, _c: _forged(e, r, key_id=9), Reason.UNKNOWN_KEY),
    "other event": (lambda e, r, _c: _forged(e, r, event_id=e.id + 1), Reason.WRONG_EVENT),
    "unknown typed code": (lambda *_: "0000 0000 0000", Reason.UNKNOWN_CODE),
    "mistyped code": (lambda _e, r, _c: _changed(r.short_code, 3), Reason.UNKNOWN_CODE),
    "badge": (lambda _e, r, _c: r.badge_code, Reason.BADGE_CODE),
    "badge with a wrong digit": (lambda _e, r, _c: _changed(r.badge_code, 4), Reason.UNREADABLE),
    "number of badge length": (lambda *_: "1" + "0" * (BADGE_DIGITS - 1), Reason.UNREADABLE),
}


@pytest.mark.parametrize("name", CASES)
def test_a_bad_code_is_refused_with_its_reason(session: Any, name: str) -> None:
    event, main = make_running_event()
    registration, code = make_ticket(event)
    make, reason = CASES[name]
    bad = make(event, registration, code)

    answer = check_in(event, main, bad, nonce="bad-code", at=now())

    assert (answer.result, answer.reason) == (ScanResult.REFUSED, reason)


def test_a_good_ticket_passes_right_after_a_bad_one(session: Any) -> None:
    event, main = make_running_event()
    _, code = make_ticket(event)
    check_in(event, main, "\ud800 nonsense", nonce="bad-code", at=now())

    assert check_in(event, main, code, nonce="good-code", at=now()).result is ScanResult.ADMITTED


def test_every_flipped_bit_of_a_door_code_is_refused(session: Any) -> None:
    event, main = make_running_event()
    number = int(make_ticket(event)[1])
    answers = [
        check_in(
            event, main, f"{number ^ 1 << bit:0{DOOR_DIGITS}d}", nonce=f"bit-{bit:04}", at=now()
        )
        for bit in range(656)
    ]

    assert {answer.result for answer in answers} == {ScanResult.REFUSED}
    assert {answer.reason for answer in answers} == {
        Reason.UNKNOWN_VERSION,
        Reason.UNKNOWN_KEY,
        Reason.WRONG_EVENT,
        Reason.BAD_SIGNATURE,
    }


def test_a_genuine_code_of_a_deleted_ticket_is_unknown(session: Any) -> None:
    event, main = make_running_event()
    registration, code = make_ticket(event)
    db.session.delete(registration)

    assert check_in(event, main, code, nonce="deleted", at=now()).reason == Reason.UNKNOWN_CODE


def test_a_cancelled_ticket_says_so_by_both_codes(session: Any) -> None:
    event, main = make_running_event()
    registration, code = make_ticket(event, state=RegistrationState.CANCELLED)

    answers = [
        check_in(event, main, code, nonce="cancelled-1", at=now()),
        check_in(event, main, registration.short_code, nonce="cancelled-2", at=now()),
    ]

    assert [answer.reason for answer in answers] == [Reason.CANCELLED, Reason.CANCELLED]


def test_every_reason_has_its_words() -> None:
    assert set(WORDS) == set(Reason)
    assert all(words.word and words.hint for words in WORDS.values())
