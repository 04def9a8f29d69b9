"""Orders for other apps."""

from datetime import datetime
from uuid import UUID

from apps.orders.contract.quotes import QuoteSummary
from apps.orders.contract.types import Amounts, DealUse, OrderLine, OrderStatus, OrderSummary
from apps.orders.domain.saga import SagaState
from apps.orders.models import Order, Quote, Sale
from apps.orders.queries.phone_proofs import phone_to_prove
from apps.orders.queries.sagas import all_with_saga, revision_quote, with_saga
from apps.orders.queries.tracking_links import tracking_token
from dominos.kernel.clock import now


def get_summary(order_id: UUID) -> OrderSummary:
    """The order for other apps. NotFound."""
    return _summary(with_saga(order_id))


def list_summaries(order_ids: list[UUID]) -> list[OrderSummary]:
    """Those of the orders that exist, in the requested order."""
    found = all_with_saga(order_ids) if order_ids else {}
    return [_summary(found[order_id]) for order_id in order_ids if order_id in found]


def _summary(order: Order) -> OrderSummary:
    return OrderSummary(
        order_id=order.id,
        number=order.number,
        store_id=order.store_id,
        customer_id=order.customer_id,
        status=order.state,
        service=order.method,
        currency=order.currency,
        amounts=amounts_due(order),
        lines=order_lines(order),
        tax_percent=order.terms["tax_percent"],
        legal_entity=order.terms["legal_entity"],
        placed_at=order.created_at,
        business_date=order.business_date,
        is_payable=is_payable(order),
        kept=order.saga.kept or 0,
        contact_name=order.contact_name,
        contact_email=order.contact_email,
        contact_phone=order.contact_phone,
        store_name=order.terms["store_name"],
        store_phone=order.terms["store_phone"],
        timezone=order.terms["timezone"],
        payment_method=order.saga.payment_method,
        credit=order.saga.credit,
        promised_from=order.promised_from,
        promised_to=order.promised_to,
        tracking_token=tracking_token(order.id),
        contactless=order.is_left_at_door,
        cash_coin=order.cash_coin,
        is_guest=order.is_guest,
        phone_to_prove=phone_to_prove(order),
        locale=order.locale,
        collection_code=order.collection_code,
        stage_times=stage_times(order),
    )


def stage_times(order: Order) -> dict[OrderStatus, datetime]:
    """When each of its states began."""
    return {OrderStatus(name): datetime.fromisoformat(at) for name, at in order.stage_times.items()}


def quote_summary(quote: Quote) -> QuoteSummary:
    """The quote for other apps."""
    return QuoteSummary(
        quote_id=quote.id,
        expires_at=quote.expires_at,
        store_id=quote.store_id,
        currency=quote.currency,
        amounts=quote.amounts,
        lines=order_lines(quote),
        business_date=quote.business_date,
        promised_from=quote.promised_from,
        promised_to=quote.promised_to,
    )


def is_payable(order: Order) -> bool:
    """Whether the order waits for its payment and can still be paid."""
    deadline = order.saga.deadline_at
    return waits_for_payment(order) and deadline is not None and now() < deadline


def waits_for_payment(order: Order) -> bool:
    """Whether the order waits for its payment: for the first, after the first one lapsed, or because it cost
    nothing before it was revised.
    """
    saga = order.saga
    return order.status == OrderStatus.PENDING_PAYMENT or (
        saga.state == SagaState.AWAITING_REPAYMENT or saga.pays_revision
    )


def pay_until(order: Order) -> datetime | None:
    """The deadline of the payment it waits for; None if it waits for none."""
    return order.saga.deadline_at if waits_for_payment(order) else None


def amounts_due(order: Order) -> Amounts:
    """The order's amounts, or those it will have once the awaited payment is made."""
    return revision_quote(order.saga).amounts if order.saga.pays_revision else order.amounts


def order_lines(order: Sale) -> tuple[OrderLine, ...]:
    """The lines of an order or a quote for other apps."""
    return tuple(
        OrderLine(**{name: line[name] for name in OrderLine.__dataclass_fields__}) for line in order.lines
    )


def deal_uses(order: Sale) -> tuple[DealUse, ...]:
    """The deals of an order or a quote, with their discounts."""
    names = DealUse.__dataclass_fields__
    return tuple(DealUse(**{name: deal[name] for name in names}) for deal in order.deals)
