"""Prices a basket: asks menu, stores, geo and delivery, and freezes their answers in a quote."""

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from apps.delivery.contract.windows import Window
from apps.menu.contract.service import MenuService
from apps.menu.contract.types import AppliedDeal, PricedBasket, PricedLine
from apps.orders.contract.quotes import QuoteRequest
from apps.orders.contract.rounding import coin_of
from apps.orders.contract.types import Amounts
from apps.orders.domain import eta
from apps.orders.domain.actors import ORDERING_ROLES
from apps.orders.domain.doors import is_same_door
from apps.orders.domain.eta import Plan
from apps.orders.domain.fees import small_order_fee
from apps.orders.domain.kitchen import NO_LOAD, kitchen_stages
from apps.orders.domain.sold_lines import as_sold
from apps.orders.domain.taxes import TaxTable
from apps.orders.domain.totals import Extras, Item, amounts_of
from apps.orders.lifecycle.promises.observations import observations
from apps.orders.models import Order, Quote
from apps.orders.queries.kitchen import recent_load
from apps.orders.queries.quotes import QuoteAnswer, quote_answer
from apps.orders.quotes.agreed_prices import as_agreed
from apps.orders.quotes.destinations import Destination, destination_of, menu_context
from apps.orders.quotes.requests import refuse_lost_tip, refuse_wild_tip
from apps.orders.quotes.seat_choice import kept_by, seated
from apps.orders.quotes.timing import Timing, refuse_after_closing, time_of, timing_of
from apps.orders.quotes.travel import travel_stages
from apps.orders.reservations.deal_uses import holder_of, used_up
from apps.orders.reservations.seats import seats_of
from apps.payments.contract.errors import CashLimitExceeded
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import ServiceMethod, Store
from dominos.kernel.auth import Principal
from dominos.kernel.dataclass_dicts import plain
from dominos.kernel.prepared_writes import insert, new
from dominos.kernel.services import service
from dominos.kernel.texts.languages import spoken
from dominos.kernel.unit_of_work import unit_of_work

LIFETIME = timedelta(minutes=10)
MAX_ROUNDS = 5
"""How often a basket is priced again because another deal turned out to be exhausted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The other apps' answers for a request."""

    to: Destination
    store: Store
    timing: Timing
    basket: PricedBasket
    pizzas: int
    plan: Plan
    window: Window
    terms: dict[str, Any]
    fallbacks: list[str]


def price(
    request: QuoteRequest, caller: Principal, *, instead_of: Order | None = None, holder: str = ""
) -> Quote:
    """The quote, not stored yet; a revision may use the limited deals of the order it replaces again.

    `holder` is the identity under which uses of limited deals are counted, if not the caller's. Raises
    StoreClosed, SlotNotOffered, SlotFull, OutOfZone, BelowMinimum, OtherStore, BasketRefused, NotFound.
    """
    refuse_lost_tip(request.service, request.tip)
    to = destination_of(request, caller)
    store: Store = service(StoresService).get_store(store_id=to.store_id)
    own = instead_of if instead_of is not None and instead_of.store_id == store.id else None
    kept = own if own is not None and is_kept_in_place(own, request, to) else None
    timing = timing_of(request, store.id, own)
    basket = best_basket(request, to, holder or _holder(caller, instead_of), instead_of)
    if request.agreed is not None:
        basket = as_agreed(basket, request.agreed)
    refuse_wild_tip(request.tip, basket.food)
    owner = caller.id if caller.is_any(*ORDERING_ROLES) else None
    return _quote(request, owner, _answers(request, to, store, timing, basket, kept, own))


def quote_for(request: QuoteRequest, caller: Principal) -> QuoteAnswer:
    """Prices a basket and stores the quote. Raises the errors of `kept_price`."""
    return quote_answer(kept_price(request, caller))


def kept_price(request: QuoteRequest, caller: Principal) -> Quote:
    """The stored quote. Raises the errors of `price`; CashLimitExceeded for one to be paid in cash."""
    quote = price(request, caller)
    limit = quote.terms["cash_limit"]
    if request.in_cash and quote.total > limit:
        raise CashLimitExceeded(limit=limit, currency=quote.currency)
    return keep_quote(quote)


def _answers(
    request: QuoteRequest,
    to: Destination,
    store: Store,
    timing: Timing,
    basket: PricedBasket,
    kept: Order | None,
    own: Order | None,
) -> Inputs:
    """`kept` stays in its seats, `own` is what the store already makes."""
    pizzas = sum(line.quantity for line in basket.lines if line.needs_oven)
    load, taken = recent_load(store.id) if timing.slot is None else (NO_LOAD, timing.taken)
    kitchen = kitchen_stages(pizzas, store.kitchen, load)
    known = observations(store.id, timing.at) if timing.slot is None else ()
    road, fallbacks = travel_stages(kitchen, to, known)
    plan = {**kitchen, **road}
    window = timing.window(plan, known)
    if kept is not None:
        seating = kept_by(kept, window, plan)
    else:
        if own is not None and timing.slot is None:
            taken = taken.without(seats_of(own, own.pizzas))
        seating = seated(timing, window, plan, pizzas, store.kitchen, taken)
        if request.agreed is None:
            refuse_after_closing(timing, store.id, request.service, seating.moved)
    return Inputs(
        to=to,
        store=store,
        timing=timing,
        basket=basket,
        pizzas=pizzas,
        plan=seating.plan,
        window=seating.window,
        terms={
            **terms_of(store),
            **timing.terms(plan, known),
            **seating.terms,
            **_answer_terms(request),
        },
        fallbacks=fallbacks,
    )


