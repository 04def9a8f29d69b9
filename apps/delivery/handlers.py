"""Handlers of other apps' messages."""

from apps.delivery.contract.commands import (
    CancelDelivery,
    ReleaseDelivery,
    RequestDelivery,
    RetryDelivery,
    ReviseDelivery,
)
from apps.delivery.use_cases.forgetting import forget_recipient
from apps.delivery.use_cases.hiring import hire
from apps.delivery.use_cases.requests import (
    Prepared,
    cancel_delivery,
    correct_delivery,
    prepare,
    prepare_retry,
    release_delivery,
    request_delivery,
    retry_delivery,
    revise_delivery,
)
from apps.delivery.use_cases.stores import project_store
from apps.orders.contract.events import OrderCorrected, OrdersForgotten
from apps.stores.contract.events import StoreSaved
from apps.users.contract.events import StaffChanged
from dominos.kernel.auth import Role
from dominos.kernel.messaging.bus import on


@on(RequestDelivery, ask=prepare)
def on_request_delivery(command: RequestDelivery, prepared: Prepared) -> None:
    request_delivery(command, prepared)


@on(ReleaseDelivery)
def on_release_delivery(command: ReleaseDelivery) -> None:
    release_delivery(command)


@on(RetryDelivery, ask=prepare_retry)
def on_retry_delivery(command: RetryDelivery, prepared: Prepared | None) -> None:
    retry_delivery(command, prepared)


@on(ReviseDelivery)
def on_revise_delivery(command: ReviseDelivery) -> None:
    revise_delivery(command)


@on(CancelDelivery)
def on_cancel_delivery(command: CancelDelivery) -> None:
    cancel_delivery(command)


@on(OrderCorrected)
def on_order_corrected(event: OrderCorrected) -> None:
    correct_delivery(event)


@on(StoreSaved)
def on_store_saved(event: StoreSaved) -> None:
    project_store(event)


@on(OrdersForgotten)
def on_orders_forgotten(event: OrdersForgotten) -> None:
    forget_recipient(event)


@on(StaffChanged)
def on_staff_changed(event: StaffChanged) -> None:
    if event.role == Role.COURIER and event.state == "active":
        hire(event.user_id, event.name, event.store_id)
