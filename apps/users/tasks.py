"""What is done regularly for users."""

from celery import shared_task

from apps.users import use_cases
from dominos.kernel.timers import timer

SCHEDULE = {
    "users-delete-expired": timer("users", "users.delete_expired", every=86400),
}


@shared_task(name="users.delete_expired", ignore_result=True)
def delete_expired() -> None:
    """Deletes verifications and refresh tokens that are no longer valid."""
    use_cases.delete_expired()
