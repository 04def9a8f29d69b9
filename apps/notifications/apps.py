"""Wires the notifications context into the platform."""

from dominos.kernel.apps import PlatformApp


class NotificationsConfig(PlatformApp):
    default = True
    name = "apps.notifications"
    label = "notifications"
