"""The notifications service."""

from dominos.kernel.services import Service
from dominos.kernel.services.people import HoldsPeople


class NotificationsService(Service, HoldsPeople):
    """Exports its data about a person; other apps trigger notifications by events."""

    name = "notifications"
