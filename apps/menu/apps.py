"""Wires the menus into the platform."""

from dominos.kernel.apps import PlatformApp


class MenuConfig(PlatformApp):
    default = True
    name = "apps.menu"
    label = "menu"

    def ready(self) -> None:
        super().ready()
        from apps.menu.contract.service import MenuService
        from apps.menu.service import LocalMenuService
        from dominos.kernel.services import provide

        provide(MenuService, LocalMenuService())
