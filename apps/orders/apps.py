"""The app's configuration."""

from dominos.kernel.apps import PlatformApp


class OrdersConfig(PlatformApp):
    """Quotes, orders, their saga and the kitchen's make line."""

    default = True
    name = "apps.orders"
    label = "orders"
    seals = True

    def ready(self) -> None:
        super().ready()
        from apps.orders.contract.service import OrdersService
        from apps.orders.queries.attention import AttentionCollector
        from apps.orders.service import LocalOrdersService
        from dominos.kernel.services import provide
        from dominos.kernel.telemetry.metrics import expose

        expose(AttentionCollector())
        provide(OrdersService, LocalOrdersService())
