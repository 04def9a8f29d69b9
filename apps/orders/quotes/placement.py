"""Turns a quote into an order."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from apps.orders.contract.errors import QuoteUsed
from apps.orders.contract.types import OrderChannel
from apps.orders.domain.open_orders import SEAT_HELD
from apps.orders.domain.saga import DEADLINES, SagaState
from apps.orders.domain.seats import JUST_PROMISED
from apps.orders.domain.states import COLLECTED, INITIAL, Actor
from apps.orders.lifecycle.attention_deadlines import attention_due_at
from apps.orders.lifecycle.collection_codes import new_collection_code
from apps.orders.lifecycle.log import note_after_commit
from apps.orders.lifecycle.payment_events import on_nothing_due
from apps.orders.models import Order, OrderSaga, Quote, Sale
from apps.orders.models.history import history_row
from apps.orders.queries.callers import other_spellings
from apps.orders.quotes.open_orders import Undecided, check_open_orders, paid_already
from apps.orders.reservations.deal_uses import holder_of, redeem
from apps.orders.reservations.seats import take_place
from apps.users.contract.service import UsersService
from apps.users.contract.types import Person
from dominos.kernel.clock import now
from dominos.kernel.contact import international
from dominos.kernel.errors import NotFound, Unavailable
from dominos.kernel.ids import new_id
from dominos.kernel.prepared_writes import insert, new
from dominos.kernel.sealed.keys import rows_with
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """What the customer adds to a quote when placing it; `client` is a digest of the network address,
    `locale` the requested language, "" if none.

    With a `request_key` (the request's idempotency key) the order is committed at once, so that a retry finds
    it.
    """

    customer_id: UUID
    contact_name: str
    contact_phone: str
    contact_email: str = ""
    client: str = ""
    proved_email: str = ""
    spellings: tuple[str, ...] = ()
    request_key: str = ""
    locale: str = ""
    is_guest: bool = False
    instructions: str = ""
    contactless: bool = False
    channel: OrderChannel = OrderChannel.WEB

    @property
    def deal_holder(self) -> str:
        """The identities under which uses of limited deals are counted."""
        return holder_of(
            self.customer_id,
            emails=(self.contact_email, self.proved_email),
            phones=(self.contact_phone, *self.spellings),
            is_guest=self.is_guest,
        )


def with_own_traces(placement: Placement, quote: Quote) -> Placement:
    """Adds all identities of the customer under which uses of a deal are counted.

    These are an account's own mailbox, and the telephone as it was written for that store before, with its
    area code or without: a number that lacks it is one of the store's area. An account that has all of them
    is identified by itself.
    """
    if all(deal["limit_per_customer"] is None for deal in quote.deals):
        return placement
    if placement.is_guest or not international(placement.contact_phone):
        spellings = other_spellings(placement.contact_phone, quote.store_id)
        placement = replace(placement, spellings=spellings)
    if placement.is_guest:
        return placement
    try:
        person: Person = service(UsersService).get_person(user_id=placement.customer_id)
    except (NotFound, Unavailable):
        return placement
    return replace(placement, proved_email=person.email) if person.is_verified else placement


def place_order(quote: Quote, placement: Placement) -> Order:
    """Stores the quote as an order that waits for its payment, with its slot and its deals.

    Raises QuoteUsed, SlotFull, DealExhausted, TooManyOpenOrders; all other checks are in `placing`.
    """
    try:
        return _insert_once_known_who_paid(quote, placement)
    except IntegrityError:
        used = Order.objects.filter(quote_id=quote.id).values_list("id", flat=True).first()
        if used is None:
            raise
        raise QuoteUsed(order_id=str(used)) from None


def _insert_once_known_who_paid(quote: Quote, placement: Placement) -> Order:
    """Too many by what orders know of payments is not refused before payments were asked, outside the transaction."""
    is_interim = bool(placement.request_key)
    try:
        with unit_of_work("orders", interim=is_interim):
            return _insert(quote, placement)
    except Undecided as refused:
        paid = paid_already(refused)
        if not paid:
            raise
    with unit_of_work("orders", interim=is_interim):
        return _insert(quote, placement, paid)


def _insert(quote: Quote, placement: Placement, known_paid: Collection[UUID] = ()) -> Order:
    at = now()
    holder, order_id = placement.deal_holder, new_id()
    redeem(quote.deals, holder, order_id)
    order = new(
        Order,
        **{name: getattr(quote, name) for name in _COPIED},
        id=order_id,
        quote_id=quote.id,
        customer_id=placement.customer_id,
        number=take_place(quote, is_limited=not finds_room(quote, at)),
        stage_times={INITIAL: at.isoformat()},
        eta_from=quote.promised_from,
        eta_to=quote.promised_to,
        contact_name=placement.contact_name,
        contact_phone=placement.contact_phone,
        contact_email=placement.contact_email,
        client=placement.client,
        request_key=placement.request_key,
        is_guest=placement.is_guest,
        deal_holder=holder,
        locale=placement.locale or quote.terms.get("language", ""),
        instructions=placement.instructions,
        contactless=placement.contactless,
        channel=placement.channel,
        collection_code=new_collection_code() if quote.service in COLLECTED else "",
        created_at=at,
    )
    if order.answered_within is None:  # else it is paid already
        check_open_orders(order, known_paid)
    row = history_row(
        order, action=PLACE, previous="", actor=Actor.CUSTOMER, actor_id=order.customer_id, reason=""
    )
    deadline = at + (SEAT_HELD if order.scheduled_for else DEADLINES[SagaState.AWAITING_PAYMENT])
    saga = new(OrderSaga, order=order, deadline_at=deadline)
    saga.attention_at = attention_due_at(saga, at)
    insert(*rows_with("orders", order_id), order, row, saga)
    note_after_commit(order, row)
    if not order.total:
        on_nothing_due(saga)
    return order


def finds_room(quote: Quote, at: datetime) -> bool:
    """Whether the order takes its seats in any case: somebody was paid for it, or promised it just now."""
    is_just_promised = quote.scheduled_for is None and at - quote.created_at <= JUST_PROMISED
    return quote.answered_within is not None or is_just_promised


PLACE = "place"


_COPIED = [field.name for field in Sale._meta.get_fields() if field.name not in ("id", "created_at")]
