"""A small world around orders: a store, its menu, its streets and its couriers, in memory."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from apps.delivery.contract.events import (
    CourierArrived,
    CourierAssigned,
    DeliveryFailed,
    OrderDelivered,
    OrderPickedUp,
)
from apps.delivery.contract.fake import FakeDeliveryService
from apps.delivery.contract.service import DeliveryService
from apps.delivery.contract.types import DeliveryStage, Fleet, Tracking
from apps.geo.contract.fake import FakeGeoService, FakeStore
from apps.geo.contract.service import GeoService
from apps.geo.contract.types import FeeTier, Point
from apps.menu.contract.fake import FakeMenuService
from apps.menu.contract.service import MenuService
from apps.orders.contract.types import Amounts
from apps.orders.domain.saga import MAX_FAILED_PAYMENTS
from apps.orders.domain.totals import FEES
from apps.orders.models import Order, OrderSaga
from apps.payments.contract.events import PaymentAuthorized, PaymentCaptured, PaymentFailed, PaymentVoided
from apps.payments.contract.fake import FakePaymentsService
from apps.payments.contract.service import PaymentsService
from apps.stores.contract.fake import FakeStoresService, a_store
from apps.stores.contract.service import StoresService
from apps.users.contract.fake import FakeUsersService
from apps.users.contract.service import UsersService
from dominos.kernel.auth import Principal, Role
from dominos.kernel.clock import now
from dominos.kernel.errors import Unavailable
from dominos.kernel.ids import new_id
from dominos.kernel.messaging.inbox import receive
from dominos.kernel.messaging.messages import Event, envelope_of
from dominos.kernel.services import provide
from dominos.kernel.testing.api import client, principal

LAT, LON = 60.1679, 24.93255
HOME = {
    "lat": LAT + 0.005,
    "lon": LON,
    "street": "Bulevardi",
    "house_number": "7",
    "postcode": "00120",
    "city": "Helsinki",
    "note": "second door",
}


@dataclass(slots=True)
class FakeDeliveries(FakeDeliveryService):
    """Drives of known length; `down` makes it silent."""

    seconds: int = 450
    down: bool = False

    def estimate_stages(
        self, *, store_id: UUID, lat: float, lon: float, ready_in: int = 0
    ) -> tuple[DeliveryStage, ...]:
        if self.down:
            raise Unavailable("delivery does not answer")
        return super(FakeDeliveries, self).estimate_stages(store_id=store_id, lat=lat, lon=lon)

    def get_tracking(self, *, order_id: UUID) -> Tracking | None:
        if self.down:
            raise Unavailable("delivery does not answer")
        return self.trackings.get(order_id)

    def get_fleet(self, *, store_id: UUID) -> Fleet:
        return Fleet(lat=LAT, lon=LON, couriers=(), doors=())


class World:
    """The services orders asks, its people, and shortcuts through the public interfaces."""

    def __init__(self) -> None:
        self.store = a_store(lat=LAT, lon=LON)
        self.stores = FakeStoresService([self.store])
        self.menu = FakeMenuService()
        near = FakeStore(
            store_id=self.store.id,
            point=Point(lat=LAT, lon=LON),
            zone_id=new_id(),
            minimum_subtotal=1000,
            fee_tiers=(FeeTier(from_subtotal=0, fee=390), FeeTier(from_subtotal=3000, fee=0)),
        )
        self.geo = FakeGeoService([near])
        self.users = FakeUsersService()
        self.payments = FakePaymentsService()
        self.delivery = FakeDeliveries()
        self.customer = principal(Role.CUSTOMER)
        self.staff = principal(Role.STORE_STAFF, stores=(self.store.id,))
        self.manager = principal(Role.STORE_MANAGER, stores=(self.store.id,))
        self.support = principal(Role.SUPPORT)
        self.courier_id = new_id()

    def provide(self) -> None:
        """Answers the contracts in this process."""
        provide(StoresService, self.stores)
        provide(PaymentsService, self.payments)
        provide(MenuService, self.menu)
        provide(GeoService, self.geo)
        provide(UsersService, self.users)
        provide(DeliveryService, self.delivery)

    def basket(self, **changes: Any) -> dict[str, Any]:
        """A body for orders/price."""
        body = {
            "service": "DELIVERY",
            "lines": [
                {"variant": "14HT", "quantity": 2, "options": {"P": {"1/2": 1}}},
                {"variant": "COLA-033", "quantity": 1},
            ],
            "address": HOME,
            "tip": 200,
        }
        if changes.get("service", "DELIVERY") != "DELIVERY":
            del body["tip"]
        return {key: value for key, value in {**body, **changes}.items() if value is not None}

    def quote(self, by: Principal | None = None, **changes: Any) -> dict[str, Any]:
        """A quote through the API."""
        response = client(by or self.customer).post("/api/v1/orders/price", self.basket(**changes))
        assert response.status_code == 201, response.json()
        return response.json()

    def post_order(self, quote_id: str, by: Principal | None = None, key: str = "", **changes: Any) -> Any:
        """POST /orders as the customer."""
        contact = {"name": "Aino Virtanen", "phone": "+358 40 123 4567"}
        body = {"quote_id": quote_id, "contact": contact, **changes}
        headers = {"Idempotency-Key": key or str(new_id())}
        return client(by or self.customer).post("/api/v1/orders", body, headers=headers)

    def placed(self, **changes: Any) -> Order:
        """An order that waits for its payment."""
        response = self.post_order(self.quote(**changes)["id"])
        assert response.status_code == 201, response.json()
        return Order.objects.get(pk=response.json()["id"])

    def paid(self, **changes: Any) -> Order:
        """An order at its store."""
        order = self.placed(**changes)
        self.pay(order)
        return refreshed(order)

    def pay(self, order: Order, amount: int | None = None, method: str = "card", **changes: Any) -> None:
        """Tells that a payment is authorized."""
        values = {
            "order_id": order.id,
            "payment_id": new_id(),
            "amount": order.total if amount is None else amount,
            "currency": order.currency,
            "method": method,
            **changes,
        }
        deliver(PaymentAuthorized(**values))

    def fail_payments(self, order: Order) -> None:
        """Tells that so many attempts failed that no more is taken."""
        for _ in range(MAX_FAILED_PAYMENTS):
            deliver(PaymentFailed(order_id=order.id, payment_id=new_id(), code="declined"))

    def act(self, order: Order, action: str, by: Principal | None = None, **body: Any) -> Any:
        """POST /orders/{id}/actions/{action}."""
        url = f"/api/v1/orders/{order.id}/actions/{action}"
        return client(by or self.staff).post(url, body)

    def bump(self, order: Order, *actions: str) -> Order:
        """The staff takes the actions one after the other."""
        for action in actions:
            response = self.act(order, action)
            assert response.status_code == 200, response.json()
        return refreshed(order)

    def ready(self, **changes: Any) -> Order:
        """An order in the rack."""
        return self.bump(self.paid(**changes), "accept", "start", "bake", "ready")

    def assign(self, order: Order, courier_id: UUID | None = None) -> None:
        """Delivery found a courier."""
        courier = courier_id or self.courier_id
        deliver(CourierAssigned(order_id=order.id, courier_id=courier, courier_name="Ville"))

    def pick_up(self, order: Order, courier_id: UUID | None = None) -> None:
        """The courier left the store."""
        deliver(OrderPickedUp(order_id=order.id, courier_id=courier_id or self.courier_id, at=now()))

    def arrive(self, order: Order, courier_id: UUID | None = None) -> None:
        """The courier is at the door."""
        deliver(CourierArrived(order_id=order.id, courier_id=courier_id or self.courier_id, at=now()))

    def hand_over(self, order: Order, courier_id: UUID | None = None) -> None:
        """The customer has the food."""
        courier = courier_id or self.courier_id
        deliver(OrderDelivered(order_id=order.id, courier_id=courier, proof="pin", at=now()))

    def fail(self, order: Order) -> None:
        """Nobody opened."""
        deliver(DeliveryFailed(order_id=order.id, courier_id=self.courier_id, reason="no answer", at=now()))


def deliver(event: Event, at: datetime | None = None) -> None:
    """Hands an event to orders as the bus does."""
    sent = envelope_of(event, producer=event.type.split(".")[0], subject=event.order_id, sequence=0)
    receive("orders", sent)


def refreshed(order: Order) -> Order:
    """The order as it is stored now."""
    return Order.objects.get(pk=order.pk)


def saga_of(order: Order) -> OrderSaga:
    """The order's saga as it is stored now."""
    return OrderSaga.objects.get(pk=order.pk)


