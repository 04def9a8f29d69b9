"""What mails carry to prove whose they are: computed from a row's id and the platform's secret, and stored nowhere.

So neither a table nor a message, a log or a backup holds anything that opens an account.
"""

import hashlib
import hmac
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer

from apps.users.contract.errors import LinkNotValid

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
    mark = hmac.digest(settings.SECRET_KEY.encode(), b"users.code" + proof_id.bytes, "sha256")
    return f"{int.from_bytes(mark) % 10**DIGITS:0{DIGITS}}"


def digest(text: str) -> str:
    """What is stored of a text that has only to be recognised."""
    return hashlib.sha256(text.encode()).hexdigest()


def _signer() -> Signer:
    return Signer(salt="users.mailed", sep=".")
