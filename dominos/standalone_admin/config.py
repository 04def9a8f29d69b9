"""Django's admin without the tables of its own, which point at people."""

from django.contrib.admin.apps import SimpleAdminConfig


class StandaloneAdminConfig(SimpleAdminConfig):
    default = False
    default_site = "dominos.standalone_admin.site.StandaloneAdmin"

    def import_models(self) -> None:
        """None: the log of each app tells what was done (`dominos.kernel.audit`)."""
        self.models = {}

    def ready(self) -> None:
        from django.contrib.admin import autodiscover

        autodiscover()
