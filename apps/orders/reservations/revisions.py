"""Reservations of a revised order; and releasing all of them when an order ends early."""

from apps.orders.models import Order, Sale
from apps.orders.reservations import points
from apps.orders.reservations.deal_uses import (
    count_down,
    holders,
    limits_of,
    redeem_limits,
    restore_deals,
    spend_points,
)
from apps.orders.reservations.seats import give_back_more, leave, take_more


def take_for_revision(order: Order, revised: Sale) -> None:
    """Reserves what a revision needs beyond the order, until it is settled or dropped. DealExhausted, SlotFull."""
    had = limits_of(order)
    redeem_limits([row for row in holders(revised.deals, order.deal_holder) if row[:2] not in had])
    spend_points(order, max(order.deals, revised.deals, key=points.price_of))
    take_more(order, revised)


def settle_deals(order: Order, revised: Sale) -> None:
    """Restores the deals and points that a revision does not use; called before the order becomes the revision."""
    wanted = {row[:2] for row in holders(revised.deals, order.deal_holder)}
    count_down(limits_of(order) - wanted)
    spend_points(order, revised.deals)


def drop_revision(order: Order, revised: Sale) -> None:
    """Releases what was reserved for a revision that does not take place."""
    wanted = {row[:2] for row in holders(revised.deals, order.deal_holder)}
    count_down(wanted - limits_of(order))
    spend_points(order, order.deals)
    give_back_more(order, revised)


def free(order: Order) -> None:
    """Restores the deals and releases the seats of an order that ends early; within the transition that ends it."""
    restore_deals(order)
    leave(order)
