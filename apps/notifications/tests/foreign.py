"""What belongs to somebody else, for the test that nobody gets at it."""

from apps.notifications.models import Notification, Subscription
from dominos.kernel.ids import new_id


def foreign_urls() -> list[tuple[str, str]]:
    """Methods and addresses of one person's things."""
    told = Notification.objects.create(
        user_id=new_id(), subject_id=new_id(), kind="welcome", title="Hi", body=""
    )
    browser = Subscription.objects.create(
        user_id=new_id(),
        audience="customer",
        endpoint="https://x",
        endpoint_hash="0",
        public_key="",
        secret="",
    )
    return [
        ("POST", f"/api/v1/notifications/{told.id}/read"),
        ("DELETE", f"/api/v1/notifications/subscriptions/{browser.id}"),
    ]
