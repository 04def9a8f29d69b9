"""The delivery app."""

from dominos.kernel.apps import PlatformApp


class DeliveryConfig(PlatformApp):
    default = True
    name = "apps.delivery"
    label = "delivery"
    seals = True
    verbose_name = "Delivery"

    def ready(self) -> None:
        super().ready()
        from apps.delivery.contract.service import DeliveryService
        from apps.delivery.queries.metrics import DispatchCollector
        from apps.delivery.service import LocalDeliveryService
        from dominos.kernel.services import provide
        from dominos.kernel.telemetry.metrics import expose

        expose(DispatchCollector())
        provide(DeliveryService, LocalDeliveryService())
