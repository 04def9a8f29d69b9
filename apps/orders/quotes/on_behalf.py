"""Orders that staff take for a customer, by telephone or at the counter: paid in cash, or by a link that is sent."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from apps.orders.contract.events import PaymentLinkAsked
from apps.orders.contract.types import OrderChannel
from apps.orders.models import Order
from apps.orders.queries.orders import get_visible_order
from apps.orders.queries.payment_outcomes import OrderPaymentAnswer
from apps.orders.queries.quotes import get_quote
from apps.orders.queries.sagas import locked, with_saga
from apps.orders.queries.summaries import pay_until
from apps.orders.quotes.pay_at_once import Payer, place_and_pay
from apps.orders.quotes.place import place
from apps.orders.quotes.placement import Placement
from apps.payments.contract.types import PaymentChoice
from dominos.kernel.audit import record
from dominos.kernel.auth import Principal, Role
from dominos.kernel.contact import is_same_phone
from dominos.kernel.errors import FieldError, Invalid, NotFound
from dominos.kernel.unit_of_work import publish, unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """For whom an order is taken; `like` is an earlier order, whose customer they are. Optional at the counter."""

    name: str = ""
    phone: str = ""
    email: str = ""
    instructions: str = ""
    like: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """How it is taken: the request's key and the taker's language; `is_paid_later` sends a payment link."""

    channel: OrderChannel
    is_paid_later: bool
    key: str
    language: str


def take_order(
    store_id: UUID, quote_id: UUID, caller: Caller, taken: Taken, by: Principal
) -> tuple[Order, OrderPaymentAnswer | None]:
    """Places a quote of the store for a customer; paid in cash, it is at its store at once.

    Raises the errors of `place`; Invalid without a contact for the link, NotFound for an earlier order that
    the taker may not see.
    """
    placement = _placement(quote_id, caller, taken, by)
    if get_quote(quote_id, placement.customer_id).quote.store_id != store_id:
        raise NotFound("There is no such quote.")
    if taken.is_paid_later:
        if not (placement.contact_phone or placement.contact_email):
            raise Invalid(errors=[FieldError("contact.phone", "Where does the link go?", "required")])
        order, paid = place(quote_id, placement, by), None
        order = with_saga(order.id)
    else:
        choice = PaymentChoice(method="cash")
        payer = Payer(customer_id=placement.customer_id, choice=choice, client="", key=taken.key)
        order, paid = place_and_pay(quote_id, payer, lambda: place(quote_id, placement, by))
    _note(order, taken, by)
    return order, paid


def _placement(quote_id: UUID, caller: Caller, taken: Taken, by: Principal) -> Placement:
    earlier = _earlier(caller, by) if caller.like else None
    is_guest = earlier is None or earlier.is_guest
    return Placement(
        customer_id=earlier.customer_id if earlier else uuid5(quote_id, taken.key),
        contact_name=caller.name,
        contact_phone=caller.phone,
        contact_email=caller.email,
        request_key="" if taken.is_paid_later else taken.key,
        locale=earlier.locale if earlier else taken.language,
        is_guest=is_guest,
        instructions=caller.instructions,
        channel=taken.channel,
    )


def _earlier(caller: Caller, by: Principal) -> Order:
    """The order that it is like. NotFound, for an agent of one by another telephone, too."""
    assert caller.like is not None
    if not by.is_any(Role.AGENT):
        return get_visible_order(caller.like, by)[0]
    order = with_saga(caller.like)
    if not is_same_phone(order.contact_phone, caller.phone):
        raise NotFound("There is no such order.")
    return order


def _note(order: Order, taken: Taken, by: Principal) -> None:
    """Who took it; and its customer is told where to pay."""
    with unit_of_work("orders"):
        record("order_taken", about=order, by=by.id, channel=str(taken.channel))
    if taken.is_paid_later and order.total:
        _send_link(order.id)


def _send_link(order_id: UUID) -> None:
    """Tells the customer by SMS and mail where to pay, while the order waits for it."""
    with unit_of_work("orders"):
        saga = locked(order_id)
        order = saga.order
        order.saga = saga
        until = pay_until(order)
        if until is None:
            return
        event = PaymentLinkAsked(
            order_id=order.id,
            number=order.number,
            store_id=order.store_id,
            customer_id=order.customer_id,
            phone=order.contact_phone,
            currency=order.currency,
            total=order.total,
            pay_by=until,
        )
        publish(event, subject=order.id, sequence=order.sequence)
