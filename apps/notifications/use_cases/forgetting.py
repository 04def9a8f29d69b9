"""What somebody was told, and where, is forgotten with them."""

from apps.notifications.models import Outgoing, UnusableAddress
from apps.orders.contract.events import OrdersForgotten
from apps.users.contract.commands import ConfirmForgotten
from dominos.kernel.forgetting import forget
from dominos.kernel.unit_of_work import send


def forget_recipient(event: OrdersForgotten) -> None:
    """Forgets what these people were told; inside a unit of work."""
    sent = Outgoing.objects.filter(user_id__in=event.person_ids)
    addresses = {address.lower() for address in sent.values_list("address", flat=True)}
    UnusableAddress.objects.filter(address__in=addresses).delete()
    nameless = (ConfirmForgotten.type,)
    if forget("notifications", event.person_ids, event.order_ids, except_types=nameless) and event.is_all:
        send(ConfirmForgotten(user_id=event.user_id, app="notifications"), subject=event.user_id)
