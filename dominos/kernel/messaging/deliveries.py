"""An envelope on its way."""

from dataclasses import dataclass

from dominos.kernel.messaging.messages import Envelope


@dataclass(frozen=True, slots=True)
class Delivery:
    """An envelope on its way to one receiver."""

    envelope: Envelope
    receiver: str
