"""What is done regularly for users."""

from typing import Any

from celery import shared_task

from apps.users import use_cases

SCHEDULE: dict[str, dict[str, Any]] = {
    "users-delete-expired": {
        "task": "users.delete_expired",
        "schedule": 86_400.0,
        "options": {"queue": "dominos.users"},
    },
}


@shared_task(name="users.delete_expired", ignore_result=True)
def delete_expired() -> None:
    """Deletes verifications and refresh tokens that are no longer valid."""
    use_cases.delete_expired()
