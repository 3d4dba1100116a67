"""Devices that trust our authority trust this installation, and nothing else by it."""

import socket
import ssl
import stat
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from core import clock, tls


def shake_hands(pair: tls.Pair, authority: Path, name: str) -> str:
    """Open one encrypted connection as a device does that trusts the authority alone."""
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(pair.certificate, pair.key)
    device = ssl.create_default_context(cafile=str(authority))
    ours, theirs = socket.socketpair()

    def answer() -> None:
        try:
            server_side.wrap_socket(ours, server_side=True).close()
        except ssl.SSLError:
            ours.close()

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        with device.wrap_socket(theirs, server_hostname=name) as wire:
            return wire.version() or ""
    finally:
        theirs.close()
        thread.join()


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_a_device_that_trusts_the_authority_gets_through(tmp_path: Path, name: str) -> None:
    pair = tls.ensure(tmp_path)

    assert shake_hands(pair, tmp_path / tls.AUTHORITY, name).startswith("TLSv1.")


def test_the_authority_cannot_vouch_for_anybody_else(tmp_path: Path) -> None:
    tls.ensure(tmp_path)
    authority = tls.Pair(tmp_path / tls.AUTHORITY, tmp_path / "chophien-ca.key")
    forged = tls.Pair(tmp_path / "forged.crt", tmp_path / "forged.key")
    tls._make_server(forged, authority, [x509.DNSName("bank.example")], at=clock.now())

    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        shake_hands(forged, authority.certificate, "bank.example")


def test_keys_are_for_their_owner_only(tmp_path: Path) -> None:
    tls.ensure(tmp_path)

    modes = {stat.S_IMODE(key.stat().st_mode) for key in tmp_path.glob("*.key")}
    assert modes == {0o600}


def test_a_second_start_keeps_what_devices_trust(tmp_path: Path) -> None:
    tls.ensure(tmp_path)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}

    tls.ensure(tmp_path)

    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_the_server_is_vouched_for_anew_in_time_and_the_authority_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = tls.ensure(tmp_path)
    server, authority = pair.certificate.read_bytes(), (tmp_path / tls.AUTHORITY).read_bytes()
    later = clock.now() + tls.SERVER_LIFE - tls.RENEW_BEFORE + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)

    tls.ensure(tmp_path)

    assert pair.certificate.read_bytes() != server
    assert (tmp_path / tls.AUTHORITY).read_bytes() == authority


def test_a_public_address_is_left_out() -> None:
    names = tls.server_names("hall", "203.0.113.9")

    assert x509.DNSName("hall.local") in names
    assert [str(n.value) for n in names if isinstance(n, x509.IPAddress)] == ["127.0.0.1", "::1"]
