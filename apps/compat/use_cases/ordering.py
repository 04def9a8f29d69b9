"""Validate, price, place: the same steps as for every client, through the contracts of the apps that own them."""

import json
import secrets
from typing import Any
from uuid import UUID

from django.db.models import Q

from apps.compat import queries
from apps.compat.domain import answers
from apps.compat.domain.cards import OfferedPayment, PaymentKind
from apps.compat.domain.requests import OldOrder, lines_of, order_addresses
from apps.compat.models import Attempt
from apps.compat.use_cases.menus import menu_of
from apps.compat.use_cases.places import find_address
from apps.orders.contract.quotes import GuestContact, QuoteRequest, QuoteSummary
from apps.orders.contract.service import OrdersService
from apps.orders.contract.types import OrderSummary
from apps.payments.contract.service import PaymentsService
from apps.payments.contract.types import PaymentChoice, PaymentResult, PaymentStatus
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import Opening, ServiceMethod
from dominos.kernel.clock import now
from dominos.kernel.config.secret_keys import digest, digests
from dominos.kernel.errors import Conflict, DomainError, Unavailable
from dominos.kernel.ids import new_id
from dominos.kernel.services import service
from dominos.kernel.texts.problems import said
from dominos.kernel.unit_of_work import unit_of_work

TEST_GATEWAY = "embedded"


class PaymentNotUnderstood(DomainError):
    """Only cash is accepted, and the published test cards where no real money moves."""

    code, title = "payment-not-understood", "Pay in cash; cards are not taken here."


class OtherOrder(Conflict):
    """The OrderID belongs to a different order."""

    code, title = "other-order", "This OrderID was used for another order."


class Refused(Exception):
    """The order cannot be placed as it is; `items` are the reasons."""

    def __init__(self, items: list[dict[str, Any]]) -> None:
        super().__init__(*(item["Code"] for item in items))
        self.items = items


def validate(order: OldOrder) -> answers.Answer:
    """Checks whether the order can be placed, without pricing or reserving. Raises Refused and the errors of
    checking.
    """
    problems = service(OrdersService).check_request(request=_request(order))
    if problems:
        raise Refused([answers.problem_item(each, said) for each in problems])
    return answers.accepted(order, _order_id(order))


def price(order: OldOrder, payment: OfferedPayment) -> answers.Answer:
    """The order's price. Raises the errors of pricing."""
    quote = _quote(order, new_id(), is_cash=payment.kind is PaymentKind.CASH)
    return answers.accepted(order, _order_id(order), **_told(order, quote))


def place(order: OldOrder, payment: OfferedPayment, client: str) -> answers.Answer:
    """Prices the order again, places and pays it; a retry with the same OrderID gives the same order.

    Raises PaymentNotUnderstood, OtherOrder, and the errors of pricing, placing and paying.
    """
    choice = _choice(payment)
    attempt = _attempt(order)
    if attempt.quote_id is None:
        quote = _quote(order, attempt.customer_id, is_cash=choice.method == "cash")
        attempt = _keep(attempt, quote_id=quote.quote_id)
    placed = _placed(order, attempt, client)
    _pay(placed, choice, client)
    return answers.accepted(order, str(attempt.id), **_placed_answer(placed, attempt))


def _request(order: OldOrder, *, is_cash: bool = False) -> QuoteRequest:
    menu = menu_of(order.store_id)
    return QuoteRequest(
        service=order.service,
        lines=lines_of(order.products, menu.kinds, menu.ready_made),
        store_id=order.store_id,
        address=_address(order) if order.service is ServiceMethod.DELIVERY else None,
        deals=order.coupons,
        when=order.wanted_at,
        in_cash=is_cash,
        language=order.language,
    )


def _address(order: OldOrder) -> dict[str, Any]:
    hit = find_address(order_addresses(order.address))
    return {
        "street": hit.street,
        "house_number": hit.house_number,
        "postcode": hit.postcode,
        "city": hit.city,
        "lat": hit.point.lat,
        "lon": hit.point.lon,
        "note": order.door,
    }


def _quote(order: OldOrder, customer_id: UUID, *, is_cash: bool) -> QuoteSummary:
    request = _request(order, is_cash=is_cash)
    quote: QuoteSummary = service(OrdersService).quote_for_guest(customer_id=customer_id, request=request)
    return quote


def _order_id(order: OldOrder) -> str:
    return str(order.order_id or new_id())


