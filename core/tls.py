"""A certificate authority for one installation, so that phones on the local network may trust it.

Cameras, service workers and WebCrypto need HTTPS, and a hall's network has no public
name. The authority can vouch for local names and private addresses only: whoever
steals its key cannot pass for anybody's bank.
"""

import ipaddress
import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from core import clock

AUTHORITY = "chophien-ca.crt"
AUTHORITY_LIFE = timedelta(days=3650)
SERVER_LIFE = timedelta(days=397)  # browsers refuse longer ones
RENEW_BEFORE = timedelta(days=30)
SKEW = timedelta(days=1)  # a phone's clock may be behind

LOCAL_NETWORKS = ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
LOCAL_NETWORKS_6 = ("::1/128", "fc00::/7", "fe80::/10")


@dataclass(frozen=True)
class Pair:
    """A certificate with the key that proves it."""

    certificate: Path
    key: Path


def own_name() -> str:
    """Name this computer as its network does."""
    return socket.gethostname().partition(".")[0].lower()


def own_address() -> str:
    """Find the address under which the local network reaches this computer; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address kept for documentation
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def ensure(folder: Path) -> Pair:
    """Give the server's certificate, made or renewed when it must be."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    at = clock.now()
    authority = Pair(folder / AUTHORITY, folder / "chophien-ca.key")
    server = Pair(folder / "server.crt", folder / "server.key")
    names = server_names(own_name(), own_address())
    if not _is_valid(authority.certificate, at=at):
        _make_authority(authority, at=at)
        server.certificate.unlink(missing_ok=True)
    if not _is_valid(server.certificate, at=at) or _names(server.certificate) != set(names):
        _make_server(server, authority, names, at=at)
    return server


def server_names(host: str, address: str) -> list[x509.GeneralName]:
    """List what the server may be called: local names and private addresses."""
    names: list[x509.GeneralName] = [x509.DNSName("localhost"), x509.DNSName(f"{host}.local")]
    addresses = dict.fromkeys(("127.0.0.1", "::1", address))
    names += [x509.IPAddress(ipaddress.ip_address(text)) for text in addresses if _is_local(text)]
    return names


def _is_local(text: str) -> bool:
    address = ipaddress.ip_address(text)
    networks = LOCAL_NETWORKS if address.version == 4 else LOCAL_NETWORKS_6  # noqa: PLR2004 -- IPv4
    return any(address in ipaddress.ip_network(network) for network in networks)


def _is_valid(certificate: Path, *, at: datetime) -> bool:
    try:
        read = x509.load_pem_x509_certificate(certificate.read_bytes())
    except (OSError, ValueError):
        return False
    return read.not_valid_before_utc <= at and at + RENEW_BEFORE < read.not_valid_after_utc


def _names(certificate: Path) -> set[x509.GeneralName]:
    read = x509.load_pem_x509_certificate(certificate.read_bytes())
    return set(read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value)


def _subject(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _builder(subject: x509.Name, issuer: x509.Name, *, at: datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - SKEW)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _make_authority(pair: Pair, *, at: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _subject(f"Chợ Phiên, {own_name()}"[:64])
    local: list[x509.GeneralName] = [x509.DNSName("localhost"), x509.DNSName("local")]
    local += [
        x509.IPAddress(ipaddress.ip_network(text)) for text in (*LOCAL_NETWORKS, *LOCAL_NETWORKS_6)
    ]
    certificate = (
        _builder(name, name, at=at)
        .not_valid_after(at + AUTHORITY_LIFE)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(local, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(pair, key, certificate)


def _make_server(
    pair: Pair, authority: Pair, names: list[x509.GeneralName], *, at: datetime
) -> None:
    issuer = x509.load_pem_x509_certificate(authority.certificate.read_bytes())
    signer = serialization.load_pem_private_key(authority.key.read_bytes(), password=None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{authority.key} holds no key of ours")
    key = ec.generate_private_key(ec.SECP256R1())
    signed_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    certificate = (
        _builder(_subject("Chợ Phiên"), issuer.subject, at=at)
        .not_valid_after(min(at + SERVER_LIFE, issuer.not_valid_after_utc))
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(signed_by, critical=False)
        .sign(signer, hashes.SHA256())
    )
    _write(pair, key, certificate)


def _write(pair: Pair, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    pair.key.unlink(missing_ok=True)
    handle = os.open(pair.key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(secret)
    pair.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def fingerprint(certificate: Path) -> str:
    """Write the certificate's SHA-256 as phones show it, to be compared by eye."""
    read = x509.load_pem_x509_certificate(certificate.read_bytes())
    return read.fingerprint(hashes.SHA256()).hex(":").upper()


def how_to_trust(folder: Path) -> str:
    """Say how a phone comes to trust this installation."""
    authority = folder / AUTHORITY
    return f"""
A phone or computer trusts this address once it knows our certificate authority:
  {authority}
Send that file (never a .key) to each device of the door, open it there, and:
  Android   Settings > Security > Encryption & credentials > Install a certificate > CA certificate
  iPhone    install the profile, then Settings > General > About > Certificate Trust Settings
  Windows   install it for Local Machine into "Trusted Root Certification Authorities"
  Linux     copy it to /usr/local/share/ca-certificates/ and run update-ca-certificates
It vouches for local names and private addresses only. Its SHA-256, to compare:
  {fingerprint(authority)}
"""
