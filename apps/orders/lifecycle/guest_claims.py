"""Guests' orders become those of an account once its e-mail address is proved, and not before.

The address was typed, perhaps wrong, and its owner a stranger: the order becomes theirs if they gave its telephone
number, too. Otherwise it stays the guest's, and they are shown what the mails told them, without name, door and code.
"""

from uuid import UUID

from apps.orders.contract.events import GuestOrderClaimed
from apps.orders.models import Order
from apps.users.contract.events import EmailVerified
from apps.users.contract.service import UsersService
from apps.users.contract.types import Person
from dominos.kernel.contact import email_address, email_key, is_same_phone
from dominos.kernel.errors import NotFound
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import publish


def verified_person(event: EmailVerified) -> Person | None:
    """The person, if their address is proved indeed; None for one who is gone."""
    try:
        person: Person = service(UsersService).get_person(user_id=event.user_id)
    except NotFound:
        return None
    return person if person.is_verified else None


def claim_guest_orders(person: Person) -> list[UUID]:
    """Gives the person the orders that guests placed with their address and telephone, and shows them the others.

    Inside a unit of work; gives the ids of those that became theirs.
    """
    guests = Order.objects.filter(is_guest=True).exclude(mailbox="")
    # One mailbox may have several addresses; proved is this one alone.
    found = guests.filter(mailbox=email_key(person.email), contact_email=email_address(person.email))
    rows = list(found.exclude(customer_id=person.id).values_list("id", "contact_phone"))
    ids = [order_id for order_id, phone in rows if is_same_phone(phone, person.phone)]
    Order.objects.filter(pk__in=ids).update(customer_id=person.id, is_guest=False, mail_owner_id=None)
    Order.objects.filter(pk__in={row[0] for row in rows} - set(ids)).update(mail_owner_id=person.id)
    for order_id in ids:
        publish(GuestOrderClaimed(order_id=order_id, customer_id=person.id), subject=order_id)
    return ids
