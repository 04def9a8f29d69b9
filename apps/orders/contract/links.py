"""Where the pages of orders are, below the platform's own address. Pure."""

from urllib.parse import quote


def tracker_path(token: str) -> str:
    """The tracker of the order with this tracking token, which stands in messages and events."""
    return f"/track/{quote(token)}"
