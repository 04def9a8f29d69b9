"""The dashboard app."""

from dominos.kernel.apps import PlatformApp


class DashboardConfig(PlatformApp):
    default = True
    name = "apps.dashboard"
    label = "dashboard"
