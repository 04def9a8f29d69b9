"""Where delivery pushes what the follower of an order may see, while the food is on the road."""

from uuid import UUID


def track_group(order_id: UUID) -> str:
    """A Channels group.

    It gets `{"type": "position", lat, lon, accuracy, at, eta_from, eta_to}`, `{"type": "eta", ...}` and
    `{"type": "near"}`.
    """
    return f"track.{order_id}"
