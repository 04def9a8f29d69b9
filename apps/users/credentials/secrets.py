"""Secrets of mails and passkey challenges, derived from a row's id and the platform's secret.

They are not stored, so that no table, message, log or backup contains anything that opens an account. The
secret of an authenticator app has to be stored and is sealed under its person's key.
"""

from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from secrets import choice
from uuid import UUID

from django.core.signing import BadSignature, Signer

from apps.users.contract.errors import LinkNotValid
from dominos.kernel.config.secret_keys import digest, digests

DIGITS = 6
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Characters of codes, without ambiguous ones."""
GROUPS, GROUP = 6, 4


def token_of(proof_id: UUID) -> str:
    """The token of a mailed link."""
    return _signer().sign(proof_id.hex)


def id_of(token: str) -> UUID:
    """The row of a link's token. LinkNotValid for a forged one."""
    try:
        return UUID(hex=_signer().unsign(token))
    except (BadSignature, ValueError):
        raise LinkNotValid from None


def code_of(proof_id: UUID) -> str:
    """A six-digit code."""
    return _digits(digest(_marked(proof_id)))


def is_code_of(proof_id: UUID, code: str) -> bool:
    """Whether the digits are the code under any of the current secrets, compared in constant time."""
    codes = [_digits(mark).encode() for mark in digests(_marked(proof_id))]
    return any(compare_digest(code.encode(), each) for each in codes)


def challenge_of(proof_id: UUID) -> bytes:
    """The challenge that a passkey signs, 32 bytes."""
    return bytes.fromhex(digest(b"users.passkey" + proof_id.bytes))


@dataclass(frozen=True, slots=True)
class Attempt:
    """The secrets of one sign-in attempt at a provider.

    `binder` is kept by the browser that began it, `nonce` is in the ID token, and `verifier` is known to us
    only.
    """

    binder: str
    nonce: str
    verifier: str


def attempt_of(proof_id: UUID) -> Attempt:
    """The secrets of a new attempt."""
    return next(_attempts_of(proof_id))


def begun_attempt(proof_id: UUID, binder: str) -> Attempt | None:
    """The secrets of the attempt begun by the browser with this binder, under any current secret; None for others."""
    found = (each for each in _attempts_of(proof_id) if compare_digest(each.binder.encode(), binder.encode()))
    return next(found, None)


def _attempts_of(proof_id: UUID) -> Iterator[Attempt]:
    parts = [digests(f"users.{part}".encode() + proof_id.bytes) for part in ("binder", "nonce", "verifier")]
    return (Attempt(*each) for each in zip(*parts, strict=True))


def totp_secret_of(proof_id: UUID) -> str:
    """The secret of an authenticator app being set up, in base32; 160 bits, as RFC 4226 recommends."""
    return b32encode(bytes.fromhex(digest(b"users.totp" + proof_id.bytes))[:20]).decode()


def new_recovery_code() -> str:
    """A recovery code: six groups of four letters, 118 bits."""
    return "-".join("".join(choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def recovery_digest(code: str) -> str:
    """The stored digest of a recovery code, in whatever spelling; its entropy prevents guessing."""
    return sha256("".join(c for c in code.lower() if c.isalnum()).encode()).hexdigest()


def _marked(proof_id: UUID) -> bytes:
    return b"users.code" + proof_id.bytes


def _digits(mark: str) -> str:
    return f"{int(mark, 16) % 10**DIGITS:0{DIGITS}}"


def _signer() -> Signer:
    return Signer(salt="users.mailed", sep=".")
