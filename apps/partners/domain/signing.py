"""Signatures of events, as in Standard Webhooks (standardwebhooks.com, version 1)."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import datetime, timedelta
from secrets import token_bytes
from uuid import UUID

PREFIX = "whsec_"
SECRET_BYTES = 24
OVERLAP = timedelta(days=1)
"""How long the previous secret also signs after a new one was created."""


def new_secret() -> str:
    """A secret for verification by the partner: 192 bits, in base64."""
    return PREFIX + b64encode(token_bytes(SECRET_BYTES)).decode()


def headers_of(id: UUID | str, at: datetime, body: bytes, secrets: Iterable[str]) -> dict[str, str]:
    """The headers of an event: signed with each secret, any of which suffices."""
    stamp = str(int(at.timestamp()))
    signed = f"{id}.{stamp}.".encode() + body
    return {
        "webhook-id": str(id),
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(f"v1,{_signature(secret, signed)}" for secret in secrets),
    }


def _signature(secret: str, signed: bytes) -> str:
    return b64encode(hmac.digest(b64decode(secret.removeprefix(PREFIX)), signed, "sha256")).decode()
