"""How long each stage of an order took."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from apps.orders.contract.types import OrderStatus
from dominos.kernel.texts.languages import in_words

S = OrderStatus


@in_words
class Stage(StrEnum):
    """Stages of an order: waiting to be made, on the make line, in the oven, ready, on the road."""

    QUEUE = "queue"
    MAKE = "make"
    OVEN = "oven"
    RACK = "rack"
    DRIVE = "drive"


SPANS: Mapping[Stage, tuple[OrderStatus, tuple[OrderStatus, ...]]] = {
    Stage.QUEUE: (S.PLACED, (S.PREPARING,)),
    Stage.MAKE: (S.PREPARING, (S.BAKING, S.READY)),
    Stage.OVEN: (S.BAKING, (S.READY,)),
    Stage.RACK: (S.READY, (S.OUT_FOR_DELIVERY, S.COMPLETED)),
    Stage.DRIVE: (S.OUT_FOR_DELIVERY, (S.ARRIVED,)),
}
"""Each stage begins with a state and ends with the first of these that the order reached: unbaked food skips
the oven.
"""


def seconds_by_stage(began: Mapping[OrderStatus, datetime]) -> dict[str, int]:
    """The duration of each stage in seconds, by when the order's states began; skipped stages are left out."""
    found = {}
    for stage, (start, ends) in SPANS.items():
        end = next((began[status] for status in ends if status in began), None)
        if start in began and end is not None and end >= began[start]:
            found[stage.value] = round((end - began[start]).total_seconds())
    return found
