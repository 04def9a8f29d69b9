"""Erasing a customer: their orders stay for accounting without personal data, and other apps are notified of them.

An open order is finished first; users repeats the request until there is none.
"""

from uuid import UUID

from apps.orders.contract.events import OrdersForgotten
from apps.orders.contract.types import FINAL_STATUSES
from apps.orders.models import Order
from apps.orders.queries.people import rows_of_person
from apps.users.contract.commands import ConfirmForgotten
from apps.users.contract.events import AccountClosed
from apps.users.contract.service import UsersService
from dominos.kernel.contact import email_key
from dominos.kernel.errors import NotFound
from dominos.kernel.forgetting import forget
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import publish, send

NAMELESS = (OrdersForgotten.type, ConfirmForgotten.type)


def mailbox_of(event: AccountClosed) -> str:
    """The verified mailbox of a closed account, by which their guest orders are found; "" if there is none."""
    try:
        return email_key(service(UsersService).get_mailbox_to_forget(user_id=event.user_id))
    except NotFound:
        return ""


def forget_customer(user_id: UUID, mailbox: str) -> None:
    """Erases the person from all of their finished orders; called within a unit of work."""
    rows = list(rows_of_person(user_id, mailbox).values_list("id", "customer_id", "status"))
    over = [row[0] for row in rows if row[2] in FINAL_STATUSES]
    people = {user_id, *(row[1] for row in rows)}
    Order.objects.filter(id__in=over).update(customer_id=user_id)  # found again when users ask again
    is_all = forget("orders", people, over, except_types=NAMELESS) and len(over) == len(rows)
    publish(
        OrdersForgotten(user_id=user_id, person_ids=tuple(people), order_ids=tuple(over), is_all=is_all),
        subject=user_id,
    )
    if is_all:
        send(ConfirmForgotten(user_id=user_id, app="orders"), subject=user_id)
