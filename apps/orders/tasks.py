"""Periodic tasks of the app."""

from celery import shared_task

from apps.orders.lifecycle import attention, deadlines, release
from apps.orders.lifecycle.printing import sending
from apps.orders.lifecycle.promises import overdue
from apps.orders.quotes import unanswered_orders
from apps.orders.reservations import points_expiry
from dominos.kernel.timers.timers import timer

SCHEDULE = {
    "orders-deadlines": timer("orders", "orders.sweep_deadlines", every=2, finds=deadlines.due),
    "orders-attention": timer("orders", "orders.tell_of_attention", every=10, finds=attention.due),
    "orders-scheduled": timer("orders", "orders.release_scheduled", every=5, finds=release.waits_over),
    "orders-printers": timer("orders", "orders.print_slips", every=2, finds=sending.due),
    "orders-overdue": timer("orders", "orders.move_overdue_windows", every=30, finds=overdue.overdue),
    "orders-points": timer(
        "orders", "orders.expire_points", every=600, finds=points_expiry.ended, at_least=86400
    ),
}


@shared_task(name="orders.sweep_deadlines", ignore_result=True)
def sweep_deadlines() -> None:
    unanswered_orders.sweep()
    deadlines.sweep()


@shared_task(name="orders.tell_of_attention", ignore_result=True)
def tell_of_attention() -> None:
    attention.tell()


@shared_task(name="orders.move_overdue_windows", ignore_result=True)
def move_overdue_windows() -> None:
    overdue.move_overdue_windows()


@shared_task(name="orders.print_slips", ignore_result=True)
def print_slips() -> None:
    sending.print_due()


@shared_task(name="orders.expire_points", ignore_result=True)
def expire_points() -> None:
    points_expiry.expire()


@shared_task(name="orders.release_scheduled", ignore_result=True)
def release_scheduled() -> None:
    release.release_due()
