"""Open runs: accepted, and nothing picked up."""

from collections.abc import Sequence
from uuid import UUID

from apps.delivery.contract.courier_protocol import DeliveryChanged
from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.models import Courier, Delivery
from apps.delivery.queries.courier_frames import stops, wire
from apps.delivery.use_cases.pushes import courier_group
from apps.delivery.use_cases.transitions import change
from dominos.kernel.sockets.pushes import push_after_commit

RESEQUENCED = "stop"


def held_of(courier: Courier, run: Sequence[Delivery]) -> list[Delivery]:
    """The part of the run that the courier has accepted before."""
    return [delivery for delivery in run if delivery.courier_id == courier.user_id]


def renumber(courier: Courier, run: UUID, route: Sequence[UUID]) -> None:
    """Numbers the stops of a run along the route; the courier is told about changes."""
    places = {delivery_id: place for place, delivery_id in enumerate(route)}
    rows = Delivery.objects.filter(courier=courier, run=run, status=DeliveryStatus.ASSIGNED)
    ordered = sorted(rows, key=lambda delivery: (places.get(delivery.id, len(route)), delivery.id))
    for stop, delivery in enumerate(ordered, start=1):
        if delivery.stop != stop:
            change(delivery, "resequence", stop=stop)
            frame = DeliveryChanged(delivery=stops([delivery])[0], cause=RESEQUENCED)
            push_after_commit(courier_group(courier.user_id), wire(frame))
