"""Where an order goes, and which store makes it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from apps.geo.contract.service import GeoService
from apps.geo.contract.types import Point, ZoneMatch
from apps.orders.contract.errors import OtherStore
from apps.orders.contract.quotes import QuoteRequest
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import ServiceMethod
from apps.users.contract.service import UsersService
from dominos.kernel.auth import Principal, Role
from dominos.kernel.errors import FieldError, Invalid
from dominos.kernel.services import service

ADDRESS_FIELDS = ("street", "house_number", "postcode", "city", "lat", "lon", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """The store that serves a request; for a delivery also the address and the terms of its zone."""

    store_id: UUID
    address: dict[str, Any] | None = None
    zone: ZoneMatch | None = None


def destination_of(request: QuoteRequest, caller: Principal) -> Destination:
    """The destination and the store of a request. OutOfZone, ZoneClosed, OtherStore, NotFound, Invalid."""
    address = _address(request, caller)
    zone = _zone(request, address)
    store_id = _store_id(request, zone)
    if request.service is not ServiceMethod.DELIVERY:
        return Destination(store_id=store_id)
    return Destination(store_id=store_id, address=address, zone=zone)


def _address(request: QuoteRequest, caller: Principal) -> dict[str, Any] | None:
    given = request.address
    if given is None:
        if request.service is ServiceMethod.DELIVERY:
            raise Invalid(errors=[FieldError("address", "A delivery needs an address.", "required")])
        return None
    if "address_id" not in given:
        return {name: given.get(name, "") for name in ADDRESS_FIELDS}
    if caller.id is None or not caller.is_any(Role.CUSTOMER):
        raise Invalid(errors=[FieldError("address.address_id", "Sign in to use a saved address.", "sign_in")])
    saved = service(UsersService).get_address(user_id=caller.id, address_id=given["address_id"])
    return {name: getattr(saved, name) for name in ADDRESS_FIELDS}


def _zone(request: QuoteRequest, address: dict[str, Any] | None) -> ZoneMatch | None:
    if address is None or (request.service is not ServiceMethod.DELIVERY and request.store_id is not None):
        return None
    point = Point(lat=address["lat"], lon=address["lon"])
    match: ZoneMatch = service(GeoService).locate(
        point=point, service=request.service, at=request.when, but=request.not_by
    )
    return match


def _store_id(request: QuoteRequest, zone: ZoneMatch | None) -> UUID:
    if zone is None:
        if request.store_id is None:
            raise Invalid(errors=[FieldError("store_id", "Choose a store or give an address.", "required")])
        return request.store_id
    if request.store_id is not None and request.store_id != zone.store_id:
        service(StoresService).get_store(store_id=request.store_id)  # one nobody knows is not found, rather
        raise OtherStore(store_id=str(zone.store_id))
    return zone.store_id


def menu_context(request: QuoteRequest, to: Destination) -> dict[str, Any]:
    """What pricing depends on besides the lines: service, deals, time, and the zone's fees."""
    tiers = to.zone.fee_tiers if to.zone is not None else ()
    return {
        "service": request.service,
        "deals": request.deals,
        "at": request.when,
        "delivery_fees": tuple((tier.from_subtotal, tier.fee) for tier in tiers),
        "language": request.language,
    }
