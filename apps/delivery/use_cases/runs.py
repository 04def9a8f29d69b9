"""Runs that are still open: accepted, and nothing of them picked up."""

from collections.abc import Sequence
from uuid import UUID

from apps.delivery.contract.courier_protocol import DeliveryChanged
from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.states import WITH_COURIER, CourierStatus
from apps.delivery.models import Courier, Delivery
from apps.delivery.queries.courier_frames import stops, wire
from apps.delivery.use_cases.transitions import change, courier_group, push_later

RESEQUENCED = "stop"


def held_of(courier: Courier, run: Sequence[Delivery]) -> list[Delivery]:
    """What of the run the courier has accepted before."""
    return [delivery for delivery in run if delivery.courier_id == courier.user_id]


def is_open_run(courier: Courier, held: Sequence[Delivery]) -> bool:
    """Whether these are all that the courier has, and all of it still stands in the rack."""
    everything = Delivery.objects.filter(courier=courier, status__in=WITH_COURIER)
    return (
        courier.status == CourierStatus.ON_RUN
        and all(delivery.status == DeliveryStatus.ASSIGNED for delivery in held)
        and {delivery.id for delivery in held} == set(everything.values_list("id", flat=True))
    )


def renumber(courier: Courier, run: UUID, route: Sequence[UUID]) -> None:
    """Gives the stops of a run their numbers along the route; the courier is told of those that changed."""
    places = {delivery_id: place for place, delivery_id in enumerate(route)}
    rows = Delivery.objects.filter(courier=courier, run=run, status=DeliveryStatus.ASSIGNED)
    ordered = sorted(rows, key=lambda delivery: (places.get(delivery.id, len(route)), delivery.id))
    for stop, delivery in enumerate(ordered, start=1):
        if delivery.stop != stop:
            change(delivery, "resequence", stop=stop)
            frame = DeliveryChanged(delivery=stops([delivery])[0], cause=RESEQUENCED)
            push_later(courier_group(courier.user_id), wire(frame))
