"""Erasing a customer: deliveries stay for couriers' figures, without name, address, note, reasons and photos."""

from functools import partial

from django.db import transaction

from apps.delivery.models import DeliveryPhoto
from apps.orders.contract.events import OrdersForgotten
from apps.users.contract.commands import ConfirmForgotten
from dominos.kernel import photos as photo_files
from dominos.kernel.forgetting import forget
from dominos.kernel.unit_of_work import send


def forget_recipient(event: OrdersForgotten) -> None:
    """Erases the recipient of these orders; called within a unit of work. Photo files are deleted after the commit."""
    photos = DeliveryPhoto.objects.filter(delivery__order_id__in=event.order_ids)
    for name in photos.values_list("name", flat=True):
        transaction.on_commit(partial(photo_files.discard, name), robust=True)
    nameless = (ConfirmForgotten.type,)
    if forget("delivery", event.person_ids, event.order_ids, except_types=nameless) and event.is_all:
        send(ConfirmForgotten(user_id=event.user_id, app="delivery"), subject=event.user_id)
