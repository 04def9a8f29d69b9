"""Assigns guests' orders to an account once its e-mail address is verified.

The address of a guest's order was typed, perhaps wrongly, and may belong to a stranger: the order is assigned
only if the account has its telephone number, too. Otherwise it stays the guest's, and the account sees what
the mails said, without name, address and code.
"""

from uuid import UUID

from apps.orders.contract.events import GuestOrderClaimed
from apps.orders.models import Order
from apps.orders.queries.contacts import of_mailbox
from apps.users.contract.events import EmailVerified
from apps.users.contract.service import UsersService
from apps.users.contract.types import Person
from dominos.kernel.contact import email_address, is_same_phone
from dominos.kernel.errors import NotFound
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import publish


def verified_person(event: EmailVerified) -> Person | None:
    """The person, if their address is verified; None if they no longer exist."""
    try:
        person: Person = service(UsersService).get_person(user_id=event.user_id)
    except NotFound:
        return None
    return person if person.is_verified else None


def claim_guest_orders(person: Person) -> list[UUID]:
    """Assigns the person the guest orders with their address and telephone, and shows them those with the
    address only.

    Called within a unit of work; returns the ids of the assigned orders.
    """
    found = Order.objects.filter(of_mailbox(person.email), is_guest=True).exclude(customer_id=person.id)
    orders = list(found.only("id", "contact_email", "contact_phone"))
    # One mailbox may have several addresses; proved is this one alone.
    theirs = [order for order in orders if order.contact_email == email_address(person.email)]
    ids = [order.id for order in theirs if is_same_phone(order.contact_phone, person.phone)]
    Order.objects.filter(pk__in=ids).update(customer_id=person.id, is_guest=False, mail_owner_id=None)
    Order.objects.filter(pk__in={order.id for order in theirs} - set(ids)).update(mail_owner_id=person.id)
    for order_id in ids:
        publish(GuestOrderClaimed(order_id=order_id, customer_id=person.id), subject=order_id)
    return ids
