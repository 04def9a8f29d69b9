"""Idempotent calls of the embedded gateway: a key has one effect and one answer."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from apps.payments.domain.gateway import (
    Declined,
    GatewayPayment,
    GatewayRefusal,
    GatewayStatus,
    NextAction,
)
from apps.payments.models.embedded import EmbeddedCall
from dominos.kernel.ids import new_id
from dominos.kernel.unit_of_work import unit_of_work


def once(key: str, call: list[Any], effect: Callable[[], GatewayPayment]) -> GatewayPayment:
    """Performs the call unless its key has an answer, a decline included. A rival waits for the first one."""
    fingerprint = hashlib.sha256(json.dumps(call, default=str).encode()).hexdigest()
    call_id = new_id()
    with unit_of_work("payments", interim=True):
        EmbeddedCall.objects.bulk_create(
            [EmbeddedCall(key=key, call_id=call_id, fingerprint=fingerprint)], ignore_conflicts=True
        )
        kept = EmbeddedCall.objects.get(key=key)
        if kept.fingerprint != fingerprint:
            raise GatewayRefusal("The idempotency key was used for another call.")
        if kept.call_id == call_id:
            kept.answer = _answer(effect)
            kept.save(update_fields=["answer"])
    return _loaded(kept.answer)


def _answer(effect: Callable[[], GatewayPayment]) -> dict[str, Any]:
    try:
        return {"payment": json.loads(json.dumps(asdict(effect()), default=str))}
    except Declined as error:
        return {"declined": error.decline_code, "reference": error.reference}


def _loaded(answer: Any) -> GatewayPayment:
    if "declined" in answer:
        raise Declined(answer["declined"], answer["reference"])
    values = dict(answer["payment"])
    action = values.pop("next_action")
    return GatewayPayment(
        **values
        | {
            "payment_id": UUID(values["payment_id"]),
            "status": GatewayStatus(values["status"]),
            "next_action": NextAction(**action) if action else None,
        }
    )
