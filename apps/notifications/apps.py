"""Wires the notifications app into the platform."""

from dominos.kernel.apps import PlatformApp


class NotificationsConfig(PlatformApp):
    default = True
    name = "apps.notifications"
    label = "notifications"
    seals = True

    def ready(self) -> None:
        super().ready()
        from apps.notifications.contract.service import NotificationsService
        from apps.notifications.sending.gauges import OutgoingCollector
        from apps.notifications.service import LocalNotificationsService
        from dominos.kernel.services import provide
        from dominos.kernel.telemetry.metrics import expose

        expose(OutgoingCollector())
        provide(NotificationsService, LocalNotificationsService())
