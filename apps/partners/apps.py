"""The partners app."""

from dominos.kernel.apps import PlatformApp


class PartnersConfig(PlatformApp):
    default = True
    name = "apps.partners"
    label = "partners"
