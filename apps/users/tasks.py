"""What is done regularly for users."""

from typing import Any

from celery import shared_task

from apps.users import use_cases

SCHEDULE: dict[str, dict[str, Any]] = {
    "users-forget-expired": {
        "task": "users.forget_expired",
        "schedule": 86_400.0,
        "options": {"queue": "dominos.users"},
    },
}


@shared_task(name="users.forget_expired", ignore_result=True)
def forget_expired() -> None:
    """Deletes verifications and refresh tokens that are no longer valid."""
    use_cases.forget_expired()
