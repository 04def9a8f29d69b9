"""Where the pages of orders are, below the platform's own address. Pure."""

from urllib.parse import quote


def tracker_path(token: str) -> str:
    """The tracker of the order with this tracking token, which stands in messages and events."""
    return f"/track/{quote(token)}"


def map_picture(tracker: str) -> str:
    """Where whoever follows an order finds a picture of the map, for mails."""
    return f"{tracker}/map.png"
