"""Signatures of what is sent, as Standard Webhooks has them (standardwebhooks.com, version 1)."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import datetime, timedelta
from secrets import token_bytes
from uuid import UUID

PREFIX = "whsec_"
SECRET_BYTES = 24
OVERLAP = timedelta(days=1)
"""So long does the secret before also sign, once another one was made."""


def new_secret() -> str:
    """A secret that the partner verifies by: 192 bits, in base64."""
    return PREFIX + b64encode(token_bytes(SECRET_BYTES)).decode()


def headers_of(id: UUID | str, at: datetime, body: bytes, secrets: Iterable[str]) -> dict[str, str]:
    """The headers by which a receiver knows what came: signed by each secret, any of which is enough."""
    stamp = str(int(at.timestamp()))
    signed = f"{id}.{stamp}.".encode() + body
    return {
        "webhook-id": str(id),
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(f"v1,{_signature(secret, signed)}" for secret in secrets),
    }


def _signature(secret: str, signed: bytes) -> str:
    return b64encode(hmac.digest(b64decode(secret.removeprefix(PREFIX)), signed, "sha256")).decode()
