"""Menu files with nonsense in them."""

import random
from typing import Any

NONSENSE: list[Any] = [
    *(None, True, -1, 0, 10**30, float("inf"), "", " ", "\x00", "\ud800", "🍕" * 200, [], {}, [[]], [None]),
    *({"": {}}, {"Code": None}, "1e999999", "X=,=1,,==", "X=1:2:x", "NaN", "٣", {"Tags": []}, "A" * 5000),
]


def build_spoiled_file(rng: random.Random, menu: Any, share: float) -> Any:
    """The file with nonsense in a share of its places, and with keys that are none."""
    if rng.random() < share:
        return rng.choice(NONSENSE)
    if isinstance(menu, dict):
        keys = {
            key: rng.choice(["\x00", "\ud800", "", "x" * 60, "a/b"])
            for key in menu
            if rng.random() < share / 4
        }
        return {keys.get(key, key): build_spoiled_file(rng, value, share) for key, value in menu.items()}
    if isinstance(menu, list):
        return [build_spoiled_file(rng, value, share) for value in menu]
    return menu
