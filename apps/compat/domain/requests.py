"""An order as old clients send it, read into our words. Whatever it says of money is not even looked at."""

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
    """A line as sent; `id` is the client's own number, which counts for its whole process."""

    id: int
    code: str
    quantity: int
    options: Options = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OldOrder:
    """An order as sent, without its money. `order_id` is what we called it before; None for another's name or none.

    `language` is the one of ours to answer in, "": the store's.
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
        """Of the customer."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def instructions(self) -> str:
        """For the courier."""
        return self.address.get("DeliveryInstructions", "")

    @property
    def door(self) -> str:
        """Which flat of the house."""
        parts = (self.address.get("UnitType", ""), self.address.get("UnitNumber", ""))
        return " ".join(filter(None, parts))[:MAX_DOOR]

    def content(self) -> tuple[Any, ...]:
        """What makes two orders the same one: all but the way it is paid."""
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
    """`LanguageCode` as a language of ours, `fi-FI` as `fi`; "" for another one or none."""
    language = code.replace("_", "-").partition("-")[0].lower()
    return language if language in NAMES else ""


def service_of(name: str) -> ServiceMethod | None:
    """How the customer gets the food; None for a way that is not ours."""
    return SERVICES.get(name)


def wanted_at(written: str) -> datetime | None:
    """`FutureOrderTime`, which clients write in UTC, as the start of its quarter of an hour; None for now.

    ValueError for what is no time.
    """
    if not written:
        return None
    at = datetime.strptime(written, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    return at.replace(minute=at.minute - at.minute % QUARTER, second=0)


def typed_addresses(street: str, line_2: str) -> list[str]:
    """Ways to ask the geocoder for `Street` and the line of city, region and postcode, the best first.

    Clients write that line as "City REGION 12345" or as "City, REGION, 12345"; a region is no part of our addresses,
    and nothing tells it from the second word of a city.
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
    """Ways to ask the geocoder for the address of an order, the best first."""
    street = address.get("Street", "") or f"{address.get('StreetName', '')} {address.get('StreetNumber', '')}"
    return typed_addresses(street, f"{address.get('City', '')}, {address.get('PostalCode', '')}")


def line_of(
    product: OldProduct, kinds: Mapping[str, str], ready_made: Mapping[str, Mapping[str, Any]]
) -> LineRequest:
    """The line in our words: of what it is had with, sides are counted and instructions are named.

    `kinds` are the groups of what the menu's products may be had with, by code; `ready_made` the preconfigured products
    that can be ordered by their own code.
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
    """All lines, in their order."""
    return [line_of(product, kinds, ready_made) for product in products]
