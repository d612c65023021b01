"""A certificate of one's own: phones give their camera to pages over TLS only."""

import datetime
import ipaddress
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from repsight.web.folders import private_folder

_DAYS: Final = 397
"""Longer ones are refused by Safari."""
_SPARE_DAYS: Final = 14


def own_certificate(folder: Path, hosts: Iterable[str]) -> tuple[Path, Path]:
    """Files of a certificate for those names and addresses, and of its key.

    The one that is there is taken while it is valid for them, so that a browser that was told to
    trust it need not be told again.
    """
    certificate, key = private_folder(folder) / "certificate.pem", folder / "key.pem"
    names = sorted(set(hosts))
    if not (key.is_file() and certificate.is_file() and _fits(certificate, names)):
        _make(certificate, key, names)
    return certificate, key


def _fits(path: Path, names: list[str]) -> bool:
    try:
        there = x509.load_pem_x509_certificate(path.read_bytes())
        alternatives = there.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound):
        return False
    known = {str(entry.value) for entry in alternatives}
    return set(names) <= known and there.not_valid_after_utc > _now() + _days(_SPARE_DAYS)


def _make(certificate: Path, key: Path, names: list[str]) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "RepSight on this machine")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_now() - _days(1))
        .not_valid_after(_now() + _days(_DAYS - 1))
        .add_extension(x509.SubjectAlternativeName([_entry(one) for one in names]), False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
        .sign(private, hashes.SHA256())
    )
    secret = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    key.unlink(missing_ok=True)
    with os.fdopen(os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secret)
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))


def _entry(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def _days(number: int) -> datetime.timedelta:
    return datetime.timedelta(days=number)
