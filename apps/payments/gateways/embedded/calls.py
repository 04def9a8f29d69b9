"""Idempotent calls of the embedded gateway: a key has one effect and one answer."""

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import cache
from itertools import chain
from typing import Any
from uuid import UUID

from django.db.models import Model
from pydantic_core import to_jsonable_python

from apps.payments.domain.gateway import (
    Declined,
    GatewayPayment,
    GatewayRefusal,
    GatewayStatus,
    NextAction,
)
from apps.payments.models.embedded import EmbeddedCall
from dominos.kernel.dataclass_dicts import plain
from dominos.kernel.ids import new_id
from dominos.kernel.postgres.cursors import prepared_cursor
from dominos.kernel.prepared_writes import insert_new, new, row_values, update
from dominos.kernel.unit_of_work import unit_of_work
from dominos.kernel.write_statements import insert_text


def once_storing(key: str, call: list[Any], answer: dict[str, Any], rows: Sequence[Model]) -> GatewayPayment:
    """As `once`, for a call that only inserts rows: in one statement, which is a transaction of its own."""
    kept = new(EmbeddedCall, key=key, call_id=new_id(), fingerprint=_fingerprint(call), answer=answer)
    values = chain.from_iterable(map(row_values, (kept, *rows)))
    with prepared_cursor() as cursor:
        cursor.execute(_storing(tuple(map(type, rows))), list(values))
        is_first = cursor.fetchone() == (1,)
    earlier = None if is_first else EmbeddedCall.objects.get(key=key)
    return _loaded(answer if earlier is None else _of_same_call(earlier, call))


@cache
def _storing(models: tuple[type[Model], ...]) -> str:
    effects = ", ".join(f"e{n} AS ({insert_text(model, 'call')})" for n, model in enumerate(models))
    call = f"{insert_text(EmbeddedCall)} ON CONFLICT DO NOTHING RETURNING key"
    return f"WITH call AS ({call}), {effects} SELECT count(*) FROM call"  # noqa: S608


def _fingerprint(call: list[Any]) -> str:
    return hashlib.sha256(json.dumps(call, default=str).encode()).hexdigest()


def _of_same_call(kept: EmbeddedCall, call: list[Any]) -> Any:
    if kept.fingerprint != _fingerprint(call):
        raise GatewayRefusal("The idempotency key was used for another call.")
    return kept.answer


def once(key: str, call: list[Any], effect: Callable[[], GatewayPayment]) -> GatewayPayment:
    """Performs the call unless its key already has an answer, including a decline. A concurrent call waits
    for the first one.
    """
    kept = EmbeddedCall(key=key, call_id=new_id(), fingerprint=_fingerprint(call))
    with unit_of_work("payments", interim=True):
        if insert_new(kept):
            kept.answer = _answer(effect)
            update(kept, "answer")
        else:
            kept = EmbeddedCall.objects.get(key=key)
    return _loaded(_of_same_call(kept, call))


def _answer(effect: Callable[[], GatewayPayment]) -> dict[str, Any]:
    try:
        return answer_of(effect())
    except Declined as error:
        return answer_of(error)


def answer_of(outcome: GatewayPayment | Declined) -> dict[str, Any]:
    """The answer in its stored form."""
    if isinstance(outcome, Declined):
        return {"declined": outcome.decline_code, "reference": outcome.reference}
    return {"payment": to_jsonable_python(plain(outcome))}


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
