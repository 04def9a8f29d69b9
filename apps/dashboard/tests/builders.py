"""An order whose events the dashboard is told."""

from datetime import timedelta

from apps.delivery.contract.events import CourierAssigned, FoodWithoutCourier
from apps.orders.contract.events import OrderAdvanced, OrderEtaChanged, OrderPlaced
from apps.orders.contract.types import EtaCause
from apps.payments.contract.events import PaymentRefunded
from apps.stores.contract.business_day import DAY_STARTS_AT, business_date
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.messaging.inbox import receive
from dominos.kernel.messaging.messages import envelope_of

ZONE = "Europe/Helsinki"


class Order:
    """Makes the events of one order."""

    def __init__(self, store_id=None, placed_at=None, day_starts_at=DAY_STARTS_AT):
        self.order_id, self.store_id = new_id(), store_id or new_id()
        self.placed_at = placed_at or now()
        self.business_date = business_date(self.placed_at, ZONE, day_starts_at)
        self.identity = {
            "order_id": self.order_id,
            "number": "2026-05-01#7",
            "store_id": self.store_id,
            "business_date": self.business_date,
            "customer_id": new_id(),
            "service": ServiceMethod.DELIVERY,
        }

        self.promise = {
            "promised_from": self.placed_at + timedelta(minutes=20),
            "promised_to": self.placed_at + timedelta(minutes=30),
        }

    def placed(self, lines=(), **changed):
        return OrderPlaced(
            **self.identity,
            **changed,
            currency="EUR",
            total=1777,
            lines=lines,
            **self.promise,
            placed_at=self.placed_at,
        )

    def advanced(self, previous, status, at=None, **changed):
        at = at or self.placed_at + timedelta(minutes=5)
        told = {"currency": "EUR", "total": 1777, **self.promise, "reason": "", "at": at, **changed}
        return OrderAdvanced(**self.identity, previous=previous, status=status, **told)

    def assigned(self, name, courier_id=None):
        return CourierAssigned(order_id=self.order_id, courier_id=courier_id or new_id(), courier_name=name)

    def without_courier(self):
        return FoodWithoutCourier(order_id=self.order_id, store_id=self.store_id, ready_at=now())

    def eta_changed(self):
        return OrderEtaChanged(
            order_id=self.order_id,
            store_id=self.store_id,
            customer_id=new_id(),
            eta_from=now(),
            eta_to=now(),
            cause=EtaCause.OVEN,
        )

    def tell(self, event, sequence=0):
        receive("dashboard", envelope_of(event, producer="x", subject=self.order_id, sequence=sequence))


def of_money(kind, order, amount):
    more = {"reason": "cold"} if kind is PaymentRefunded else {}
    return kind(order_id=order.order_id, payment_id=new_id(), amount=amount, currency="EUR", **more)
