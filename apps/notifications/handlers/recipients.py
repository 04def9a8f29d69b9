"""Whom to notify: queried from other apps before anything is written."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from apps.delivery.contract.events import CourierNearby, MessageWritten
from apps.menu.contract.events import MenuPublicationRefused, MenuSoldOut
from apps.notifications.domain.news import Recipient
from apps.notifications.use_cases.people import person
from apps.orders.contract.events import (
    OrderAdvanced,
    OrderHeldUp,
    OrderOfferedToNextStore,
    OrderPaymentLapsed,
    OrderPlaced,
    OrderRevised,
    OrderRunsLate,
    PaymentLinkAsked,
)
from apps.orders.contract.service import OrdersService
from apps.orders.contract.types import OrderSummary
from apps.payments.contract.events import (
    CashOwed,
    CreditIssued,
    InvoiceIssued,
    PaymentRefunded,
    RefundFailed,
    RefundRetried,
)
from apps.payments.contract.service import PaymentsService
from apps.payments.contract.types import CreditLetter
from apps.users.contract.events import RosterPublished
from dominos.kernel.contact import dialled
from dominos.kernel.errors import NotFound
from dominos.kernel.person_names import shown_name
from dominos.kernel.services import service
from dominos.kernel.texts.languages import SOURCE

PARTNER = "partner"
type News = tuple[Recipient, OrderSummary | None]
type MoneyMoved = PaymentRefunded | CashOwed | RefundFailed | RefundRetried


def who_marked(event: MenuSoldOut) -> str:
    """The name of the person who marked something sold out; "" if there is none or they are gone."""
    told = person(event.by) if event.by else None
    return shown_name(told.name) if told else ""


def who_planned(event: MenuPublicationRefused) -> Recipient | None:
    """The person who planned the publication; None if there is none or they are gone."""
    return person(event.by) if event.by else None


def who_works(event: RosterPublished) -> Recipient | None:
    """The person whose shifts they are; None if they are gone."""
    return person(event.user_id)


def _order(order_id: UUID) -> OrderSummary | None:
    try:
        return service(OrdersService).get_order(order_id=order_id)
    except NotFound:
        return None


def _guest(order: OrderSummary | None) -> Recipient | None:
    """Who ordered without an account, to be told by mail, and of what is urgent by SMS where that fails; None without.

    Nobody has proved the address: its owner is not greeted by the name that somebody typed.
    """
    if order is None:
        return None
    phone = dialled(order.contact_phone, order.store_phone) if _is_paid(order) else ""
    recipient = Recipient(order.customer_id, order.contact_email, "", order.locale or SOURCE, phone)
    return recipient if recipient.email or phone else None


def customer_and_order(
    event: OrderPlaced
    | OrderPaymentLapsed
    | OrderHeldUp
    | OrderOfferedToNextStore
    | OrderRunsLate
    | OrderAdvanced
    | OrderRevised
    | InvoiceIssued,
) -> News | None:
    """The customer of the order (a guest by the order's contact), and the current order."""
    return _news(event.customer_id, _order(event.order_id))


def news_of_other_way(event: OrderRevised) -> News | None:
    """The same where the order goes another way; None where only its content or its time changed."""
    return customer_and_order(event) if event.is_other_way else None


def customers_and_orders(events: Sequence[OrderPlaced | OrderAdvanced]) -> list[News | None]:
    """The same for each event, all orders being asked for at once."""
    ids = [event.order_id for event in events]
    found = service(OrdersService).get_orders(order_ids=ids) if ids else []
    orders = {order.order_id: order for order in found}
    return [_news(event.customer_id, orders.get(event.order_id)) for event in events]


def _news(customer_id: UUID, order: OrderSummary | None) -> News | None:
    recipient = _told(customer_id, order)
    return (recipient, order) if recipient else None


def who_pays(event: PaymentLinkAsked) -> News | None:
    """The caller's telephone and mailbox; None if both, or the order, are missing."""
    order = _order(event.order_id)
    if order is None:
        return None
    recipient = Recipient(
        order.customer_id,
        order.contact_email,
        "",
        order.locale or SOURCE,
        dialled(event.phone, order.store_phone),
    )
    return (recipient, order) if recipient.email or recipient.phone else None


def news_of_delivery(event: CourierNearby) -> News | None:
    """The customer of the delivered order, and the order."""
    order = _order(event.order_id)
    recipient = _told(order.customer_id, order) if order else None
    return (recipient, order) if recipient else None


def news_of_message(event: MessageWritten) -> News | None:
    """The customer who is written to, and the order; None if it is the courier."""
    order = None if event.is_to_courier else _order(event.order_id)
    recipient = _told(order.customer_id, order) if order else None
    return (recipient, order) if recipient else None


def _told(customer_id: UUID, order: OrderSummary | None) -> Recipient | None:
    """The customer, who is asked for only where the order is not a guest's; None where a partner tells its own."""
    if order is not None and order.payment_method == PARTNER:
        return None
    is_guest = order is not None and order.is_guest
    known = None if is_guest else person(customer_id, order.store_phone if order else "")
    if known is None:
        return _guest(order)
    return known if known.email or _is_paid(order) else replace(known, phone="")


def _is_paid(order: OrderSummary | None) -> bool:
    """Or promised in cash: an SMS costs, and rings a telephone that nobody proved where there is no mailbox."""
    return order is not None and bool(order.payment_method)


def customer_and_invoice(event: InvoiceIssued) -> tuple[Recipient, str] | None:
    """The customer of the order, and the link to its invoice."""
    news = customer_and_order(event)
    payment = service(PaymentsService).get_payment(order_id=event.order_id) if news else None
    return (news[0], payment.invoice_path) if news and payment else None


def credit_notice(event: CreditIssued) -> tuple[Recipient, CreditLetter] | None:
    """The recipient of a gift card or credit, and the content of their mail."""
    try:
        letter = service(PaymentsService).get_credit_letter(account_id=event.account_id)
    except NotFound:
        return None
    if event.order_id is None:
        return Recipient(event.account_id, letter.email, "", letter.locale or SOURCE), letter
    order = _order(event.order_id)
    recipient = _told(order.customer_id, order) if order else None
    return (recipient, letter) if recipient else None


def news_of_money(event: MoneyMoved) -> tuple[Recipient, OrderSummary] | None:
    """The customer of the order whose money moved, and the order."""
    order = _order(event.order_id)
    recipient = _told(order.customer_id, order) if order else None
    return (recipient, order) if recipient and order else None
