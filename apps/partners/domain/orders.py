"""Orders as partners send them. Pure; money in minor units."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.menu.contract.types import LineRequest
from apps.orders.contract.quotes import Agreed, QuoteRequest
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.dataclass_dicts import plain

MAX_EXTERNAL_ID = 60
DEFAULT_ANSWER_SECONDS, MIN_ANSWER_SECONDS, MAX_ANSWER_SECONDS = 300, 30, 1800
MAX_COMMISSION = 10_000
"""In hundredths of a percent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentLine:
    """An ordered item, and what the customer paid for the whole line."""

    item: LineRequest
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SentOrder:
    """An order that a partner's customer has paid, identified by the partner's `external_id`.

    DELIVERY is delivered by our couriers to the `address`; CARRYOUT is collected by the customer or a courier
    of the partner.
    """

    external_id: str
    store_id: UUID
    service: ServiceMethod
    lines: tuple[SentLine, ...]
    currency: str
    total: int
    name: str
    phone: str = ""
    address: Mapping[str, Any] | None = None
    delivery_fee: int = 0
    tip: int = 0
    when: datetime | None = None
    instructions: str = ""

    def request(self, answer_seconds: int) -> QuoteRequest:
        """The order as a request to be priced at what was paid."""
        return QuoteRequest(
            service=self.service,
            lines=[line.item for line in self.lines],
            store_id=self.store_id,
            address=dict(self.address) if self.address else None,
            tip=self.tip,
            when=self.when,
            agreed=Agreed(
                totals=tuple(line.total for line in self.lines),
                delivery_fee=self.delivery_fee,
                answer_seconds=answer_seconds,
            ),
        )

    def content(self) -> bytes:
        """What identifies two transmissions as the same order."""
        return json.dumps(plain(self), sort_keys=True, default=str).encode()
