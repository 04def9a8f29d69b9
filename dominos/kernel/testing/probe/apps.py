"""The configuration of the probe."""

from dominos.kernel.apps import PlatformApp


class ProbeConfig(PlatformApp):
    default = True
    name = "dominos.kernel.testing.probe"
    label = "probe"
