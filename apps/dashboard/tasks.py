"""What the app does by the clock."""

from celery import shared_task

from apps.dashboard.use_cases import day_figures
from dominos.kernel.timers.timers import timer

SCHEDULE = {
    "dashboard-figures": timer("dashboard", "dashboard.refresh_figures", every=10, finds=day_figures.due),
}


@shared_task(name="dashboard.refresh_figures", ignore_result=True)
def refresh_figures() -> None:
    """Makes the figures of days anew whose orders changed."""
    day_figures.refresh_all()
