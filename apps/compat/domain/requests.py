"""Parses an order of a legacy client into our terms. Amounts and prices that the client sends are ignored."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from apps.menu.contract.types import LineRequest, Options, Part
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.texts.languages import NAMES

SERVICES = {
    "Delivery": ServiceMethod.DELIVERY,
    "Carryout": ServiceMethod.CARRYOUT,
    "DriveUpCarryout": ServiceMethod.CURBSIDE,
}
SIDE, COOKING = "side", "cooking"
_POSTCODE = re.compile(r"\d[\d -]*\d|\d")
QUARTER = 15
MAX_DOOR = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class OldProduct:
    """A line as sent; `id` is the client's own number of the line, echoed in the response."""

    id: int
    code: str
    quantity: int
    options: Options = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OldOrder:
    """An order as sent, without amounts.

    `order_id` is the id we gave it in an earlier response, None if it has none or a foreign one. `language`
    is the supported language to respond in; "" means the store's.
    """

    order_id: UUID | None
    store_id: UUID
    service: ServiceMethod
    products: tuple[OldProduct, ...]
    coupons: tuple[str, ...] = ()
    address: Mapping[str, str] = field(default_factory=dict)
    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    email: str = ""
    wanted_at: datetime | None = None
    language: str = ""

    @property
    def name(self) -> str:
        """The customer's full name."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def instructions(self) -> str:
        """Instructions for the courier."""
        return self.address.get("DeliveryInstructions", "")

    @property
    def door(self) -> str:
        """The apartment within the building."""
        parts = (self.address.get("UnitType", ""), self.address.get("UnitNumber", ""))
        return " ".join(filter(None, parts))[:MAX_DOOR]

    def content(self) -> tuple[Any, ...]:
        """What identifies two attempts as the same order: everything except the payment."""
        products = [(p.code, p.quantity, sorted(_plain(p.options).items())) for p in self.products]
        where = sorted(self.address.items())
        when = self.wanted_at.isoformat() if self.wanted_at else ""
        who = (self.name, self.phone, self.email)
        return str(self.store_id), self.service.value, products, sorted(self.coupons), where, when, who


def _plain(options: Options) -> dict[str, list[tuple[str, str]]]:
    return {
        code: sorted((part.value, str(amount)) for part, amount in on.items()) for code, on in options.items()
    }


def language_of(code: str) -> str:
    """`LanguageCode` as a supported language (`fi-FI` becomes `fi`); "" if it is missing or not supported."""
    language = code.replace("_", "-").partition("-")[0].lower()
    return language if language in NAMES else ""


def service_of(name: str) -> ServiceMethod | None:
    """The service method; None if we do not offer it."""
    return SERVICES.get(name)


def wanted_at(written: str) -> datetime | None:
    """`FutureOrderTime`, in UTC, rounded down to a quarter of an hour; None for as soon as possible.

    Raises ValueError if it is not a time.
    """
    if not written:
        return None
    at = datetime.strptime(written, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    return at.replace(minute=at.minute - at.minute % QUARTER, second=0)


def typed_addresses(street: str, line_2: str) -> list[str]:
    """Geocoder queries for `Street` and the line with city, region and postcode, the most precise first.

    Clients write that line as "City REGION 12345" or "City, REGION, 12345". Our addresses have no region, and
    a region cannot be told from the second word of a city.
    """
    found = _POSTCODE.search(line_2)
    postcode = found[0] if found else ""
    words = (
        line_2.replace(postcode, " ").replace(",", " ").split()
        if postcode
        else line_2.replace(",", " ").split()
    )
    places = [" ".join(words), *([" ".join(words[:-1])] if len(words) > 1 else []), ""]
    asked = [
        ", ".join(part for part in (street.strip(), f"{postcode} {place}".strip()) if part)
        for place in places
    ]
    return list(dict.fromkeys(asked))


def order_addresses(address: Mapping[str, str]) -> list[str]:
    """Geocoder queries for the address of an order, the most precise first."""
    street = address.get("Street", "") or f"{address.get('StreetName', '')} {address.get('StreetNumber', '')}"
    return typed_addresses(street, f"{address.get('City', '')}, {address.get('PostalCode', '')}")


def line_of(
    product: OldProduct, kinds: Mapping[str, str], ready_made: Mapping[str, Mapping[str, Any]]
) -> LineRequest:
    """A line in our terms: sides are counted, cooking instructions are listed by name.

    `kinds` maps a menu code to its topping group; `ready_made` holds the preconfigured products that can be
    ordered by their own code.
    """
    variant, options = product.code, dict(product.options)
    if product.code in ready_made:
        row = ready_made[product.code]
        variant = row["variant"]
        given: Options = {
            code: {Part(part): Decimal(amount) for part, amount in parts.items()}
            for code, parts in row["options"].items()
        }
        options = {**given, **options}
    whole = {code: sum(on.values(), Decimal(0)) for code, on in options.items()}
    return LineRequest(
        variant=variant,
        quantity=product.quantity,
        options={code: on for code, on in options.items() if kinds.get(code) not in (SIDE, COOKING)},
        sides={code: int(whole[code]) for code in options if kinds.get(code) == SIDE},
        cooking=tuple(code for code in options if kinds.get(code) == COOKING and whole[code]),
    )


def lines_of(
    products: Sequence[OldProduct], kinds: Mapping[str, str], ready_made: Mapping[str, Mapping[str, Any]]
) -> list[LineRequest]:
    """All lines, in the order they were sent."""
    return [line_of(product, kinds, ready_made) for product in products]
