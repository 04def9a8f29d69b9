"""Stored quotes and their responses."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from apps.orders.models import Order, Quote, StoreChanges
from apps.orders.queries.phone_proofs import may_guests_pay_in_cash
from apps.orders.queries.sale_answers import (
    AmountsAnswer,
    LineGroupAnswer,
    OrderAddressAnswer,
    OrderDealAnswer,
    SoldLineAnswer,
    address_answer,
    amounts_answer,
    deal_answers,
    line_groups,
    sold_lines,
    store_name,
)
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.edge.answers import Answer
from dominos.kernel.errors import NotFound
from dominos.kernel.prepared_reads import Prepared


class QuoteAnswer(Answer):
    """A price valid until `expires_at`. `fallbacks` names what had to be estimated."""

    id: UUID
    expires_at: datetime
    store_id: UUID
    store_name: str
    service: ServiceMethod
    currency: str
    menu_version: str
    basket_hash: str
    lines: list[SoldLineAnswer]
    groups: list[LineGroupAnswer]
    amounts: AmountsAnswer
    deals: list[OrderDealAnswer]
    unused_deals: dict[str, str]
    """The reason, by code."""
    scheduled_for: datetime | None
    address: OrderAddressAnswer | None
    promised_from: datetime
    promised_to: datetime
    fallbacks: list[str]
    cash_limit: int
    """The most that the store accepts in cash, in minor units."""
    may_pay_in_cash: bool
    """Whether the total is within that limit."""
    guests_may_pay_in_cash: bool
    """False if guests need a verified telephone and no codes are sent."""


class RevisionAnswer(QuoteAnswer):
    """The price of a changed basket: `difference` is its total minus the previous one, `was`."""

    was: int
    difference: int


@dataclass(frozen=True, slots=True)
class HeldQuote:
    """A quote, and later changes of its menu and its store."""

    quote: Quote
    menu_version: str | None
    availability_changed_at: datetime | None


def get_quote(quote_id: UUID, customer_id: UUID) -> HeldQuote:
    """The customer's quote, or one without an owner. NotFound."""
    found = _QUOTE.get(quote_id)
    if found is None or found.customer_id not in (customer_id, None):
        raise NotFound("There is no such quote.")
    return HeldQuote(found, found.told_version, found.told_at)


def _with_changes() -> QuerySet[Any]:
    changes = StoreChanges.objects.filter(store_id=OuterRef("store_id"))
    return Quote.objects.annotate(
        told_version=Subquery(changes.values("menu_version")),
        told_at=Subquery(changes.values("availability_changed_at")),
    )


_QUOTE: Prepared[Any] = Prepared(_with_changes)


def quote_answer(quote: Quote) -> QuoteAnswer:
    """The quote as its customer sees it."""
    return QuoteAnswer(
        id=quote.id,
        expires_at=quote.expires_at,
        store_id=quote.store_id,
        store_name=store_name(quote),
        service=ServiceMethod(quote.service),
        currency=quote.currency,
        menu_version=quote.menu_version,
        basket_hash=quote.basket_hash,
        lines=sold_lines(quote.lines),
        groups=line_groups(quote),
        amounts=amounts_answer(quote),
        deals=deal_answers(quote),
        unused_deals=quote.unused_deals,
        scheduled_for=quote.scheduled_for,
        address=address_answer(quote),
        promised_from=quote.promised_from,
        promised_to=quote.promised_to,
        fallbacks=quote.fallbacks,
        cash_limit=quote.terms["cash_limit"],
        may_pay_in_cash=quote.total <= quote.terms["cash_limit"],
        guests_may_pay_in_cash=may_guests_pay_in_cash(),
    )


def revision_answer(order: Order, quote: Quote) -> RevisionAnswer:
    """The quote of a changed basket compared with the order."""
    difference = {"was": order.total, "difference": quote.total - order.total}
    return RevisionAnswer.of({**dict(quote_answer(quote)), **difference})
