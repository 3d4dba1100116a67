"""A phone's snapshot opens with a ticket's code and gives nothing away without it."""

import gzip
import re
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from events.checkin.snapshot import Entry, Gone, Seal, compress, pack, plain_of
from events.registration.codes import Payload, read_code, write_door_code
from tests.events.checkin.snapshot_reader import Reader

DOCUMENT = Path(__file__).parents[3] / "docs/checkin.md"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def _code(number: int = 1) -> str:
    return write_door_code(Payload(event_id=7, ticket_id=f"{number:016x}"), KEY)


def _entry(code: str, name: str = "Lò Thị Hoa", organisation: str = "HTX Chè") -> Entry:
    seal = Seal.of(read_code(code).signature)
    return Entry(
        seal, role=0, days=3, is_approved=True, fits=True, name=name, organisation=organisation
    )


def test_a_code_opens_its_own_entry_and_no_other() -> None:
    codes = [_code(n) for n in range(1, 6)]
    raw = pack({}, [_entry(code, f"Người {n}") for n, code in enumerate(codes)], [])

    found = [Reader(raw).find(code) for code in codes]

    assert [one and one.name for one in found] == [f"Người {n}" for n in range(5)]
    assert Reader(raw).find(_code(9)) is None


def test_nothing_readable_is_in_it() -> None:
    raw = pack({}, [_entry(_code())], [])

    assert all(word.encode() not in raw for word in ("Lò", "Hoa", "HTX", "Chè"))


def test_another_key_does_not_open_an_entry() -> None:
    body = Seal.of(b"a" * 64).close(b"Hoa")

    with pytest.raises(InvalidTag):
        Seal.of(b"b" * 64).open(body)


def test_making_it_again_gives_the_same_bytes_and_a_new_name_a_new_nonce() -> None:
    entries = [_entry(_code(n)) for n in range(1, 4)]
    seal = entries[0].seal

    assert compress(pack({}, entries, [])) == compress(pack({}, reversed(entries), []))
    assert seal.close(b"Hoa")[:8] != seal.close(b"Lan")[:8]


def test_long_names_are_cut_between_characters() -> None:
    plain = plain_of("ấ" * 120, "HTX", 0)

    assert len(plain) <= 56
    assert plain[1:-1].decode() == "ấ" * 18


def test_gone_tickets_are_listed_by_id() -> None:
    raw = pack({}, [], [Gone("00000000000000ff", 0, 1), Gone("0000000000000001", 3)])

    assert Reader(raw).gone == {"00000000000000ff": (0, 1), "0000000000000001": (3, 0)}


def test_thirty_thousand_long_names_stay_under_three_megabytes() -> None:
    """Every entry costs 16 bytes in the table, 8 of nonce, 16 of tag and 56 at most."""
    one = len(pack({}, [_entry(_code(), "Ấ" * 99, "Ấ" * 99)], [])) - len(pack({}, [], []))

    assert 30_000 * one <= 3_000_000


def _vectors() -> dict[str, str]:
    code = _code()
    signature = read_code(code).signature
    seal = Seal.of(signature)
    return {
        "public key": KEY.public_key().public_bytes_raw().hex(),
        "code": code,
        "signature": signature.hex(),
        "index": seal.index.hex(),
        "key": seal.key.hex(),
        "plain": plain_of("Lò Thị Hoa", "HTX Chè", 0).hex(),
        "body": seal.close(plain_of("Lò Thị Hoa", "HTX Chè", 0)).hex(),
        "snapshot": pack({}, [_entry(code)], [Gone("00000000000000ff", 2)]).hex(),
    }


def test_the_document_has_these_vectors() -> None:
    found = dict(
        re.findall(r"^\| ([a-z ]+) \| `([0-9a-f]+)` \|$", DOCUMENT.read_text(), re.MULTILINE)
    )

    assert found == _vectors()
    assert gzip.decompress(compress(bytes.fromhex(found["snapshot"]))).hex() == found["snapshot"]
