"""What belongs to somebody else, for the test that nobody gets at it."""

from apps.notifications.models import Notification
from dominos.kernel.ids import new_id


def foreign_urls() -> list[tuple[str, str]]:
    """Methods and addresses of one person's things."""
    told = Notification.objects.create(
        user_id=new_id(), subject_id=new_id(), kind="welcome", title="Hi", body=""
    )
    return [("POST", f"/api/v1/notifications/{told.id}/read")]