def is_kept_in_place(order: Order, request: QuoteRequest, to: Destination) -> bool:
    """Whether a change leaves the order in its seats: at the same time, by the same way, to the same door."""
    is_same_way = request.service == order.method and is_same_door(order.address, to.address)
    return is_same_way and request.when == time_of(order)


def _answer_terms(request: QuoteRequest) -> dict[str, int]:
    return {"answer_seconds": request.agreed.answer_seconds} if request.agreed else {}


def _holder(caller: Principal, instead_of: Order | None) -> str:
    if instead_of is not None:
        return instead_of.deal_holder
    return holder_of(caller.id) if caller.id else "nobody"


def best_basket(
    request: QuoteRequest, to: Destination, holder: str, instead_of: Order | None = None
) -> PricedBasket:
    """The basket with the best deals that are not exhausted. BasketRefused, NoMenu."""
    exhausted: set[str] = set()
    for _ in range(MAX_ROUNDS):
        basket: PricedBasket = service(MenuService).price_basket(
            store_id=to.store_id,
            lines=request.lines,
            exhausted=tuple(sorted(exhausted)),
            **menu_context(request, to),
        )
        deals = [deal_row(deal) for deal in basket.deals]
        gone = used_up(deals, holder, instead_of)
        if not gone - exhausted:
            break
        exhausted |= gone
    return basket


def _amounts(request: QuoteRequest, answers: Inputs) -> tuple[Amounts, list[int]]:
    store, basket, zone = answers.store, answers.basket, answers.to.zone
    minimum = max(store.minimum_order, zone.minimum_subtotal if zone else 0) if request.agreed is None else 0
    extras = Extras(
        delivery_fee=basket.delivery_fee,
        delivery_discount=basket.delivery_discount,
        small_order_fee=small_order_fee(basket.food, minimum, store.terms, currency=basket.currency),
        tip=request.tip,
    )
    items = [
        Item(total=line.total, discount=line.discount, deposit=line.deposit, tax_class=line.tax_class)
        for line in basket.lines
    ]
    coin = coin_of(basket.currency, store.terms.cash_coin, in_cash=request.in_cash)
    return amounts_of(items, extras, tax_table(store), coin=coin)


def tax_table(store: Store) -> TaxTable:
    """The store's taxes: its jurisdiction's own, else its market's, else its standard one."""
    rates = {name: Decimal(percent) for name, percent in store.tax_rates().items()}
    return TaxTable(Decimal(store.tax_percent), store.tax_included, rates)


def _quote(request: QuoteRequest, owner: UUID | None, answers: Inputs) -> Quote:
    basket, timing = answers.basket, answers.timing
    amounts, taxes = _amounts(request, answers)
    lines = [line_row(n, *sold) for n, sold in enumerate(zip(basket.lines, taxes, strict=True), 1)]
    return new(
        Quote,
        customer_id=owner,
        store_id=answers.store.id,
        service=request.service,
        currency=basket.currency,
        lines=lines,
        deals=[deal_row(deal) for deal in basket.deals],
        unused_deals=basket.unused_deals,
        address=answers.to.address,
        request=request.extras(),
        created_at=timing.at,
        basket_hash=basket_hash(request.service, lines),
        menu_version=basket.menu_version,
        fallbacks=answers.fallbacks,
        expires_at=timing.at + LIFETIME,
        **_schedule(answers),
        **plain(amounts),
    )


def _schedule(answers: Inputs) -> dict[str, Any]:
    """When it is made and brought, and the terms of it."""
    timing = answers.timing
    return {
        "pizzas": answers.pizzas,
        "stage_plan": eta.as_json(answers.plan),
        "business_date": timing.business_date,
        "promised_from": answers.window.start,
        "promised_to": answers.window.end,
        "scheduled_for": timing.slot.start if timing.slot else None,
        "orderable_until": timing.opening.closes_at if timing.slot is None else None,
        "terms": answers.terms,
    }


def line_row(number: int, line: PricedLine, tax: int) -> dict[str, Any]:
    """A priced line in its frozen form, with its share of the tax."""
    options = {code: {part: str(amount) for part, amount in on.items()} for code, on in line.options.items()}
    row = {**plain(line), "number": number, "options": options, "tax": tax}
    return row if line.store_words else as_sold(row)


def deal_row(deal: AppliedDeal) -> dict[str, Any]:
    """An applied deal in its frozen form; `lines` are discounts by line number from 1."""
    lines = {str(number + 1): amount for number, amount in deal.lines.items()}
    return {**plain(deal), "lines": lines, "discount": deal.discount}


def basket_hash(method: ServiceMethod, lines: list[dict[str, Any]]) -> str:
    """Equal for the same items at the same prices and the same service."""
    return hashlib.sha256(json.dumps([method, lines], sort_keys=True).encode()).hexdigest()


def terms_of(store: Store) -> dict[str, Any]:
    """The part of the store's profile that an order keeps."""
    return {
        "store_code": store.code,
        "store_name": store.name,
        "store_phone": store.phone,
        "legal_entity": store.legal_entity,
        "timezone": store.timezone,
        "language": spoken(*store.languages),
        "lat": store.lat,
        "lon": store.lon,
        "tax_percent": store.tax_percent,
        "tax_included": store.tax_included,
        "cash_limit": store.cash_limit,
        "cash_coin": store.terms.cash_coin,
        "kitchen": plain(store.kitchen),
        "accepts_itself": store.auto_accept is not None,
    }


def keep_quote(quote: Quote, *, interim: bool = False) -> Quote:
    """Stores a quote for ten minutes; it stays stored even if the request is refused afterwards."""
    with unit_of_work("orders", interim=interim):
        insert(quote, awaited=False)
    return quote
