"""What users do by the clock."""

from celery import shared_task

from apps.users.use_cases import closing
from dominos.kernel.timers import timer

GO_ON = "users.go_on_closing"


@shared_task(name=GO_ON, ignore_result=True)
def go_on_closing() -> None:
    """Goes on with forgetting people whose accounts were closed."""
    closing.go_on()


SCHEDULE = {"users-go-on-closing": timer("users", GO_ON, every=60, finds=closing.unfinished)}
