"""Signatures of internal calls: HMAC-SHA256 over method, path, timestamp and the body's hash."""

import hashlib
import hmac
import re
import time
from collections.abc import Mapping

from django.conf import settings

WINDOW_SECONDS = 60
_UNIX_TIME = re.compile(r"[0-9]{1,12}")
TIMESTAMP = "X-Rpc-Timestamp"
SIGNATURE = "X-Rpc-Signature"


def _signature(key: str, method: str, path: str, timestamp: str, body: bytes) -> str:
    text = "\n".join([method, path, timestamp, hashlib.sha256(body).hexdigest()])
    return hmac.new(bytes.fromhex(key), text.encode(), hashlib.sha256).hexdigest()


def sign(method: str, path: str, body: bytes) -> dict[str, str]:
    """The headers that prove a call comes from one of us, by the first of `settings.RPC_KEYS`."""
    timestamp = str(int(time.time()))
    return {TIMESTAMP: timestamp, SIGNATURE: _signature(settings.RPC_KEYS[0], method, path, timestamp, body)}


def is_genuine(method: str, path: str, body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether any of `settings.RPC_KEYS` signed the call within the last minute."""
    timestamp = headers.get(TIMESTAMP, "")
    given = headers.get(SIGNATURE, "")
    if not _UNIX_TIME.fullmatch(timestamp) or abs(time.time() - int(timestamp)) > WINDOW_SECONDS:
        return False
    return any(
        hmac.compare_digest(given.encode(), _signature(key, method, path, timestamp, body).encode())
        for key in settings.RPC_KEYS
    )
