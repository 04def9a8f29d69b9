"""Events of the stores app."""

from datetime import time
from uuid import UUID

from apps.stores.contract.business_day import DAY_STARTS_AT
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.messaging.messages import Event, message


@message("stores.store_saved")
class StoreSaved(Event):
    """A store was opened or its profile changed.

    Its business day starts at `day_starts_at` by the clock of its `timezone`: see `contract/business_day.py`.
    `languages` are those it speaks, the first preferred.
    """

    store_id: UUID
    code: str
    name: str
    lat: float
    lon: float
    currency: str
    services: tuple[ServiceMethod, ...]
    is_active: bool
    timezone: str = "UTC"
    day_starts_at: time = DAY_STARTS_AT
    languages: tuple[str, ...] = ()


@message("stores.store_availability_changed")
class StoreAvailabilityChanged(Event):
    """Hours, holidays, pause, busy or forced closure changed: read the availability again."""

    store_id: UUID
    cause: str
