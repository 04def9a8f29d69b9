"""The market's automatic credit for a late order."""

from apps.orders.contract.types import OrderStatus
from apps.orders.domain.refund_lines import given_in, late_credit
from apps.orders.domain.refund_requests import RefundRequest
from apps.orders.domain.states import COLLECTED
from apps.orders.lifecycle.refunds.commands import Wanted, refund_coin, send_refund
from apps.orders.lifecycle.refunds.rules import refund_rules
from apps.orders.models import Order, OrderSaga


def credit_lateness(saga: OrderSaga) -> None:
    """Gives the market's credit for an order that was completed too late; once, by rule.

    Orders of partners are excluded: that is between the partner and its customer.
    """
    order, rules = saga.order, refund_rules()
    if order.answered_within is not None:
        return
    if not is_late(order) or order.refunds.filter(key=LATE).exists():
        return
    components = given_in(late_credit(order.amounts, rules.late_credit_percent), refund_coin(saga))
    if 0 < components.amount <= saga.captured - saga.refunded:
        request = RefundRequest(reason="delivered later than promised", key=LATE)
        send_refund(saga, Wanted(components, []), request, None)


def is_late(order: Order) -> bool:
    """Whether the order was late enough for the market's credit.

    One that is collected counts by when it was ready, not by when its customer came.
    """
    came = order.began(OrderStatus.READY if order.method in COLLECTED else OrderStatus.COMPLETED)
    return came is not None and came > order.promised_to + refund_rules().late_after


LATE = "late"
