"""The orders of the night as they come to be, and what is written down about each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.contract.windows import Window
from apps.orders.contract.types import OrderStatus
from apps.orders.domain.bags import PIZZAS_PER_BAG
from apps.orders.domain.eta import Plan
from dominos.simulation.scenario import Shop, Ticket


@dataclass(slots=True)
class Job:
    """An order with its delivery. `expected` is the window's middle at placement; `changes` counts moves by cause."""

    ticket: Ticket
    shop: Shop
    plan: Plan
    promised: Window
    expected_at: datetime
    ready_at: datetime
    shown: Window
    drive: float
    status: OrderStatus = OrderStatus.PLACED
    delivery: DeliveryStatus = DeliveryStatus.WAITING
    began: dict[str, datetime] = field(default_factory=dict)
    rider: str | None = None
    drop_off_at: datetime | None = None
    first_expected_at: datetime | None = None
    stop: int = 0
    changes: dict[str, int] = field(default_factory=dict)
    narrowed: int = 0
    offers: int = 0

    @property
    def id(self) -> str:
        """The ticket's."""
        return self.ticket.id

    @property
    def bags(self) -> int:
        """How many bags the order fills."""
        return max(ceil(self.ticket.pizzas / PIZZAS_PER_BAG), 1)

    @property
    def is_released(self) -> bool:
        """Whether the food stands in the rack."""
        return OrderStatus.READY in self.began

    @property
    def completed_at(self) -> datetime | None:
        """When the customer got the food."""
        return self.began.get(OrderStatus.COMPLETED)

    def begin(self, status: OrderStatus, at: datetime) -> None:
        """The order's next status."""
        self.status = status
        self.began[status] = at


type Jobs = Mapping[str, Job]
