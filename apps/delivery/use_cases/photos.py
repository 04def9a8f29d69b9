"""The photo of a contactless delivery."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.db import transaction

from apps.delivery.contract.errors import IllegalAction, PhotoNotAsked
from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.models import Delivery, DeliveryPhoto
from apps.delivery.queries.market import rules
from apps.delivery.use_cases.pushes import push_delivery
from apps.delivery.use_cases.transitions import change, lock_deliveries, lock_delivery
from dominos.kernel import photos as photo_files
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.unit_of_work import unit_of_work


def take_photo(courier_id: UUID, delivery_id: UUID, data: bytes) -> None:
    """Stores the courier's photo of a contactless delivery at its door; another one replaces it.

    Raises NotFound for somebody else's delivery, PhotoNotAsked, IllegalAction away from the door, NotAPhoto.
    """
    require_photo_wanted(courier_id, delivery_id)
    _keep(delivery_id, data, lambda: _wanted(lock_delivery(delivery_id, courier_id)), courier_id)


def keep_photo(delivery_id: UUID, data: bytes) -> None:
    """Keeps the photo by which a provider proves that it was left at the door. NotAPhoto."""
    _keep(delivery_id, data, lambda: lock_deliveries([delivery_id])[0], None)


def _keep(delivery_id: UUID, data: bytes, locked: Callable[[], Delivery], actor: UUID | None) -> None:
    photo = photo_files.cleaned(data)
    with photo_files.kept(f"delivery/{delivery_id}", photo) as name, unit_of_work("delivery"):
        delivery = locked()
        _replace(delivery, name, photo)
        change(delivery, "photo", actor=actor)
        push_delivery(delivery, "photographed")


def require_photo_wanted(courier_id: UUID, delivery_id: UUID) -> None:
    """Raises NotFound for somebody else's delivery, PhotoNotAsked, IllegalAction away from the door."""
    delivery = Delivery.objects.filter(id=delivery_id, courier_id=courier_id).first()
    if delivery is None:
        raise NotFound("There is no such delivery in your run.")
    _wanted(delivery)


def _wanted(delivery: Delivery) -> Delivery:
    if not delivery.contactless:
        raise PhotoNotAsked
    if delivery.status != DeliveryStatus.ARRIVED:
        raise IllegalAction("The photo is taken at the door.", status_now=delivery.status, allowed=[])
    return delivery


def _replace(delivery: Delivery, name: str, photo: photo_files.Photo) -> None:
    before = DeliveryPhoto.objects.filter(delivery=delivery).first()
    if before is not None:
        transaction.on_commit(partial(photo_files.discard, before.name), robust=True)
    DeliveryPhoto.objects.update_or_create(
        delivery=delivery,
        defaults={"name": name, "width": photo.width, "height": photo.height, "taken_at": now()},
    )


def delete_old_photos() -> int:
    """Deletes the photos whose retention has ended; returns the number."""
    old = DeliveryPhoto.objects.filter(taken_at__lt=now() - timedelta(days=rules().photo_days))
    names = dict(old.values_list("delivery_id", "name")[:1_000])
    for name in names.values():
        photo_files.discard(name)
    with unit_of_work("delivery"):
        DeliveryPhoto.objects.filter(delivery_id__in=names).delete()
    return len(names)
