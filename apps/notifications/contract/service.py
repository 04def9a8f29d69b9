"""The notifications service."""

from dominos.kernel.services import Service
from dominos.kernel.services.people import HoldsPeople


class NotificationsService(Service, HoldsPeople):
    """Tells what it has of a person; everybody else tells notifications, by events."""

    name = "notifications"
