"""Pushes to couriers' sockets after a commit."""

from uuid import UUID

from apps.delivery.contract.courier_protocol import DeliveryChanged
from apps.delivery.models import Delivery
from apps.delivery.queries.courier_frames import stops, wire
from dominos.kernel.sockets.pushes import push_after_commit

SYNC = "sync"
"""The push that makes a courier's sockets read the state again; `socket` is the one that need not."""


def courier_group(courier_id: UUID) -> str:
    """The Channels group of the courier's sockets."""
    return f"courier.{courier_id}"


def push_situation(courier_id: UUID) -> None:
    """Makes all sockets of the courier send the current state."""
    push_after_commit(courier_group(courier_id), {"type": SYNC, "socket": ""})


def push_delivery(delivery: Delivery, cause: str) -> None:
    """Pushes the delivery's current state to its courier."""
    if delivery.courier_id is not None:
        frame = DeliveryChanged(delivery=stops([delivery])[0], cause=cause)
        push_after_commit(courier_group(delivery.courier_id), wire(frame))
