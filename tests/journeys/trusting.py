"""Lets a Chromium trust a certificate authority, as a person does in its settings.

Chromium on Linux asks the NSS database in its owner's home. Debian's brings the libraries along,
so they are asked to write one; ``python -m tests.journeys.trusting HOME CERTIFICATE``.
"""

import ctypes
import sys
from pathlib import Path

TRUSTED_FOR_SERVERS = 0x18  # a valid authority, and trusted


class NoNss(Exception):
    """The libraries are not here."""


def trust(home: Path, certificate: bytes) -> None:
    """Write the authority into the database of a home that has none. Raises NoNss."""
    folder = home / ".pki/nssdb"
    folder.mkdir(parents=True)
    try:
        nss, smime = ctypes.CDLL("libnss3.so"), ctypes.CDLL("libsmime3.so")
    except OSError as error:
        raise NoNss from error
    for library, name in (
        (nss, "PK11_GetInternalKeySlot"),
        (nss, "CERT_GetDefaultCertDB"),
        (smime, "CERT_DecodeCertFromPackage"),
    ):
        getattr(library, name).restype = ctypes.c_void_p
    _good(nss.NSS_InitReadWrite(f"sql:{folder}".encode()))
    slot = ctypes.c_void_p(nss.PK11_GetInternalKeySlot())
    if nss.PK11_NeedUserInit(slot):
        _good(nss.PK11_InitPin(slot, None, b""))
    read = ctypes.c_void_p(smime.CERT_DecodeCertFromPackage(certificate, len(certificate)))
    _good(nss.PK11_ImportCert(slot, read, ctypes.c_ulong(0), b"authority", 0))
    flags = (ctypes.c_uint * 3)(TRUSTED_FOR_SERVERS, 0, 0)
    database = ctypes.c_void_p(nss.CERT_GetDefaultCertDB())
    _good(nss.CERT_ChangeCertTrust(database, read, flags))
    nss.CERT_DestroyCertificate(read)
    nss.PK11_FreeSlot(slot)
    nss.NSS_Shutdown()


def _good(status: int) -> None:
    if status != 0:
        message = f"NSS answered {status}"
        raise NoNss(message)


if __name__ == "__main__":
    trust(Path(sys.argv[1]), Path(sys.argv[2]).read_bytes())
