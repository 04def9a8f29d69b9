"""Changing a paid order before it is made: the basket is priced again, and the payment has to follow.

`quoted` and `price_revision` ask other apps, so they come before the transaction of the step itself.
"""

from uuid import UUID

from apps.orders.contract.errors import QuoteExpired
from apps.orders.domain.states import Action
from apps.orders.lifecycle.guards import check_quote
from apps.orders.lifecycle.transitions import By, step_for
from apps.orders.models import Order, Quote
from apps.orders.queries.orders import get_quote, get_visible_order
from dominos.kernel.auth import Principal


def revisable_order(order_id: UUID, caller: Principal) -> Order:
    """The order, if the caller may change it now. NotFound, ActionForbidden, IllegalTransition."""
    order, actors = get_visible_order(order_id, caller)
    step_for(order, Action.REVISE, By(actors, caller.id))
    return order


def quoted(order_id: UUID, quote_id: UUID, caller: Principal) -> Quote:
    """A revision's quote that still holds, by the clock and by the menu. NotFound, QuoteExpired, NotRevisable."""
    order, _ = get_visible_order(order_id, caller)
    held = get_quote(quote_id, order.customer_id)
    check_quote(order, held.quote)
    if held.menu_version not in (None, held.quote.menu_version):
        raise QuoteExpired("The menu has changed since this quote.")
    return held.quote
