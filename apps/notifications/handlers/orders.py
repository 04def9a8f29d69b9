"""Notifications about an order, its invoice and its money, for the customer."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings

from apps.delivery.contract.events import CourierNearby, MessageWritten
from apps.notifications.domain import news as kinds
from apps.notifications.domain.news import NotificationKind, Recipient
from apps.notifications.handlers.recipients import (
    MoneyMoved,
    News,
    credit_notice,
    customer_and_invoice,
    customer_and_order,
    customers_and_orders,
    news_of_delivery,
    news_of_message,
    news_of_money,
    news_of_other_way,
    who_pays,
)
from apps.notifications.queries import tracking_url_of
from apps.notifications.texts.wording import late, moment, promised, when, words_of
from apps.notifications.use_cases.notification_rows import Listening, Part
from apps.notifications.use_cases.notify import beside, notify
from apps.notifications.use_cases.staff import browsers_of_store, tell_courier, tell_store
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
from apps.orders.contract.links import tracker_path
from apps.orders.contract.types import OrderStatus, OrderSummary
from apps.payments.contract.events import (
    CashOwed,
    CreditIssued,
    InvoiceIssued,
    PaymentRefunded,
    RefundFailed,
    RefundRetried,
)
from apps.payments.contract.types import CreditLetter
from dominos.kernel.messaging.bus import on
from dominos.kernel.money import Money
from dominos.kernel.texts.amounts import written

type MoneyNews = tuple[Recipient, OrderSummary]


def _link(order_id: UUID, order: OrderSummary | None) -> str:
    """The tracker's address."""
    if order is None or not order.tracking_token:
        return tracking_url_of(order_id)
    return f"{settings.PUBLIC_URL}{tracker_path(order.tracking_token)}"


def news_of_states(events: Sequence[OrderAdvanced]) -> list[News | None]:
    """The customer of each, if the order's new state is notified at all, and not repeated."""
    told = [e for e in events if not e.is_repeated and kinds.kind_of_status(e.status, e.service)]
    news = dict(zip(map(id, told), customers_and_orders(told), strict=True))
    return [news.get(id(event)) for event in events]


@on(OrderPlaced, ask_all=customers_and_orders)
def on_order_placed(event: OrderPlaced, news: News | None) -> None:
    for_store: dict[str, Any] = {
        "number": event.number,
        "service": event.service.value,
        "minor": event.total,
        "currency": event.currency,
    }
    if news is None:
        tell_store(kinds.NEW_ORDER, event.store_id, event.order_id, **for_store)
        return
    recipient, order = news
    waits = [
        round((at - event.placed_at).total_seconds() / 60) for at in (event.promised_from, event.promised_to)
    ]
    total = written(Money(event.total, event.currency), recipient.locale)
    told = {"lines": event.lines, "total": total, "currency": event.currency, "service": event.service}
    words = {**words_of(order, OrderStatus.PLACED, locale=recipient.locale), **told, "waits": waits}
    store = browsers_of_store(kinds.NEW_ORDER, event.store_id, event.order_id, **for_store)
    _notify_with_tracker(kinds.PLACED, event, news, store, **words)


@on(OrderRevised, ask=news_of_other_way)
def on_order_revised(event: OrderRevised, news: News | None) -> None:
    if news is None:
        return
    recipient, order = news
    words = words_of(order, OrderStatus.PLACED, locale=recipient.locale)
    _notify_with_tracker(kinds.CHANGED, event, news, **words)


@on(OrderPaymentLapsed, ask=customer_and_order)
def on_order_payment_lapsed(event: OrderPaymentLapsed, news: News | None) -> None:
    if news is None:
        return
    recipient, order = news
    _notify_with_tracker(
        kinds.PAYMENT_LAPSED,
        event,
        news,
        total=written(Money(event.total, event.currency), recipient.locale),
        pay_by=moment(event.pay_by, order.timezone if order else "UTC", recipient.locale),
    )


@on(OrderHeldUp, ask=customer_and_order)
def on_order_held_up(event: OrderHeldUp, news: News | None) -> None:
    if news is None:
        return
    recipient, order = news
    _notify_with_tracker(
        kinds.HELD_UP,
        event,
        news,
        missing=event.missing,
        until=moment(event.until, order.timezone if order else "UTC", recipient.locale),
    )


@on(OrderOfferedToNextStore, ask=customer_and_order)
def on_order_offered_to_next_store(event: OrderOfferedToNextStore, news: News | None) -> None:
    if news is None:
        return
    recipient, order = news
    _notify_with_tracker(
        kinds.ELSEWHERE,
        event,
        news,
        store=event.store_name,
        was=written(Money(event.was, event.currency), recipient.locale),
        total=written(Money(event.total, event.currency), recipient.locale),
        until=moment(event.until, order.timezone if order else "UTC", recipient.locale),
    )


@on(PaymentLinkAsked, ask=who_pays)
def on_payment_link_asked(event: PaymentLinkAsked, news: News | None) -> None:
    if news is None:
        return
    recipient, order = news
    _notify_with_tracker(
        kinds.PAYMENT_LINK,
        event,
        news,
        when=promised(order, recipient.locale),
        store=order.store_name if order else "",
        total=written(Money(event.total, event.currency), recipient.locale),
        pay_by=moment(event.pay_by, order.timezone if order else "UTC", recipient.locale),
    )


def _notify_with_tracker(
    kind: NotificationKind,
    event: OrderPlaced
    | OrderRevised
    | OrderPaymentLapsed
    | OrderHeldUp
    | OrderOfferedToNextStore
    | PaymentLinkAsked,
    news: News,
    of_store: Listening | None = None,
    **context: Any,
) -> None:
    """With the way to the tracker, for the mail and for the customer's own client."""
    recipient, order = news
    link = _link(event.order_id, order)
    data = {"order_id": str(event.order_id), "number": event.number, "tracking_url": link}
    words = {**context, "link": link, "number": event.number}
    notify(kind, recipient, subject_id=event.order_id, data=data, listening=of_store, **words)


