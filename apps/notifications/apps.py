"""Wires the notifications context into the platform."""

from dominos.kernel.apps import PlatformApp


class NotificationsConfig(PlatformApp):
    default = True
    name = "apps.notifications"
    label = "notifications"

    def ready(self) -> None:
        super().ready()
        from apps.notifications.gauges import OutgoingCollector
        from dominos.kernel.metrics import expose

        expose(OutgoingCollector())
