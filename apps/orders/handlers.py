"""What the app listens to. Thin: each handler names what the saga, the road or a projection does with it."""

from apps.delivery.contract.events import (
    CourierArrived,
    CourierAssigned,
    DeliveryFailed,
    EtaChanged,
    OrderDelivered,
    OrderPickedUp,
)
from apps.menu.contract.events import MenuAvailabilityChanged, MenuPublished
from apps.orders import disputes, projections, refunding, road, settling
from apps.orders.joining import join_guest_orders, verified_person
from apps.orders.saga import RoadFact, Signal
from apps.orders.transitions import locked
from apps.payments.contract.events import (
    AuthorizationAdjusted,
    AuthorizationRefused,
    ChargebackClosed,
    OperationRefused,
    PaymentAuthorized,
    PaymentCaptured,
    PaymentChargedBack,
    PaymentFailed,
    PaymentRefunded,
    PaymentVoided,
)
from apps.stores.contract.events import StoreAvailabilityChanged
from apps.users.contract.events import EmailVerified
from apps.users.contract.types import Person
from dominos.kernel.messaging.bus import on
from dominos.kernel.messaging.inbox import current_envelope

REFUND = "REFUND"


@on(PaymentAuthorized)
def on_payment_authorized(event: PaymentAuthorized) -> None:
    settling.on_authorised(locked(event.order_id), event)


@on(PaymentFailed)
def on_payment_failed(event: PaymentFailed) -> None:
    settling.on_attempt_failed(locked(event.order_id))


@on(AuthorizationAdjusted)
def on_authorization_adjusted(event: AuthorizationAdjusted) -> None:
    settling.on_adjusted(locked(event.order_id), event)


@on(AuthorizationRefused)
def on_authorization_refused(event: AuthorizationRefused) -> None:
    settling.on_adjustment_refused(locked(event.order_id), event.revision)


@on(PaymentCaptured)
def on_payment_captured(event: PaymentCaptured) -> None:
    saga = locked(event.order_id)
    saga.captured = event.amount
    settling.on_money(saga, event.payment_id, Signal.CAPTURED)


@on(PaymentVoided)
def on_payment_voided(event: PaymentVoided) -> None:
    settling.on_money(locked(event.order_id), event.payment_id, Signal.VOIDED)


@on(OperationRefused)
def on_operation_refused(event: OperationRefused) -> None:
    if event.kind == REFUND:
        refunding.on_refused(event.key, event.code)
    else:
        settling.on_money(locked(event.order_id), event.payment_id, Signal.REFUSED)


@on(PaymentRefunded)
def on_payment_refunded(event: PaymentRefunded) -> None:
    settling.on_refunded(locked(event.order_id), event)
    refunding.on_refunded(event.key)


@on(PaymentChargedBack)
def on_payment_charged_back(event: PaymentChargedBack) -> None:
    disputes.on_charged_back(locked(event.order_id), event)


@on(ChargebackClosed)
def on_chargeback_closed(event: ChargebackClosed) -> None:
    disputes.on_closed(locked(event.order_id), event)


@on(CourierAssigned)
def on_courier_assigned(event: CourierAssigned) -> None:
    road.assign_courier(event.order_id, event.courier_id, current_envelope().occurred_at)


@on(OrderPickedUp)
def on_order_picked_up(event: OrderPickedUp) -> None:
    road.note_fact(event.order_id, event.courier_id, RoadFact.PICKED_UP, event.at)


@on(CourierArrived)
def on_courier_arrived(event: CourierArrived) -> None:
    road.note_fact(event.order_id, event.courier_id, RoadFact.ARRIVED, event.at)


@on(OrderDelivered)
def on_order_delivered(event: OrderDelivered) -> None:
    road.note_fact(event.order_id, event.courier_id, RoadFact.DELIVERED, event.at)


@on(DeliveryFailed)
def on_delivery_failed(event: DeliveryFailed) -> None:
    road.note_fact(event.order_id, event.courier_id, RoadFact.FAILED, event.at, event.reason)


@on(EtaChanged)
def on_eta_changed(event: EtaChanged) -> None:
    projections.follow_eta(event)


@on(MenuPublished)
def on_menu_published(event: MenuPublished) -> None:
    projections.note_menu(event.store_id, event.menu_version)


@on(EmailVerified, ask=verified_person)
def on_email_verified(event: EmailVerified, person: Person | None) -> None:
    if person is not None:
        join_guest_orders(person)


@on(MenuAvailabilityChanged)
def on_menu_availability_changed(event: MenuAvailabilityChanged) -> None:
    projections.note_availability(event.store_id)


@on(StoreAvailabilityChanged)
def on_store_availability_changed(event: StoreAvailabilityChanged) -> None:
    projections.note_availability(event.store_id)
