"""The shop app."""

from dominos.kernel.apps import PlatformApp


class ShopConfig(PlatformApp):
    """Pages alone: it keeps nothing, so it has no schema and no messages."""

    default = True
    name = "apps.shop"
    label = "shop"
    has_schema = False
