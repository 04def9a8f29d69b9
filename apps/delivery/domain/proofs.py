"""Proofs of delivery, and when a courier may give up."""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from apps.delivery.domain.rules import Rules

PIN_DIGITS = 4


class Proof(StrEnum):
    """How a hand-over is proved; `STAFF` is the word of a manager or support if the courier could not report it."""

    PIN = "pin"
    PHOTO = "photo"
    NONE = "none"
    STAFF = "staff"


def pin_of(order_id: UUID, secret: str, attempt: int = 1) -> str:
    """The PIN that the customer tells the courier: derived from the order and its attempt, not stored."""
    again = b"" if attempt == 1 else attempt.to_bytes(2)
    digest = hmac.new(secret.encode(), b"delivery-pin:" + order_id.bytes + again, hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 10**PIN_DIGITS:0{PIN_DIGITS}d}"


def is_pin(given: str, order_id: UUID, secrets: Iterable[str], attempt: int = 1) -> bool:
    """Whether it is the attempt's PIN under any of the current secrets, compared in constant time."""
    pins = [pin_of(order_id, secret, attempt).encode() for secret in secrets]
    return any(hmac.compare_digest(given.encode(), pin) for pin in pins)


def may_fail_at(arrived_at: datetime, rules: Rules) -> datetime:
    """When a courier at the door may give up, after the required contact attempts."""
    return arrived_at + timedelta(seconds=rules.contact_wait_seconds)


def attempts_missing(attempts: int, rules: Rules) -> int:
    """The number of contact attempts still required before giving up."""
    return max(0, rules.contact_attempts - attempts)
