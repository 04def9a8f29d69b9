"""The photo of a contactless delivery, and who may see it."""

from dataclasses import dataclass
from uuid import UUID

from apps.delivery.models import Delivery, DeliveryPhoto
from apps.orders.contract.service import OrdersService
from dominos.kernel import photos as photo_files
from dominos.kernel.auth import Principal, Role
from dominos.kernel.errors import NotFound
from dominos.kernel.services import service

MISSING = "There is no such photo."


@dataclass(frozen=True, slots=True)
class DropPhoto:
    """A photo's file, and the store of its delivery."""

    name: str
    store_id: UUID


def get_drop_photo(principal: Principal, order_id: UUID) -> bytes:
    """The photo for the order's customer, its store's staff and support. NotFound for others."""
    photo = _of_last_attempt(order_id)
    if not _may_see(principal, order_id, photo.store_id):
        raise NotFound(MISSING)
    return _loaded(photo)


def get_tracked_drop_photo(token: str) -> bytes:
    """The photo for the holder of the order's tracking link. NotFound."""
    order = service(OrdersService).get_tracked_order(token=token)
    return _loaded(_of_last_attempt(order.order_id))


def _of_last_attempt(order_id: UUID) -> DropPhoto:
    last = Delivery.objects.filter(order_id=order_id).order_by("-attempt").first()
    photo = DeliveryPhoto.objects.filter(delivery=last).first()
    if last is None or photo is None:
        raise NotFound(MISSING)
    return DropPhoto(photo.name, last.store_id)


def _loaded(photo: DropPhoto) -> bytes:
    data = photo_files.load(photo.name)
    if data is None:
        raise NotFound(MISSING)
    return data


def _may_see(principal: Principal, order_id: UUID, store_id: UUID) -> bool:
    if principal.is_any(Role.SUPPORT, Role.STORE_STAFF, Role.STORE_MANAGER) and principal.works_for(store_id):
        return True
    if not principal.is_any(Role.CUSTOMER, Role.GUEST):
        return False
    return service(OrdersService).get_order(order_id=order_id).customer_id == principal.id
