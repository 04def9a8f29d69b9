"""Declined cards: recorded in a transaction, and counted before the gateway is called again."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from apps.payments.contract.errors import TooManyDeclines
from apps.payments.contract.limits import MAX_DECLINES_OF_ORDER
from apps.payments.domain.gateway import GatewayRefusal
from apps.payments.gateways.guarded import gateway_of
from apps.payments.models import Decline, Payment
from apps.payments.queries.market import rules
from dominos.kernel.clock import now
from dominos.kernel.config.secret_keys import digest
from dominos.kernel.postgres.cursors import prepared_cursor
from dominos.kernel.prepared_writes import row_values
from dominos.kernel.write_statements import insert_text

UNANSWERED, SUPERSEDED = "gateway_unavailable", "superseded"
ENDED_BY_US = (UNANSWERED, SUPERSEDED)
"""Reasons for which we ended an attempt ourselves, after which the same request may make another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """Who tries a card: the customer, and digests of the network address and of the card."""

    customer_id: UUID
    client: str = ""
    card: str = ""


def card_mark(gateway: str, token: str) -> str:
    """A keyed digest of the gateway's card fingerprint; "" if it has none. GatewayUnavailable.

    Calls the gateway without charging the card. Must be called outside any transaction.
    """
    try:
        found = gateway_of(gateway).identify(token)
    except GatewayRefusal:  # it will say so again to who tries the card
        return ""
    return digest(b"payments.card" + found.encode()) if found else ""


def counts_of(payer: Payer) -> dict[str, Any]:
    """The declines that count against a person who saves a card, as annotations for another query."""
    lately = Decline.objects.filter(declined_at__gt=now() - rules().decline_window)
    return {
        "declines_of_order": Value(0),
        "declines_of_customer": _count(lately.filter(customer_id=payer.customer_id), "customer_id"),
        "declines_of_client": _count(lately.exclude(client="").filter(client=payer.client), "client"),
        "declines_of_card": _count(lately.exclude(card="").filter(card=payer.card), "card"),
    }


def _count(declines: QuerySet[Decline], column: str) -> Coalesce:
    counted = declines.order_by().values(column).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declines:
    """The numbers of declines that count against a payer, and against the card."""

    declines_of_order: int
    declines_of_customer: int
    declines_of_client: int
    declines_of_card: int


def insert_counted(attempt: Payment) -> Declines | None:
    """Inserts the attempt with the payer's number of declines, in one statement.

    None if the same request already made one that ended by itself, or the order has a live payment; waits for
    a concurrent insert.
    """
    since = now() - rules().decline_window
    request: list[Any] = [attempt.order_id, attempt.request_key, attempt.customer_id, list(ENDED_BY_US)]
    counted = [attempt.order_id, attempt.customer_id, since, attempt.client, since, attempt.card, since]
    with prepared_cursor() as cursor:
        cursor.execute(_insert_counted(), [*row_values(attempt), *request, *counted])
        inserted, *counts = cursor.fetchone()
    return Declines(**dict(zip(Declines.__slots__, counts, strict=True))) if inserted else None


@cache
def _insert_counted() -> str:
    declines = f'SELECT count(*) FROM "{Decline._meta.db_table}" WHERE'  # noqa: S608 - a name of ours
    request = "order_id = %s AND request_key = %s AND customer_id = %s AND failure_code <> ALL(%s)"
    earlier = f'SELECT FROM "{Payment._meta.db_table}" WHERE {request}'
    attempt = insert_text(Payment, f"(SELECT WHERE NOT EXISTS ({earlier})) AS first")
    return (
        f"WITH attempt AS ({attempt} ON CONFLICT DO NOTHING RETURNING 1)"  # noqa: S608
        f" SELECT (SELECT count(*) FROM attempt), ({declines} order_id = %s),"
        f" ({declines} customer_id = %s AND declined_at > %s),"
        f" ({declines} client <> '' AND client = %s AND declined_at > %s),"
        f" ({declines} card <> '' AND card = %s AND declined_at > %s)"
    )


def refuse_too_many(counted: Any) -> None:
    """Raises TooManyDeclines by `Declines`, or by a row annotated with `counts_of`."""
    limits = {
        "order": (counted.declines_of_order, MAX_DECLINES_OF_ORDER),
        "customer": (counted.declines_of_customer, rules().declines_of_customer),
        "client": (counted.declines_of_client, rules().declines_of_client),
        "card": (counted.declines_of_card, rules().declines_of_card),
    }
    for scope, (count, limit) in limits.items():
        if count >= limit:
            wait: dict[str, Any] = (
                {} if scope == "order" else {"wait_seconds": int(rules().decline_window.total_seconds())}
            )
            raise TooManyDeclines(scope=scope, **wait)


def count_decline(payer: Payer, order_id: UUID | None = None) -> None:
    """Records a decline in the current unit of work."""
    Decline.objects.create(
        order_id=order_id, customer_id=payer.customer_id, client=payer.client, card=payer.card
    )
