"""What the dashboard tells of stores."""

from datetime import date
from uuid import UUID

from dominos.kernel.messaging.messages import Event, message


@message("dashboard.week_counted")
class WeekCounted(Event):
    """A week of a store is over, `first` to `last` business day: its orders, and amounts in minor units.

    `was_sold` is what the week before came to.
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
