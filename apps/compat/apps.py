"""The compat app."""

from dominos.kernel.apps import PlatformApp


class CompatConfig(PlatformApp):
    """The legacy ordering interface, for clients that existed before this platform."""

    default = True
    name = "apps.compat"
    label = "compat"
