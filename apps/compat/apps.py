"""The compat app."""

from dominos.kernel.apps import PlatformApp


class CompatConfig(PlatformApp):
    """The ordering interface of clients that existed before this platform."""

    default = True
    name = "apps.compat"
    label = "compat"
