"""Orders, stores and people for payments' tests, answered in memory through the services' contracts."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from uuid import UUID

from apps.orders.contract.fake import FakeOrdersService
from apps.orders.contract.service import OrdersService
from apps.orders.contract.types import OrderStatus, OrderSummary
from apps.payments.tests.builders import AMOUNTS, LINES
from apps.stores.contract.fake import FakeStoresService, a_store
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import ServiceMethod, Store
from apps.users.contract.fake import FakeUsersService
from apps.users.contract.service import UsersService
from apps.users.contract.types import Person
from dominos.kernel.ids import new_id
from dominos.kernel.services import provide


@dataclass
class Orders(FakeOrdersService):
    """Orders that go on."""

    def change(self, order_id: UUID, **changes: object) -> None:
        self.orders[order_id] = replace(self.orders[order_id], **changes)


class People(FakeUsersService):
    """One name for everybody."""

    def get_person(self, *, user_id: UUID) -> Person:
        return Person(
            id=user_id, email="a@b.example", name="Aino Åström", phone="", locale="fi", is_verified=True
        )


@dataclass
class World:
    """A store with its orders."""

    store: Store = field(default_factory=a_store)
    orders: Orders = field(default_factory=Orders)
    people: People = field(default_factory=People)
    customer_id: UUID = field(default_factory=new_id)

    def open(self) -> "World":
        """Answers the services' questions in this process."""
        provide(OrdersService, self.orders)
        provide(StoresService, FakeStoresService([self.store]))
        provide(UsersService, self.people)
        return self

    def order(self, **changes: object) -> OrderSummary:
        """A new order, ready to be paid."""
        order = OrderSummary(
            order_id=new_id(),
            number=f"2026-11-22#{len(self.orders.orders) + 1}",
            store_id=self.store.id,
            customer_id=self.customer_id,
            status=OrderStatus.PENDING_PAYMENT,
            service=ServiceMethod.DELIVERY,
            currency="EUR",
            amounts=AMOUNTS,
            lines=LINES,
            tax_percent="14",
            legal_entity=self.store.legal_entity,
            placed_at=datetime(2026, 11, 22, 18, 30, tzinfo=UTC),
            business_date=date(2026, 11, 22),
            is_payable=True,
        )
        order = replace(order, **changes)
        self.orders.orders[order.order_id] = order
        return order
