"""Where somebody is signed in, in words, from what a program says of itself (`User-Agent`)."""

from functools import lru_cache

UNSAID = "Generic"
"""What the library calls a device of no brand."""


def family_of(says: str) -> str:
    """ "Chrome on Android", of a browser that is known; else nothing: whoever signs in could write what they like."""
    said = in_words(says)
    return "" if said == says else said.partition(",")[0]


@lru_cache(maxsize=2_000)
def in_words(says: str) -> str:
    """ "Chrome on Android, Pixel 8"; what it says as it is, where that is no browser that is known."""
    from ua_parser import parse  # a program that shows nobody their sessions does not load its tables

    found = parse(says)
    if found.user_agent is None or found.os is None:
        return says
    device = found.device
    model = device.model if device is not None and device.brand not in (None, UNSAID) else None
    return f"{found.user_agent.family} on {found.os.family}" + (f", {model}" if model else "")
