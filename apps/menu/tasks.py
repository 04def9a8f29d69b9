"""Periodic tasks of the menu."""

from typing import Any

from celery import shared_task

from apps.menu.store_menus import outages

SCHEDULE: dict[str, dict[str, Any]] = {
    "menu-restock-due": {
        "task": "menu.restock_due",
        "schedule": 1.0,
        "options": {"queue": "dominos.menu", "expires": 5},
    },
}


@shared_task(name="menu.restock_due", ignore_result=True)
def restock_due() -> None:
    """Ends due outages and publishes that; menus are right without it."""
    outages.restock_due()
