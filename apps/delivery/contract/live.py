"""Channels groups to which positions are pushed: of the order, while its food is on the road, and of the store."""

from uuid import UUID


def track_group(order_id: UUID) -> str:
    """The Channels group of an order's followers.

    It receives `{"type": "position", lat, lon, accuracy, at, eta_from, eta_to}`, `{"type": "eta", ...}` and
    `{"type": "near"}`; and `{"type": "message"}` when courier or customer wrote or read.
    """
    return f"track.{order_id}"


def fleet_group(store_id: UUID) -> str:
    """The Channels group of a store's managers.

    It receives `{"type": "courier", courier_id, lat, lon, accuracy, at}` of couriers working for the store.
    """
    return f"fleet.{store_id}"
