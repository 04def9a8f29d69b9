"""Event handlers. Thin: each names the use case that follows."""

from collections.abc import Sequence

from apps.delivery.contract.events import (
    CourierArrived,
    CourierAssigned,
    DeliveryFailed,
    EtaChanged,
    OrderDelivered,
    OrderPickedUp,
)
from apps.menu.contract.events import MenuAvailabilityChanged, MenuPublished
from apps.orders.domain.saga import DeliveryFact, Signal
from apps.orders.lifecycle import delivery_events, disputes, forgetting, payment_events
from apps.orders.lifecycle.guest_claims import claim_guest_orders, verified_person
from apps.orders.lifecycle.promises import delivery_updates
from apps.orders.lifecycle.pushes import push_group_of_order
from apps.orders.lifecycle.refunds import outcomes
from apps.orders.models import OrderSaga
from apps.orders.queries.sagas import locked, locked_all
from apps.orders.quotes import store_changes
from apps.payments.contract.events import (
    AuthorizationAdjusted,
    AuthorizationLapsed,
    AuthorizationRefused,
    ChargebackClosed,
    OperationRefused,
    PartsChanged,
    PaymentAuthorized,
    PaymentCaptured,
    PaymentChargedBack,
    PaymentFailed,
    PaymentRefunded,
    PaymentVoided,
)
from apps.stores.contract.events import StoreAvailabilityChanged
from apps.users.contract.events import AccountClosed, EmailVerified
from apps.users.contract.types import Person
from dominos.kernel.messaging.bus import on
from dominos.kernel.messaging.inbox import current_envelope

REFUND = "REFUND"


def _sagas(events: Sequence[PaymentAuthorized | PaymentVoided]) -> list[OrderSaga]:
    return locked_all([event.order_id for event in events])


@on(PaymentAuthorized, take_all=_sagas)
def on_payment_authorized(event: PaymentAuthorized, saga: OrderSaga) -> None:
    payment_events.on_authorized(saga, event)


@on(PartsChanged)
def on_parts_changed(event: PartsChanged) -> None:
    push_group_of_order(event.order_id)


@on(PaymentFailed)
def on_payment_failed(event: PaymentFailed) -> None:
    payment_events.on_attempt_failed(locked(event.order_id))


@on(AuthorizationAdjusted)
def on_authorization_adjusted(event: AuthorizationAdjusted) -> None:
    payment_events.on_adjusted(locked(event.order_id), event)


@on(AuthorizationLapsed)
def on_authorization_lapsed(event: AuthorizationLapsed) -> None:
    payment_events.on_lapsed(locked(event.order_id), event.payment_id)


@on(AuthorizationRefused)
def on_authorization_refused(event: AuthorizationRefused) -> None:
    payment_events.on_adjustment_refused(locked(event.order_id), event.revision)


@on(PaymentCaptured)
def on_payment_captured(event: PaymentCaptured) -> None:
    saga = locked(event.order_id)
    saga.captured = event.amount
    payment_events.on_money(saga, event.payment_id, Signal.CAPTURED)


@on(PaymentVoided, take_all=_sagas)
def on_payment_voided(event: PaymentVoided, saga: OrderSaga) -> None:
    payment_events.on_money(saga, event.payment_id, Signal.VOIDED)


@on(OperationRefused)
def on_operation_refused(event: OperationRefused) -> None:
    if event.kind == REFUND:
        outcomes.on_refused(event.key, event.code)
    else:
        payment_events.on_money(locked(event.order_id), event.payment_id, Signal.REFUSED)


@on(PaymentRefunded)
def on_payment_refunded(event: PaymentRefunded) -> None:
    payment_events.on_refunded(locked(event.order_id), event)
    outcomes.on_refunded(event.key)


@on(PaymentChargedBack)
def on_payment_charged_back(event: PaymentChargedBack) -> None:
    disputes.on_dispute(locked(event.order_id), event)


@on(ChargebackClosed)
def on_chargeback_closed(event: ChargebackClosed) -> None:
    disputes.on_dispute(locked(event.order_id), event)


@on(CourierAssigned)
def on_courier_assigned(event: CourierAssigned) -> None:
    at = current_envelope().occurred_at
    delivery_events.assign_courier(event.order_id, event.courier_id, at, event.provider)


@on(OrderPickedUp)
def on_order_picked_up(event: OrderPickedUp) -> None:
    delivery_events.note_fact(event.order_id, event.courier_id, DeliveryFact.PICKED_UP, event.at)


@on(CourierArrived)
def on_courier_arrived(event: CourierArrived) -> None:
    delivery_events.note_fact(event.order_id, event.courier_id, DeliveryFact.ARRIVED, event.at)


@on(OrderDelivered)
def on_order_delivered(event: OrderDelivered) -> None:
    delivery_events.note_fact(event.order_id, event.courier_id, DeliveryFact.DELIVERED, event.at)


@on(DeliveryFailed)
def on_delivery_failed(event: DeliveryFailed) -> None:
    delivery_events.note_fact(event.order_id, event.courier_id, DeliveryFact.FAILED, event.at, event.reason)


@on(EtaChanged)
def on_eta_changed(event: EtaChanged) -> None:
    delivery_updates.follow_eta(event)


@on(MenuPublished)
def on_menu_published(event: MenuPublished) -> None:
    store_changes.note_menu(event.store_id, event.menu_version)


@on(EmailVerified, ask=verified_person)
def on_email_verified(event: EmailVerified, person: Person | None) -> None:
    if person is not None:
        claim_guest_orders(person)


@on(MenuAvailabilityChanged)
def on_menu_availability_changed(event: MenuAvailabilityChanged) -> None:
    store_changes.note_availability(event.store_id)


@on(StoreAvailabilityChanged)
def on_store_availability_changed(event: StoreAvailabilityChanged) -> None:
    store_changes.note_availability(event.store_id)


@on(AccountClosed, ask=forgetting.mailbox_of)
def on_account_closed(event: AccountClosed, mailbox: str) -> None:
    forgetting.forget_customer(event.user_id, mailbox)
