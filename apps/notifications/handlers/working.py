"""News for who works: stores and couriers."""

from apps.delivery.contract.events import CourierOffered, FoodWithoutCourier
from apps.notifications.domain import news as kinds
from apps.notifications.use_cases.working import tell_courier, tell_store
from dominos.kernel.clock import now
from dominos.kernel.messaging.bus import on


@on(FoodWithoutCourier)
def on_food_without_courier(event: FoodWithoutCourier) -> None:
    tell_store(kinds.NO_COURIER, event.store_id, event.order_id)


@on(CourierOffered)
def on_courier_offered(event: CourierOffered) -> None:
    left = event.expires_at - now()
    if left.total_seconds() > 0:
        tell_courier(kinds.OFFER, event.courier_id, event.run, left, stops=event.stops)
