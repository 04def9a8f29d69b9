"""Certificates for servers of this machine that nobody but themselves vouches for."""

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from dominos.kernel.programs_tls import AUTHORITY, CERTIFICATE, KEY

USES = ("digital_signature", "key_cert_sign", "crl_sign")
OTHER_USES = (
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "encipher_only",
    "decipher_only",
)


PROGRAMS_VALID = timedelta(days=30)
"""Longer than a platform of this machine runs; each start makes another."""


def certificate(*hosts: str, valid: timedelta) -> bytes:
    """A key, and a certificate for the `hosts`, names or addresses, that is its own authority and ends after `valid`.

    In PEM, one after the other. Strict clients believe it: OpenSSL with VERIFY_X509_STRICT, which is Python's default.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0])])
    uses = x509.KeyUsage(**dict.fromkeys(USES, True), **dict.fromkeys(OTHER_USES, False))
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + valid)
        .add_extension(x509.SubjectAlternativeName([_written(host) for host in hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
        .add_extension(uses, critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + made.public_bytes(Encoding.PEM)


def write_for_programs(folder: Path, *hosts: str) -> None:
    """The files that the programs of a deployment read in `TLS_DIR`; only their owner reads the key."""
    pem = certificate(*hosts, valid=PROGRAMS_VALID)
    private, mark, public = pem.partition(b"-----BEGIN CERTIFICATE-----")
    (folder / KEY).touch(mode=0o600)
    (folder / KEY).write_bytes(private)
    for name in (CERTIFICATE, AUTHORITY):
        (folder / name).write_bytes(mark + public)


def _written(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