def _told(order: OldOrder, quote: QuoteSummary) -> dict[str, Any]:
    """What a price adds to an order's answer."""
    whole, breakdown = answers.amounts(quote.amounts, quote.currency)
    at = now()
    waits = [
        max(0, round((end - at).total_seconds() / 60)) for end in (quote.promised_from, quote.promised_to)
    ]
    return {
        "Amounts": whole,
        "AmountsBreakdown": breakdown,
        "BusinessDate": quote.business_date.isoformat(),
        "Currency": quote.currency,
        "EstimatedWaitMinutes": answers.minutes(waits[0], waits[1]),
        "PriceOrderTime": at.strftime("%Y-%m-%d %H:%M:%S"),
        "Products": answers.priced_products(order, quote.lines, quote.currency),
    }


def _choice(payment: OfferedPayment) -> PaymentChoice:
    if payment.kind is PaymentKind.CASH:
        return PaymentChoice(method="cash")
    if payment.kind is PaymentKind.TEST_CARD and service(PaymentsService).get_gateway() == TEST_GATEWAY:
        return PaymentChoice(method="card", token=payment.token)
    raise PaymentNotUnderstood


def _attempt(order: OldOrder) -> Attempt:
    """The attempt of this OrderID, new or repeated. OtherOrder."""
    content = json.dumps(order.content()).encode()
    made = Attempt(
        id=order.order_id or new_id(),
        fingerprint=digest(content),
        customer_id=new_id(),
        phone_mark=queries.phone_mark(order.phone),
        order_key=secrets.token_urlsafe(24),
    )
    with unit_of_work("compat"):
        Attempt.objects.bulk_create([made], ignore_conflicts=True)
        attempt = Attempt.objects.get(id=made.id)
    if attempt.fingerprint not in digests(content):
        raise OtherOrder
    return attempt


def _keep(attempt: Attempt, **found: UUID) -> Attempt:
    """Notes what the attempt led to, unless a rival of the same OrderID was faster: then that counts."""
    with unit_of_work("compat"):
        still_empty = Q(**dict.fromkeys(found))
        Attempt.objects.filter(still_empty, id=attempt.id).update(**found)
        return Attempt.objects.get(id=attempt.id)


def _placed(order: OldOrder, attempt: Attempt, client: str) -> OrderSummary:
    orders = service(OrdersService)
    if attempt.order_id is not None:
        known: OrderSummary = orders.get_order(order_id=attempt.order_id)
        return known
    assert attempt.quote_id is not None
    contact = GuestContact(
        name=order.name,
        phone=order.phone,
        email=order.email,
        client=client,
        instructions=order.instructions,
        locale=order.language,
    )
    try:
        placed: OrderSummary = orders.place_for_guest(
            quote_id=attempt.quote_id, customer_id=attempt.customer_id, contact=contact
        )
    except DomainError as refused:
        if not isinstance(refused, Unavailable):  # else it may have been placed
            _forget_quote(attempt)
        raise
    _keep(attempt, order_id=placed.order_id)
    return placed


def _forget_quote(attempt: Attempt) -> None:
    """So that the same OrderID once more is priced once more."""
    with unit_of_work("compat"):
        Attempt.objects.filter(id=attempt.id, quote_id=attempt.quote_id, order_id=None).update(quote_id=None)


def _pay(placed: OrderSummary, choice: PaymentChoice, client: str) -> None:
    """Pays what is not paid yet; another card after a declined one is another payment, the same one is not."""
    if not placed.is_payable or not placed.amounts.total:
        return
    result: PaymentResult = service(PaymentsService).pay(
        order_id=placed.order_id,
        customer_id=placed.customer_id,
        choice=choice,
        client=client,
        key=f"compat:{choice.method}:{choice.token}",
    )
    if result.status is PaymentStatus.REQUIRES_ACTION:
        raise PaymentNotUnderstood


def _placed_answer(placed: OrderSummary, attempt: Attempt) -> dict[str, Any]:
    whole, breakdown = answers.amounts(placed.amounts, placed.currency)
    return {
        "Amounts": whole,
        "AmountsBreakdown": breakdown,
        "BusinessDate": placed.business_date.isoformat(),
        "Currency": placed.currency,
        "EstimatedWaitMinutes": _wait(placed),
        "OrderKey": attempt.order_key,
        "StoreOrderID": placed.number,
        "PulseOrderGuid": str(placed.order_id),
    }


def _wait(placed: OrderSummary) -> str:
    opening: Opening = service(StoresService).get_opening(
        store_id=placed.store_id, service=placed.service, at=now()
    )
    return answers.minutes(*opening.wait_minutes)
