"""Paths of the pages about orders, relative to the platform's address. Pure."""

from urllib.parse import quote


def tracker_path(token: str) -> str:
    """The tracker page of the order with this tracking token, which messages and events carry."""
    return f"/track/{quote(token)}"


def map_picture(tracker: str) -> str:
    """The path of the map picture of a tracked order, for mails."""
    return f"{tracker}/map.png"
