"""The notifications service in memory, for tests of other apps."""

from apps.notifications.contract.service import NotificationsService
from dominos.kernel.services.people import HoldsNobody


class FakeNotificationsService(HoldsNobody, NotificationsService):
    """Has no data about anybody."""
