"""Erasing a person's notifications and addresses."""

from django.db.models import Q

from apps.notifications.models import Outgoing, UnusableAddress
from apps.notifications.use_cases.notification_rows import marks_of
from apps.orders.contract.events import OrdersForgotten
from apps.users.contract.commands import ConfirmForgotten
from dominos.kernel.forgetting import forget
from dominos.kernel.sealed import keys
from dominos.kernel.unit_of_work import send


def forget_recipient(event: OrdersForgotten) -> None:
    """Erases these people's notifications; called within a unit of work."""
    sent = Outgoing.objects.filter(user_id__in=event.person_ids)
    marks = [mark for address in sent.values_list("address", flat=True) for mark in marks_of(address)]
    theirs = Q(user_id__in=event.person_ids) | Q(address_mark__in=marks)
    unusable = list(UnusableAddress.objects.filter(theirs).values_list("id", flat=True))
    UnusableAddress.objects.filter(id__in=unusable).delete()
    keys.destroy("notifications", unusable)
    nameless = (ConfirmForgotten.type,)
    if forget("notifications", event.person_ids, event.order_ids, except_types=nameless) and event.is_all:
        send(ConfirmForgotten(user_id=event.user_id, app="notifications"), subject=event.user_id)