def captured(order: Order, amount: int | None = None) -> None:
    """Payments took the money."""
    saga = saga_of(order)
    deliver(
        PaymentCaptured(
            order_id=order.id,
            payment_id=saga.payment_id,
            amount=amount or order.total,
            currency=order.currency,
        )
    )


def voided(order: Order) -> None:
    """Payments released what was held."""
    deliver(PaymentVoided(order_id=order.id, payment_id=saga_of(order).payment_id, reason="test"))


def sent(order: Order) -> list[str]:
    """The types of what was published for the order, in the order of its making."""
    from django.apps import apps

    rows = apps.get_model("orders", "OutboxMessage").objects.filter(subject=order.id)
    return list(rows.order_by("id").values_list("type", flat=True))


def next_slot(hours: int = 3) -> datetime:
    """The start of a slot some hours from now."""
    later = now() + timedelta(hours=hours)
    return later.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def gross_food(amounts: Amounts) -> int:
    """Food with its deposit as the customer paid it: the total without fees, tip and rounding, and their tax."""
    fees = amounts.delivery_fee + amounts.small_order_fee
    if amounts.tax_added:
        fees += sum(line.tax for line in amounts.tax_lines if line.tax_class in FEES)
    return amounts.total - amounts.rounding - amounts.tip - fees
