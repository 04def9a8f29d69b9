"""The writes: one function per use case, one transaction each."""

import secrets
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, connection

from apps.orders import holds
from apps.orders.actors import actors_of
from apps.orders.contract.errors import ActionForbidden, QuoteUsed
from apps.orders.domain import CouponOutcome, kept_amount, shares_of
from apps.orders.guards import Decision, check
from apps.orders.models import Order, OrderSaga, Quote, Refund, Sale, history_row
from apps.orders.refunding import MAY_REFUND, RefundWish, ask_refund
from apps.orders.road import catch_up
from apps.orders.saga import DEADLINES, SagaState
from apps.orders.states import COLLECTED, INITIAL, Action, Actor, Effect, Transition, targets
from apps.orders.transitions import By, advance, is_repeated, is_revised_to, locked, step_for
from dominos.kernel.auth import Principal
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.ids import new_id
from dominos.kernel.unit_of_work import unit_of_work

PLACE = "place"
_COPIED = [field.name for field in Sale._meta.get_fields() if field.name not in ("id", "created_at")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """What the customer adds to a quote when placing it."""

    customer_id: UUID
    contact_name: str
    contact_phone: str
    contact_email: str = ""
    is_guest: bool = False
    instructions: str = ""
    contactless: bool = False

    @property
    def deal_holder(self) -> str:
        """Under whose name uses of limited deals are counted."""
        return holds.holder_of(self.customer_id, self.contact_email if self.is_guest else "")


def keep_quote(quote: Quote, *, interim: bool = False) -> Quote:
    """Stores a price for its ten minutes; an interim one stays although the request is then refused."""
    with unit_of_work("orders", interim=interim):
        quote.save(force_insert=True)
    return quote


def place_order(quote: Quote, placement: Placement) -> Order:
    """Makes the quote an order that waits for its payment, with its slot and its deals.

    QuoteUsed, SlotFull, DealExhausted; all other checks are `placing`'s.
    """
    try:
        with unit_of_work("orders"):
            return _insert(quote, placement)
    except IntegrityError:
        used = Order.objects.filter(quote_id=quote.id).values_list("id", flat=True).first()
        if used is None:
            raise
        raise QuoteUsed(order_id=str(used)) from None


def _insert(quote: Quote, placement: Placement) -> Order:
    at = now()
    holds.redeem(quote.deals, placement.deal_holder)
    holds.take_slot(quote)
    order = Order(
        **{name: getattr(quote, name) for name in _COPIED},
        id=new_id(),
        quote_id=quote.id,
        customer_id=placement.customer_id,
        number=_next_number(quote.store_id, quote.business_date),
        stage_times={INITIAL: at.isoformat()},
        eta_from=quote.promised_from,
        eta_to=quote.promised_to,
        contact_name=placement.contact_name,
        contact_phone=placement.contact_phone,
        contact_email=placement.contact_email,
        is_guest=placement.is_guest,
        deal_holder=placement.deal_holder,
        instructions=placement.instructions,
        contactless=placement.contactless,
        collection_code=_collection_code() if quote.service in COLLECTED else "",
        created_at=at,
    )
    order.save(force_insert=True)
    row = history_row(
        order, action=PLACE, previous="", actor=Actor.CUSTOMER, actor_id=order.customer_id, reason=""
    )
    row.save(force_insert=True)
    deadline = at + DEADLINES[SagaState.AWAITING_PAYMENT]
    OrderSaga(order=order, deadline_at=deadline).save(force_insert=True)
    return order


def _next_number(store_id: UUID, business_date: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO orders_daycounter AS c (store_id, business_date, value) VALUES (%s, %s, 1)"
            " ON CONFLICT (store_id, business_date) DO UPDATE SET value = c.value + 1 RETURNING value",
            [store_id, business_date],
        )
        return f"{business_date}#{cursor.fetchone()[0]}"


def _collection_code() -> str:
    return f"{secrets.randbelow(10_000):04}"


def act(
    order_id: UUID, action: Action, caller: Principal, decision: Decision
) -> tuple[Order, frozenset[Actor]]:
    """A person moves an order; the same step again by the same person changes nothing.

    NotFound for a stranger, ActionForbidden, IllegalTransition, and what `guards` refuse.
    """
    with unit_of_work("orders"):
        saga = locked(order_id)
        order = saga.order
        actors = actors_of(caller, customer_id=order.customer_id, store_id=order.store_id)
        if not actors:
            raise NotFound("There is no such order.")
        if order.status in targets(action) and is_repeated(order, action, caller.id):
            return order, actors
        if decision.quote is not None and is_revised_to(saga, decision.quote.id):
            return order, actors
        by = By(actors, caller.id, decision.reason)
        step = step_for(order, action, by)
        check(saga, step, by, decision)
        if decision.quote is not None:
            saga.revision_quote_id = decision.quote.id
        if Effect.SETTLE_PAYMENT in step.effects:
            if shares_of(step.source, decision.fault).coupon is not CouponOutcome.SPENT:
                holds.give_back(order)
            saga.kept = _kept(order, step, decision)
        advance(saga, step, by)
        catch_up(saga)
        return order, actors


def _kept(order: Order, step: Transition, decision: Decision) -> int:
    return kept_amount(
        order.amounts,
        status=step.source,
        fault=decision.fault,
        grant_food=decision.grant_food,
    )


def refund(order_id: UUID, wish: RefundWish, caller: Principal) -> Refund:
    """A manager or support gives money back; the same key again changes nothing.

    NotFound, ActionForbidden, and what `refunding.ask_refund` refuses.
    """
    with unit_of_work("orders"):
        saga = locked(order_id)
        actors = actors_of(caller, customer_id=saga.order.customer_id, store_id=saga.order.store_id)
        if not actors:
            raise NotFound("There is no such order.")
        if not actors & MAY_REFUND:
            raise ActionForbidden("A manager or support gives money back.", allowed_actions=[])
        return ask_refund(saga, wish, caller.id)
