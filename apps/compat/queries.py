"""Reads: which orders legacy clients placed."""

from datetime import timedelta

from apps.compat.models import Attempt
from apps.orders.contract.service import OrdersService
from apps.orders.contract.types import OrderStatus, OrderSummary
from dominos.kernel.clock import now
from dominos.kernel.config.secret_keys import digest, digests
from dominos.kernel.contact import phone_key
from dominos.kernel.errors import NotFound
from dominos.kernel.services import service

TRACKED_FOR = timedelta(hours=12)
MAX_LISTED = 5
"""Orders of one telephone number that a tracker lists."""
MAX_LOOKED_AT = 100
"""Attempts of one telephone number that are searched for them, newest first."""

NEVER_PAID = frozenset({OrderStatus.PENDING_PAYMENT, OrderStatus.PAYMENT_FAILED, OrderStatus.EXPIRED})
"""States of attempts whose payment failed; they are skipped in favour of the order of a later attempt."""

Tracked = tuple[OrderSummary, str]


def phone_mark(phone: str) -> str:
    """A keyed digest of the telephone number, equal for every way of writing it."""
    return digest(_told(phone))


def _told(phone: str) -> bytes:
    return f"compat phone:{phone_key(phone)}".encode()


def orders_of_phone(phone: str) -> list[Tracked]:
    """The paid orders of the last hours that legacy clients placed with this number, newest first, with their keys."""
    if not phone_key(phone):
        return []
    rows = Attempt.objects.filter(
        phone_mark__in=digests(_told(phone)), order_id__isnull=False, created_at__gt=now() - TRACKED_FOR
    ).order_by("-created_at")[:MAX_LOOKED_AT]
    keys = {row.order_id: row.order_key for row in rows if row.order_id is not None}
    found = service(OrdersService).get_orders(order_ids=list(keys))
    paid = [(order, keys[order.order_id]) for order in found if order.status not in NEVER_PAID]
    return paid[:MAX_LISTED]


def order_of_key(store_id: str, key: str) -> Tracked:
    """The order with this key at this store. Raises NotFound."""
    row = Attempt.objects.filter(order_key=key, order_id__isnull=False).first()
    if row is None or row.order_id is None:
        raise NotFound("There is no such order.")
    order: OrderSummary = service(OrdersService).get_order(order_id=row.order_id)
    if str(order.store_id) != store_id:
        raise NotFound("There is no such order.")
    return order, row.order_key
