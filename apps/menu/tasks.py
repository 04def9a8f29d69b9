"""Periodic tasks of the menu."""

from celery import shared_task

from apps.menu.stock import usage
from apps.menu.store_menus import outages, planned_publications
from dominos.kernel.timers.timers import timer

SCHEDULE = {
    "menu-restock-due": timer("menu", "menu.restock_due", every=1, finds=outages.due),
    "menu-publish-due": timer("menu", "menu.publish_due", every=5, finds=planned_publications.due),
    "menu-stock-usage": timer("menu", "menu.book_usage", every=60, finds=usage.due),
}


@shared_task(name="menu.restock_due", ignore_result=True)
def restock_due() -> None:
    """Ends due outages and publishes that; queries ignore expired outages even before it runs."""
    outages.restock_due()


@shared_task(name="menu.publish_due", ignore_result=True)
def publish_due() -> None:
    """Publishes the drafts that are to be published by now."""
    planned_publications.publish_due()


@shared_task(name="menu.book_usage", ignore_result=True)
def book_usage() -> None:
    """Books what orders used in the stores that count their stock."""
    usage.book_due()
