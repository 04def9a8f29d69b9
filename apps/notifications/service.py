"""The implementation of the notifications service."""

from apps.notifications.contract.service import NotificationsService
from dominos.kernel.personal_export import TablesOfPeople


class LocalNotificationsService(TablesOfPeople, NotificationsService):
    """Answers from this app's tables."""
