"""Wires the geo app into the platform."""

from dominos.kernel.apps import PlatformApp


class GeoConfig(PlatformApp):
    name = "apps.geo"
    verbose_name = "Geography"
    default = True

    def ready(self) -> None:
        super().ready()
        from apps.geo.contract.service import GeoService
        from apps.geo.service import LocalGeoService
        from dominos.kernel.services import provide

        provide(GeoService, LocalGeoService())
