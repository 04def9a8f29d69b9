"""Whether whoever orders has too many unpaid orders open."""

import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Q
from django.db.models.functions import Upper

from apps.orders.contract.errors import TooManyOpenOrders
from apps.orders.contract.types import OrderStatus
from apps.orders.domain.open_orders import OpenOrderRules, exceeded
from apps.orders.domain.refund_matrix import CASH
from apps.orders.domain.states import FINAL
from apps.orders.models import Order
from apps.orders.models.phone import phone_tail
from dominos.kernel import env
from dominos.kernel.clock import now
from dominos.kernel.contact import phone_key

RULES = OpenOrderRules(
    of_contact=int(env.number("UNPAID_ORDERS_OF_CONTACT", 5)),
    of_client=int(env.number("UNPAID_ORDERS_OF_CLIENT", 8)),
)
LOOKS_BACK = timedelta(days=1)


def client_mark(address: str) -> str:
    """What of a network address an order keeps: enough to tell whether two came from one, and no more."""
    return hmac.new(settings.SECRET_KEY.encode(), address.encode(), hashlib.sha256).hexdigest()[:32]


def check_open_orders(order: Order) -> None:
    """TooManyOpenOrders. After the store's number was drawn, whose row lets one order of a store in at a time."""
    tail = phone_key(order.contact_phone)
    same = {
        "customer": Q(customer_id=order.customer_id),
        "phone": Q(tail=tail),
        "email": Q(mail=order.contact_email.upper()) & ~Q(contact_email=""),
        "client": Q(client=order.client, store_id=order.store_id, is_guest=True) & ~Q(client=""),
    }
    anyone = same["customer"] | same["phone"] | same["email"] | same["client"]
    unpaid = Q(status=OrderStatus.PENDING_PAYMENT) | Q(saga__payment_method=CASH) & ~Q(status__in=FINAL)
    rows = Order.objects.alias(tail=phone_tail("contact_phone"), mail=Upper("contact_email"))
    rows = rows.filter(anyone, unpaid, created_at__gt=now() - LOOKS_BACK)
    counted = rows.aggregate(**{what: Count("pk", filter=who) for what, who in same.items()})
    if not order.is_guest:
        counted["client"] = 0
    if what := exceeded(counted, RULES):
        raise TooManyOpenOrders(of=what)
