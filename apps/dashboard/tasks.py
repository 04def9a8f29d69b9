"""Periodic tasks of the dashboard."""

from celery import shared_task

from apps.dashboard.use_cases import day_figures, weeks
from dominos.kernel.timers.timers import timer

SCHEDULE = {
    "dashboard-figures": timer("dashboard", "dashboard.refresh_figures", every=10, finds=day_figures.due),
    "dashboard-weeks": timer("dashboard", "dashboard.tell_weeks", every=600, finds=weeks.due),
}


@shared_task(name="dashboard.refresh_figures", ignore_result=True)
def refresh_figures() -> None:
    """Recomputes the figures of days whose orders changed."""
    day_figures.refresh_all()


@shared_task(name="dashboard.tell_weeks", ignore_result=True)
def tell_weeks() -> None:
    """Publishes the figures of finished weeks, after refreshing them."""
    day_figures.refresh_all()
    weeks.tell_due()
