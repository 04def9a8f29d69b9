"""Periodic tasks of users."""

from celery import shared_task

from apps.users.use_cases import account_closure, exports
from dominos.kernel.timers.timers import timer

GO_ON = "users.go_on_closing"


@shared_task(name=GO_ON, ignore_result=True)
def go_on_closing() -> None:
    """Continues erasing people whose accounts were closed."""
    account_closure.go_on()


@shared_task(name=exports.MAKE, ignore_result=True)
def make_exports() -> None:
    """Produces requested data exports."""
    exports.make_due()


SCHEDULE = {
    "users-go-on-closing": timer("users", GO_ON, every=60, finds=account_closure.unfinished),
    "users-make-exports": timer("users", exports.MAKE, every=60, finds=exports.due),
}
