"""Where the people of the demo meet the platform, and how they wait for it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dominos.demo.client import Refused


@dataclass(slots=True)
class World:
    """Where the platform is: its base URLs, its mailbox (a folder), and where to save the invoice."""

    web: str
    realtime: str
    mailbox: Path
    downloads: Path
    say: Callable[[str, str], None]
    started: float = field(default_factory=time.monotonic)


def eventually[T](ask: Callable[[], T], seconds: float = 45) -> T:
    """Asks again while the platform refuses: what others do about an order takes a moment."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return ask()
        except Refused:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def expected[T](answer: T, **wanted: Any) -> T:
    """The answer, if it says what is wanted. Refused."""
    if differing := {k: getattr(answer, k) for k, v in wanted.items() if getattr(answer, k) != v}:
        raise Refused(f"wanted {wanted}, got {differing}")
    return answer
