"""Events of the dashboard."""

from datetime import date
from uuid import UUID

from dominos.kernel.messaging.messages import Event, message


@message("dashboard.week_counted")
class WeekCounted(Event):
    """A store's week is over, business days `first` to `last`: number of orders, and amounts in minor units.

    `was_sold` is the amount of the week before.
    """

    store_id: UUID
    store_name: str
    first: date
    last: date
    currency: str
    placed: int
    completed: int
    on_time: int
    sold: int
    refunded: int
    was_sold: int
