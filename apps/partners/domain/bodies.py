"""The body of an event, deterministic."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def body_of(event: str, at: datetime, data: Mapping[str, Any]) -> bytes:
    """`{"type", "timestamp", "data"}`, as in Standard Webhooks."""
    stamp = at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    whole = {"type": event, "timestamp": stamp, "data": data}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
