"""What a customer wants, and where it goes to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.geo.contract.service import GeoService
from apps.geo.contract.types import Point, ZoneMatch
from apps.menu.contract.types import LineRequest
from apps.orders.contract.errors import OtherStore
from apps.orders.domain.sold_lines import line_request
from apps.orders.models import Order, Quote
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import ServiceMethod
from apps.users.contract.service import UsersService
from dominos.kernel.auth import Principal, Role
from dominos.kernel.errors import FieldError, Invalid
from dominos.kernel.services import service

ADDRESS_FIELDS = ("street", "house_number", "postcode", "city", "lat", "lon", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a customer wants priced. `address` is `{address_id}` or the address itself; `when` a slot's start.

    Who says to pay `in_cash` is quoted a total that coins can pay.
    """

    service: ServiceMethod
    lines: list[LineRequest]
    store_id: UUID | None = None
    address: dict[str, Any] | None = None
    tip: int = 0
    deals: tuple[str, ...] = ()
    when: datetime | None = None
    in_cash: bool = False

    def extras(self) -> dict[str, Any]:
        """What of the wish neither the quote's lines nor its columns tell, as JSON."""
        return {"deals": list(self.deals), "in_cash": self.in_cash}


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """The store that serves a wish; for a delivery also the address and on what terms it lies in its zone."""

    store_id: UUID
    address: dict[str, Any] | None = None
    zone: ZoneMatch | None = None


def destination_of(wish: Wish, caller: Principal) -> Destination:
    """Where the food goes and who makes it. OutOfZone, ZoneClosed, OtherStore, NotFound, Invalid."""
    address = _address(wish, caller)
    zone = _zone(wish, address)
    store_id = _store_id(wish, zone)
    if wish.service is not ServiceMethod.DELIVERY:
        return Destination(store_id=store_id)
    return Destination(store_id=store_id, address=address, zone=zone)


def _address(wish: Wish, caller: Principal) -> dict[str, Any] | None:
    given = wish.address
    if given is None:
        if wish.service is ServiceMethod.DELIVERY:
            raise Invalid(errors=[FieldError("address", "A delivery needs an address.", "required")])
        return None
    if "address_id" not in given:
        return {name: given.get(name, "") for name in ADDRESS_FIELDS}
    if caller.id is None or not caller.is_any(Role.CUSTOMER):
        raise Invalid(errors=[FieldError("address.address_id", "Sign in to use a saved address.", "sign_in")])
    saved = service(UsersService).get_address(user_id=caller.id, address_id=given["address_id"])
    return {name: getattr(saved, name) for name in ADDRESS_FIELDS}


def _zone(wish: Wish, address: dict[str, Any] | None) -> ZoneMatch | None:
    if address is None or (wish.service is not ServiceMethod.DELIVERY and wish.store_id is not None):
        return None
    point = Point(lat=address["lat"], lon=address["lon"])
    match: ZoneMatch = service(GeoService).locate(point=point, service=wish.service, at=wish.when)
    return match


def _store_id(wish: Wish, zone: ZoneMatch | None) -> UUID:
    if zone is None:
        if wish.store_id is None:
            raise Invalid(errors=[FieldError("store_id", "Choose a store or give an address.", "required")])
        return wish.store_id
    if wish.store_id is not None and wish.store_id != zone.store_id:
        service(StoresService).get_store(store_id=wish.store_id)  # one nobody knows is not found, rather
        raise OtherStore(store_id=str(zone.store_id))
    return zone.store_id


def occasion(wish: Wish, to: Destination) -> dict[str, Any]:
    """What the menu has to know besides the lines: service, deals, time, and the zone's fees."""
    tiers = to.zone.fee_tiers if to.zone is not None else ()
    return {
        "service": wish.service,
        "deals": wish.deals,
        "at": wish.when,
        "delivery_fees": tuple((tier.from_subtotal, tier.fee) for tier in tiers),
    }


def wish_of_sale(sale: Quote) -> Wish:
    """What was asked for when the quote was made."""
    return Wish(
        service=ServiceMethod(sale.service),
        lines=[line_request(line) for line in sale.lines],
        store_id=sale.store_id,
        address=sale.address,
        tip=sale.tip,
        deals=tuple(sale.wish.get("deals", ())),
        when=sale.scheduled_for,
        in_cash=sale.wish.get("in_cash", False),
    )


def wish_of_order(order: Order) -> Wish:
    """The same things to the same place, as soon as possible, with the deals that had been asked for by name."""
    return Wish(
        service=order.method,
        lines=[line_request(line) for line in order.lines],
        store_id=order.store_id,
        address=order.address,
        deals=tuple(deal["code"] for deal in order.deals),
    )
