"""Codes survive what scanners, keyboards and people do to them, and nothing else passes."""

import pytest
import qrcode
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.registration.codes import (
    DOOR_DIGITS,
    PAYLOAD_BYTES,
    SIGNATURE_BYTES,
    Payload,
    Unreadable,
    damm,
    in_groups,
    new_badge_code,
    new_short_code,
    read_code,
    write_door_code,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
BITS = 8 * (PAYLOAD_BYTES + SIGNATURE_BYTES)

# A busy machine is slow to draw; that says nothing about the codes.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

payloads = st.builds(
    Payload,
    event_id=st.integers(0, 2**24 - 1),
    ticket_id=st.binary(min_size=8, max_size=8).map(bytes.hex),
    issue=st.integers(1, 255),
    kind=st.integers(0, 255),
    flags=st.integers(0, 255),
    days=st.integers(0, 2**16 - 1),
    key_id=st.integers(0, 255),
    version=st.integers(0, 255),
)
CODE = write_door_code(Payload(event_id=7, ticket_id="00ff" * 4), KEY)


@calm
@given(payloads)
def test_a_door_code_says_what_was_written_and_who_signed_it(payload: Payload) -> None:
    code = write_door_code(payload, KEY)

    reading = read_code(code)

    assert len(code) == DOOR_DIGITS
    assert reading.payload == payload
    assert reading.is_signed_by(KEY.public_key())


def test_another_key_did_not_sign_it() -> None:
    stranger = Ed25519PrivateKey.generate().public_key()

    assert not read_code(CODE).is_signed_by(stranger)


def test_every_single_flipped_bit_is_noticed() -> None:
    number = int(CODE)

    passed = [
        bit
        for bit in range(BITS)
        if read_code(f"{number ^ 1 << bit:0{DOOR_DIGITS}d}").is_signed_by(KEY.public_key())
    ]

    assert BITS == 656
    assert passed == []


@calm
@given(st.integers(0, DOOR_DIGITS - 1), st.integers(1, 9))
def test_every_single_wrong_digit_is_noticed(place: int, shift: int) -> None:
    wrong = str((int(CODE[place]) + shift) % 10)
    code = CODE[:place] + wrong + CODE[place + 1 :]

    try:
        fine = read_code(code).is_signed_by(KEY.public_key())
    except Unreadable:
        fine = False

    assert not fine


def test_a_qr_code_of_a_ticket_is_version_5_with_37_modules() -> None:
    drawing = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M)
    drawing.add_data(CODE)
    drawing.make()

    assert (drawing.version, drawing.modules_count) == (5, 37)


@pytest.mark.parametrize(
    "seen",
    [
        CODE + "\r\n",
        CODE + "\t",
        "  " + CODE,
        "]Q1" + CODE,
        CODE + CODE,
        CODE + "\r" + CODE + "\r",
        in_groups(CODE),
        "-".join([CODE[:99], CODE[99:]]),
        CODE.translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)}),
    ],
    ids=[
        "crlf",
        "tab",
        "spaces",
        "prefix",
        "double",
        "double-cr",
        "groups",
        "hyphen",
        "full-width",
    ],
)
def test_what_scanners_do_to_a_code_is_forgiven(seen: str) -> None:
    assert read_code(seen).digits == CODE


@pytest.mark.parametrize(
    "typed", ["123456789012", "1234 5678 9012", "1234-5678-9012", "1234.5678.9012"]
)
def test_the_typed_code_is_read_with_and_without_its_groups(typed: str) -> None:
    reading = read_code(typed)

    assert (reading.kind, reading.digits) == ("short", "123456789012")


@calm
@given(st.text(max_size=500))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        reading = read_code(text)
    except Unreadable:
        return

    assert reading.digits.isdecimal()


@calm
@given(st.text("0123456789", min_size=1, max_size=30), st.data())
def test_the_check_digit_catches_a_wrong_digit_and_swapped_neighbours(
    digits: str, data: st.DataObject
) -> None:
    whole = digits + str(damm(digits))
    place = data.draw(st.integers(0, len(whole) - 1))
    shift = data.draw(st.integers(1, 9))
    wrong = whole[:place] + str((int(whole[place]) + shift) % 10) + whole[place + 1 :]
    at = data.draw(st.integers(0, len(whole) - 2))
    swapped = whole[:at] + whole[at + 1] + whole[at] + whole[at + 2 :]

    assert damm(whole) == 0
    assert damm(wrong) != 0
    assert swapped == whole or damm(swapped) != 0


def test_new_codes_are_read_as_what_they_are() -> None:
    assert read_code(new_short_code()).kind == "short"
    assert read_code(new_badge_code()).kind == "badge"
