"""The orders of the night, and what is known of each."""

from dataclasses import dataclass, field
from datetime import datetime

from apps.delivery.contract import windows
from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.contract.windows import Window
from apps.orders.contract.types import OrderStatus
from apps.orders.domain.bags import bags
from apps.orders.domain.eta import Plan
from dominos.simulation.scenario import Shop, Ticket


@dataclass(slots=True)
class Job:
    """An order with its delivery.

    `expected_at` is the window's middle at placement, `due_at` when delivery expects it at the door now, `told` the
    window that delivery told last; `shown` is what its customer sees, and `changes` counts its moves by cause.
    """

    ticket: Ticket
    shop: Shop
    plan: Plan
    promised: Window
    expected_at: datetime
    ready_at: datetime
    shown: Window
    drive: float
    due_at: datetime
    status: OrderStatus = OrderStatus.PLACED
    delivery: DeliveryStatus = DeliveryStatus.WAITING
    began: dict[str, datetime] = field(default_factory=dict)
    rider: str | None = None
    first_expected_at: datetime | None = None
    told: windows.Window | None = None
    refreshed_at: datetime | None = None
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
        return bags(self.ticket.pizzas)

    @property
    def requested_at(self) -> datetime:
        """When its delivery was asked for: once the store had accepted it."""
        return self.began[OrderStatus.ACCEPTED]

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
