"""Where delivery pushes positions: to who follows an order, while its food is on the road, and to the store."""

from uuid import UUID


def track_group(order_id: UUID) -> str:
    """A Channels group.

    It gets `{"type": "position", lat, lon, accuracy, at, eta_from, eta_to}`, `{"type": "eta", ...}` and
    `{"type": "near"}`.
    """
    return f"track.{order_id}"


def fleet_group(store_id: UUID) -> str:
    """A Channels group for those who manage the store.

    It gets `{"type": "courier", courier_id, lat, lon, accuracy, at}` of couriers at work for it.
    """
    return f"fleet.{store_id}"