@on(OrderAdvanced, ask_all=news_of_states)
def on_order_advanced(event: OrderAdvanced, news: News | None) -> None:
    kind = kinds.kind_of_status(event.status, event.service)
    if kind is None or news is None:
        return
    recipient, order = news
    link = _link(event.order_id, order)
    notify(
        kind,
        recipient,
        subject_id=event.order_id,
        data={"order_id": str(event.order_id), "number": event.number, "status": event.status},
        beside=_invitation(event, recipient, order, link),
        **words_of(order, event.status, event.cause, event.reason, recipient.locale),
        link=link,
        number=event.number,
    )


def _invitation(
    event: OrderAdvanced, recipient: Recipient, order: OrderSummary | None, link: str
) -> dict[str, Part]:
    """To say how it was, once the order is eaten; by day where that was."""
    if event.status is not OrderStatus.COMPLETED:
        return {}
    reader = replace(recipient, timezone=order.timezone if order else "")
    kind, order_id = kinds.REVIEW_INVITATION, event.order_id
    return beside(kind, reader, subject_id=order_id, number=event.number, link=link)


@on(OrderRunsLate, ask=customer_and_order)
def on_order_runs_late(event: OrderRunsLate, news: News | None) -> None:
    if news is None:
        return
    recipient, order = news
    zone = order.timezone if order else "UTC"
    notify(
        kinds.LATE,
        recipient,
        subject_id=event.order_id,
        data={"order_id": str(event.order_id), "number": event.number},
        window=when(event.eta_from, event.eta_to, zone, recipient.locale),
        why=late(event.cause, recipient.locale),
        link=_link(event.order_id, order),
        number=event.number,
    )


@on(CourierNearby, ask=news_of_delivery)
def on_courier_nearby(event: CourierNearby, news: News | None) -> None:
    if news is None:
        return
    recipient, order = news
    number = order.number if order else ""
    link = _link(event.order_id, order)
    notify(kinds.NEAR, recipient, subject_id=event.order_id, number=number, link=link)


@on(MessageWritten, ask=news_of_message)
def on_message_written(event: MessageWritten, news: News | None) -> None:
    """What was written is read on the page: a lock screen shows nobody's words."""
    if event.is_to_courier:
        kind = kinds.CUSTOMER_WROTE
        tell_courier(kind, event.courier_id, event.order_id, kind.good_for)
    elif news is not None:
        recipient, order = news
        number = order.number if order else ""
        link = _link(event.order_id, order)
        notify(
            kinds.COURIER_WROTE,
            recipient,
            subject_id=event.order_id,
            passes_brake=event.is_attempt,
            number=number,
            link=link,
        )


@on(InvoiceIssued, ask=customer_and_invoice)
def on_invoice_issued(event: InvoiceIssued, answer: tuple[Recipient, str] | None) -> None:
    if answer is None:
        return
    recipient, path = answer
    data = {"order_id": str(event.order_id), "invoice_id": str(event.invoice_id), "invoice_path": path}
    link = f"{settings.PUBLIC_URL}{path}"
    notify(kinds.INVOICE, recipient, subject_id=event.order_id, data=data, number=event.number, link=link)


@on(PaymentRefunded, ask=news_of_money)
def on_payment_refunded(event: PaymentRefunded, news: MoneyNews | None) -> None:
    if news is not None:
        _notify_about_money(kinds.REFUND, event, *news)


@on(CashOwed, ask=news_of_money)
def on_cash_owed(event: CashOwed, news: MoneyNews | None) -> None:
    if news is not None:
        _notify_about_money(kinds.CASH_OWED, event, *news)


@on(RefundFailed, ask=news_of_money)
def on_refund_failed(event: RefundFailed, news: MoneyNews | None) -> None:
    if news is not None:
        _notify_about_money(kinds.REFUND_FAILED, event, *news)


@on(CreditIssued, ask=credit_notice)
def on_credit_issued(event: CreditIssued, answer: tuple[Recipient, CreditLetter] | None) -> None:
    if answer is None:
        return
    recipient, letter = answer
    notify(
        kinds.CREDIT_ISSUED,
        recipient,
        subject_id=event.account_id,
        amount=written(Money(event.amount, event.currency), recipient.locale),
        code=letter.code,
        sender=letter.sender,
        words=letter.words,
        is_gift=event.order_id is None,
        link=f"{settings.PUBLIC_URL}/gift-cards/",
    )


@on(RefundRetried, ask=news_of_money)
def on_refund_retried(event: RefundRetried, news: MoneyNews | None) -> None:
    if news is not None:
        _notify_about_money(kinds.REFUND_RETRIED, event, *news)


def _notify_about_money(
    kind: NotificationKind, event: MoneyMoved, recipient: Recipient, order: OrderSummary
) -> None:
    """With where it goes back to, which is how the order was paid."""
    data = {"order_id": str(event.order_id), "amount": event.amount, "currency": event.currency}
    if isinstance(event, PaymentRefunded):
        data["credit_notes_path"] = f"/api/v1/orders/{event.order_id}/credit-notes"
    notify(
        kind,
        recipient,
        subject_id=event.order_id,
        data=data,
        number=order.number,
        amount=written(Money(event.amount, event.currency), recipient.locale),
        method=order.payment_method,
        has_credit=order.credit > 0,
        has_invoice=order.status is OrderStatus.COMPLETED,
        store=order.store_name,
        phone=order.store_phone,
        link=_link(event.order_id, order),
    )
