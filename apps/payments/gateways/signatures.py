"""Webhook signatures: `t=<unix time>,v1=<HMAC-SHA256 of "<t>.<raw body>">`, as Stripe defines them."""

import hashlib
import hmac
import re

from dominos.kernel.clock import now
from dominos.kernel.webhook_signing import BadSignature

TOLERANCE_SECONDS = 300
MAX_WEBHOOK_BYTES = 1_000_000
NOT_AN_EVENT = (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError)
"""Errors when parsing a body that is not an event: not JSON, a missing member, an impossible time."""
_UNIX_TIME = re.compile(r"[0-9]{1,12}")


def sign(body: bytes, secret: str) -> str:
    """The signature header of a body sent now."""
    timestamp = int(now().timestamp())
    return f"t={timestamp},v1={_digest(timestamp, body, secret)}"


def verify(body: bytes, header: str, secret: str) -> None:
    """Checks that the body was signed with the secret within the last 300 s. `BadSignature`."""
    parts = [part.partition("=") for part in header.split(",")]
    timestamp = next((value for name, _, value in parts if name == "t"), "")
    if not _UNIX_TIME.fullmatch(timestamp):
        raise BadSignature
    if abs(now().timestamp() - int(timestamp)) > TOLERANCE_SECONDS:
        raise BadSignature("The webhook was signed too long ago.")
    expected = _digest(int(timestamp), body, secret)
    given = [value for name, _, value in parts if name == "v1"]
    if not any(hmac.compare_digest(expected.encode(), value.encode()) for value in given):
        raise BadSignature


def _digest(timestamp: int, body: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
