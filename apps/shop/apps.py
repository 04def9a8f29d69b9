"""The shop app."""

from dominos.kernel.apps import PlatformApp


class ShopConfig(PlatformApp):
    """Pages only: the app has no tables, no schema and no messages."""

    default = True
    name = "apps.shop"
    label = "shop"
    has_schema = False
