"""Which orders belong to a person."""

from uuid import UUID

from django.db.models import Q, QuerySet

from apps.orders.contract.people import OrdersOfPerson
from apps.orders.models import Order
from apps.orders.queries.contacts import of_mailbox
from dominos.kernel.contact import email_key


def rows_of_person(user_id: UUID, mailbox: str) -> QuerySet[Order]:
    """The orders of an account, and guest orders with a mailbox (see `email_key`) that it verified."""
    theirs = Q(customer_id=user_id) | Q(mail_owner_id=user_id)
    if mailbox:
        theirs |= Q(is_guest=True) & of_mailbox(mailbox)
    return Order.objects.filter(theirs)


def orders_of_person(user_id: UUID, email: str) -> OrdersOfPerson:
    """Their ids, and the ids they were placed under."""
    rows = rows_of_person(user_id, email_key(email) if email else "").order_by("id")
    found = list(rows.values_list("id", "customer_id"))
    return OrdersOfPerson(
        person_ids=list(dict.fromkeys([user_id, *(customer for _, customer in found)])),
        order_ids=[order for order, _ in found],
    )
