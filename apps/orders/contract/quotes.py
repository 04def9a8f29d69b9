"""Types for ordering on behalf of a guest of another app: requests, quotes and contacts."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from apps.menu.contract.types import LineRequest
from apps.orders.contract.types import Amounts, OrderLine
from apps.stores.contract.types import ServiceMethod


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What a partner agreed with its customer, who paid it: the total of each line, deposits included, and the fee.

    Minor units. The store has `answer_seconds` to answer.
    """

    totals: tuple[int, ...]
    answer_seconds: int
    delivery_fee: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRequest:
    """What a customer wants priced. `address` is `{address_id}` or the address itself; `when` a slot's start.

    Who says to pay `in_cash` is quoted a total that coins can pay. What is ordered is named in `language`; "": in the
    store's. Stores of `not_by` do not make it. Prices that were `agreed` take the place of the menu's, and of deals.
    `revises` names the order that is changed, and its edition.
    """

    service: ServiceMethod
    lines: list[LineRequest]
    store_id: UUID | None = None
    address: dict[str, Any] | None = None
    tip: int = 0
    deals: tuple[str, ...] = ()
    when: datetime | None = None
    in_cash: bool = False
    language: str = ""
    not_by: tuple[UUID, ...] = ()
    agreed: Agreed | None = None
    revises: dict[str, Any] | None = None

    def extras(self) -> dict[str, Any]:
        """What of the request neither the quote's lines nor its columns tell, as JSON."""
        agreed = {"agreed": asdict(self.agreed)} if self.agreed else {}
        revises = {"revises": self.revises} if self.revises else {}
        asked = {"deals": list(self.deals), "in_cash": self.in_cash, "language": self.language}
        return {**asked, **agreed, **revises}


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestProblem:
    """Why a request cannot be ordered as it is; `line` counts from 1, None for the request as a whole.

    Codes are those of `BasketRefused` for a line, and error codes for the whole.
    """

    code: str
    detail: str
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteSummary:
    """A quote valid until `expires_at`, as other apps see it. `lines` are in the order of the request."""

    quote_id: UUID
    expires_at: datetime
    store_id: UUID
    currency: str
    amounts: Amounts
    lines: tuple[OrderLine, ...]
    business_date: date
    promised_from: datetime
    promised_to: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestContact:
    """Whom the courier or the store may call; `client` is a keyed digest of the network address they order from.

    `locale` is the language they requested, "" if none.
    """

    name: str
    phone: str
    email: str
    client: str = ""
    instructions: str = ""
    locale: str = ""
