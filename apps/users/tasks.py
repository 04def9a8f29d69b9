"""Periodic tasks of users."""

from celery import shared_task

from apps.users.use_cases import closing, exporting
from dominos.kernel.timers.timers import timer

GO_ON = "users.go_on_closing"


@shared_task(name=GO_ON, ignore_result=True)
def go_on_closing() -> None:
    """Continues erasing people whose accounts were closed."""
    closing.go_on()


@shared_task(name=exporting.MAKE, ignore_result=True)
def make_exports() -> None:
    """Produces requested data exports."""
    exporting.make_due()


SCHEDULE = {
    "users-go-on-closing": timer("users", GO_ON, every=60, finds=closing.unfinished),
    "users-make-exports": timer("users", exporting.MAKE, every=60, finds=exporting.due),
}
