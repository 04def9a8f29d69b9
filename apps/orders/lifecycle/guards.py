"""Checks of the guards of the state table when a person moves an order: one function per guard."""

import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from django.core.cache import cache
from redis.exceptions import RedisError

from apps.orders.contract.errors import (
    IllegalTransition,
    NotRevisable,
    OrderChanged,
    QuoteExpired,
    QuoteRequired,
    ReasonRequired,
    TooManyAttempts,
    WrongCode,
)
from apps.orders.domain.refund_matrix import CASH, Fault
from apps.orders.domain.saga import SagaState
from apps.orders.domain.states import Actor, Guard, Transition
from apps.orders.lifecycle.transitions import Initiator
from apps.orders.models import Order, OrderSaga, Quote
from apps.orders.queries.allowed_actions import allowed_to, may_undo
from apps.orders.queries.shortages import offered_store
from dominos.kernel.clock import now
from dominos.kernel.errors import FieldError

log = structlog.get_logger(__name__)
MAX_WRONG_CODES = 5
WRONG_CODES_KEPT_SECONDS = 300
"""The period within which wrong codes of an order are counted; there are 10,000 possible codes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Arguments of an action: a reason, the collection code, whose fault a cancellation is, a revision's quote.

    A `fault` of None means `presumed_fault`.
    """

    reason: str = ""
    code: str = ""
    fault: Fault | None = None
    grant_food: bool = False
    quote: Quote | None = None


def check(saga: OrderSaga, step: Transition, by: Initiator, decision: Decision) -> None:
    """Raises if a guard of the step is not met."""
    for guard in step.guards:
        if guard in CHECKS:
            CHECKS[guard](saga, by, decision)


def _has_reason(saga: OrderSaga, by: Initiator, decision: Decision) -> None:
    if not decision.reason:
        raise ReasonRequired(errors=[FieldError("reason", "This field is required.", "required")])


def _has_code(saga: OrderSaga, by: Initiator, decision: Decision) -> None:
    if Actor.MANAGER in by.actors and decision.reason and not decision.code:
        return  # a phone that is empty leaves no food standing
    wrong = f"wrong-codes:{saga.order.id}"
    if _tries(wrong) >= MAX_WRONG_CODES:
        raise TooManyAttempts
    if not secrets.compare_digest(decision.code.encode(), saga.order.collection_code.encode()):
        _count_try(wrong)
        raise WrongCode(errors=[FieldError("code", "This is not the order's code.", "wrong")])


def _tries(key: str) -> int:
    """Wrong codes tried lately. In the cache, as a refused request leaves no trace in the database; open without it."""
    try:
        return int(cache.get(key, 0))
    except (OSError, RedisError):
        log.warning("wrong codes are not counted, the cache is down")
        return 0


def _count_try(key: str) -> None:
    with suppress(OSError, RedisError, ValueError):
        cache.add(key, 0, WRONG_CODES_KEPT_SECONDS)
        cache.incr(key)


def _may_undo(saga: OrderSaga, by: Initiator, decision: Decision) -> None:
    if not may_undo(saga.order, by.id):
        raise IllegalTransition(
            "Only your own last bump can be undone, within 30 seconds.",
            order_status=saga.order.status,
            allowed_actions=allowed_to(saga.order, by.actors, by.id),
        )


def _is_requoted(saga: OrderSaga, by: Initiator, decision: Decision) -> None:
    if decision.quote is None:
        raise QuoteRequired(errors=[FieldError("quote_id", "Price the change first.", "required")])
    check_quote(saga, decision.quote)
    check_edition(saga.order, decision.quote)
    if saga.order.answered_within is not None:
        raise NotRevisable("A partner was paid for this order: it is changed there.")
    if saga.state == SagaState.AWAITING_REPAYMENT:
        raise NotRevisable("Pay this order before you change it.")
    check_cash(decision.quote, saga.payment_method)


def check_quote(saga: OrderSaga, quote: Quote) -> None:
    """A revision's quote must be valid, for this order and the same store, or be the offered one.

    Raises QuoteExpired, NotRevisable.
    """
    order = saga.order
    if now() >= quote.expires_at:
        raise QuoteExpired(expired_at=quote.expires_at.isoformat())
    is_elsewhere = quote.store_id == offered_store(saga)
    same: tuple[tuple[UUID | str | object, object], ...] = (
        (order.store_id, order.store_id if is_elsewhere else quote.store_id),
        (order.currency, quote.currency),
        (str(order.id), quote.request.get("revises", {}).get("order")),
    )
    if any(of_order != of_quote for of_order, of_quote in same):
        raise NotRevisable("This is no price of a change of this order at its store.")


def edition_of(order: Order) -> dict[str, Any]:
    """What a price of a change is for."""
    return {"order": str(order.id), "edition": order.edition}


def check_edition(order: Order, quote: Quote) -> None:
    """The order must be as it was when the change was priced. OrderChanged with what it is now."""
    if quote.request.get("revises") != edition_of(order):
        raise OrderChanged(
            order_id=str(order.id),
            order_status=order.status,
            service=order.service,
            total=order.total,
            currency=order.currency,
            promised_from=order.promised_from.isoformat(),
            promised_to=order.promised_to.isoformat(),
        )


def check_cash(quote: Quote, payment_method: str) -> None:
    """Cash must be within the store's limit. NotRevisable."""
    limit = quote.terms["cash_limit"]
    if payment_method == CASH and quote.total > limit:
        raise NotRevisable("The store's couriers do not take that much cash.", limit=limit)


CHECKS: Mapping[Guard, Callable[[OrderSaga, Initiator, Decision], None]] = {
    Guard.REASON: _has_reason,
    Guard.COLLECTION_CODE: _has_code,
    Guard.UNDO_WINDOW: _may_undo,
    Guard.REQUOTED: _is_requoted,
}
