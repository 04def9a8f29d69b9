"""Signatures of events, sent and received, as in Standard Webhooks (standardwebhooks.com, version 1)."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from secrets import token_bytes
from uuid import UUID

from dominos.kernel.clock import now
from dominos.kernel.errors import Invalid

PREFIX = "whsec_"
SECRET_BYTES = 24
MAX_STAMP = 12
TOLERANCE_SECONDS = 300
OVERLAP = timedelta(days=1)
"""How long the previous secret also signs after a new one was created."""


class BadSignature(Invalid):
    """A webhook without a valid and recent signature."""

    code, title = "bad-signature", "The webhook's signature is not valid."


def new_secret() -> str:
    """A secret for verification by the partner: 192 bits, in base64."""
    return PREFIX + b64encode(token_bytes(SECRET_BYTES)).decode()


def is_secret(text: str) -> bool:
    """Whether it is a secret that nobody guesses, as the standard writes it: 24 bytes or more in base64."""
    try:
        return (
            text.startswith(PREFIX)
            and len(b64decode(text.removeprefix(PREFIX), validate=True)) >= SECRET_BYTES
        )
    except ValueError:
        return False


def headers_of(id: UUID | str, at: datetime, body: bytes, secrets: Iterable[str]) -> dict[str, str]:
    """The headers of an event: signed with each secret, any of which suffices."""
    stamp = str(int(at.timestamp()))
    signed = f"{id}.{stamp}.".encode() + body
    return {
        "webhook-id": str(id),
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(f"v1,{_signature(secret, signed)}" for secret in secrets),
    }


def verify(headers: Mapping[str, str], body: bytes, secrets: Iterable[str]) -> None:
    """Checks that the body was signed by one of the secrets within the last five minutes. BadSignature."""
    id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not stamp.isascii() or not stamp.isdecimal() or len(stamp) > MAX_STAMP:
        raise BadSignature
    if abs(now().timestamp() - int(stamp)) > TOLERANCE_SECONDS:
        raise BadSignature("The webhook was signed too long ago.")
    signed = f"{id}.{stamp}.".encode() + body
    given = [each.encode() for each in headers.get("webhook-signature", "").split()]
    wanted = [f"v1,{_signature(secret, signed)}".encode() for secret in secrets]
    if not any(hmac.compare_digest(one, other) for one in given for other in wanted):
        raise BadSignature


def _signature(secret: str, signed: bytes) -> str:
    return b64encode(hmac.digest(b64decode(secret.removeprefix(PREFIX)), signed, "sha256")).decode()
