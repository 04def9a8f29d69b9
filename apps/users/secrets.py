"""What mails carry to prove whose they are: computed from a row's id and the platform's secret, and stored nowhere.

So neither a table nor a message, a log or a backup holds anything that opens an account.
"""

from hmac import compare_digest
from uuid import UUID

from django.core.signing import BadSignature, Signer

from apps.users.contract.errors import LinkNotValid
from dominos.kernel.secret_keys import digest, digests

DIGITS = 6


def token_of(proof_id: UUID) -> str:
    """What a mailed link carries."""
    return _signer().sign(proof_id.hex)


def id_of(token: str) -> UUID:
    """The row whose link carries the token. LinkNotValid for a forged one."""
    try:
        return UUID(hex=_signer().unsign(token))
    except (BadSignature, ValueError):
        raise LinkNotValid from None


def code_of(proof_id: UUID) -> str:
    """A code to be typed, of six digits."""
    return _digits(digest(_marked(proof_id)))


def is_code_of(proof_id: UUID, code: str) -> bool:
    """Whether the digits are the code under any of the secrets that hold, compared in constant time."""
    codes = [_digits(mark).encode() for mark in digests(_marked(proof_id))]
    return any(compare_digest(code.encode(), each) for each in codes)


def _marked(proof_id: UUID) -> bytes:
    return b"users.code" + proof_id.bytes


def _digits(mark: str) -> str:
    return f"{int(mark, 16) % 10**DIGITS:0{DIGITS}}"


def _signer() -> Signer:
    return Signer(salt="users.mailed", sep=".")
