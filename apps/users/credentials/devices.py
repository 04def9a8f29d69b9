"""Names of devices from the `User-Agent` header."""

from functools import lru_cache

UNSAID = "Generic"
"""The library's name for a device without a brand."""


def family_of(says: str) -> str:
    """ "Chrome on Android" for a known browser, else "", because the header can contain anything."""
    said = in_words(says)
    return "" if said == says else said.partition(",")[0]


@lru_cache(maxsize=2_000)
def in_words(says: str) -> str:
    """ "Chrome on Android, Pixel 8"; the header itself if the browser is not known."""
    from ua_parser import parse  # a program that shows nobody their sessions does not load its tables

    found = parse(says)
    if found.user_agent is None or found.os is None:
        return says
    device = found.device
    model = device.model if device is not None and device.brand not in (None, UNSAID) else None
    return f"{found.user_agent.family} on {found.os.family}" + (f", {model}" if model else "")
