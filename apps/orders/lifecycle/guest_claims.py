"""Guests' orders become those of an account once its e-mail address is proved, and not before."""

from uuid import UUID

from django.db.models.functions import Upper

from apps.orders.contract.events import GuestOrderClaimed
from apps.orders.models import Order
from apps.users.contract.events import EmailVerified
from apps.users.contract.service import UsersService
from apps.users.contract.types import Person
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
    """Gives the person the orders that guests placed with their address; inside a unit of work."""
    guests = Order.objects.filter(is_guest=True).exclude(contact_email="")
    found = guests.alias(mail=Upper("contact_email")).filter(mail=person.email.upper())
    ids = list(found.exclude(customer_id=person.id).values_list("id", flat=True))
    Order.objects.filter(pk__in=ids).update(customer_id=person.id, is_guest=False)
    for order_id in ids:
        publish(GuestOrderClaimed(order_id=order_id, customer_id=person.id), subject=order_id)
    return ids
