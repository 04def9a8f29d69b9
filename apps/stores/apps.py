"""Wires the stores into the platform."""

from dominos.kernel.apps import PlatformApp


class StoresConfig(PlatformApp):
    default = True
    name = "apps.stores"
    label = "stores"

    def ready(self) -> None:
        super().ready()
        from apps.stores.contract.service import StoresService
        from apps.stores.service import LocalStoresService
        from dominos.kernel.services import provide

        provide(StoresService, LocalStoresService())
