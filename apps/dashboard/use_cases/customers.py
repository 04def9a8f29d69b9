"""Customers under a pseudonym, by which repeated orders of one customer are recognised and nothing else."""

from collections.abc import Collection
from uuid import UUID, uuid5

from django.db.models.functions import Coalesce

from apps.dashboard.models import BoardOrder, BoardRefund, ChangedDay
from dominos.kernel.prepared_writes import upsert
from dominos.kernel.unit_of_work import unit_of_work

_CUSTOMERS = UUID("5c3f1d0e-7a86-5b0a-9d55-0d2f4c6f8b11")


def key_of(customer_id: UUID) -> UUID:
    """The pseudonym of a customer: deterministic and not reversible."""
    return uuid5(_CUSTOMERS, customer_id.hex)


def claim(order_id: UUID, customer_id: UUID) -> None:
    """A guest's order now belongs to an account, so figures of later days may have counted it as a new customer.

    An order that is not over yet marks its day as changed when it ends.
    """
    key = key_of(customer_id)
    with unit_of_work("dashboard"):
        upsert(BoardOrder, order_id, {"claimed_key": key})
        theirs = BoardOrder.objects.alias(key=Coalesce("claimed_key", "customer_key")).filter(
            key=key, ended_at__isnull=False
        )
        days = theirs.values_list("store_id", "business_date").distinct()
        ChangedDay.objects.bulk_create(
            ChangedDay(store_id=store_id, day=day) for store_id, day in days if store_id and day
        )


def sever(order_ids: Collection[UUID]) -> None:
    """Detaches orders from an erased customer; they still count in figures."""
    with unit_of_work("dashboard"):
        orders = BoardOrder.objects.filter(order_id__in=order_ids)
        orders.update(customer_key=None, claimed_key=None, is_forgotten=True)
        BoardRefund.objects.filter(order_id__in=order_ids).update(reason="")
