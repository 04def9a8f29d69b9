"""Declined cards: counted in the transaction that records them, and before the gateway is asked again."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Subquery
from django.db.models.functions import Coalesce

from apps.payments.contract.errors import TooManyDeclines
from apps.payments.contract.limits import MAX_DECLINES_OF_ORDER
from apps.payments.market import rules
from apps.payments.models import Decline
from dominos.kernel.clock import now


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """Who wants a card to be tried: a customer, behind a network address."""

    customer_id: UUID
    client: str = ""


def counts_of(payer: Payer, order_id: UUID | None = None) -> dict[str, Any]:
    """The declines that count against the payer, as annotations of whatever is asked for anyhow."""
    lately = Decline.objects.filter(declined_at__gt=now() - rules().decline_window)
    return {
        "declines_of_order": _count(Decline.objects.filter(order_id=order_id), "order_id"),
        "declines_of_customer": _count(lately.filter(customer_id=payer.customer_id), "customer_id"),
        "declines_of_client": _count(lately.exclude(client="").filter(client=payer.client), "client"),
    }


def _count(declines: QuerySet[Decline], column: str) -> Coalesce:
    counted = declines.order_by().values(column).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


def refuse_too_many(counted: Any) -> None:
    """TooManyDeclines by the `counts_of` a row is annotated with."""
    limits = {
        "order": (counted.declines_of_order, MAX_DECLINES_OF_ORDER),
        "customer": (counted.declines_of_customer, rules().declines_of_customer),
        "client": (counted.declines_of_client, rules().declines_of_client),
    }
    for scope, (count, limit) in limits.items():
        if count >= limit:
            wait: dict[str, Any] = (
                {} if scope == "order" else {"wait_seconds": int(rules().decline_window.total_seconds())}
            )
            raise TooManyDeclines(scope=scope, **wait)


def count_decline(payer: Payer, order_id: UUID | None = None) -> None:
    """Records one, in the running unit of work."""
    Decline.objects.create(order_id=order_id, customer_id=payer.customer_id, client=payer.client)
