"""Django's admin without the tables of its own, which point at people."""

from django.contrib.admin.apps import SimpleAdminConfig


class AdminApartConfig(SimpleAdminConfig):
    default = False
    default_site = "dominos.admin_apart.site.AdminApart"

    def import_models(self) -> None:
        """None: the log of each app tells what was done (`dominos.kernel.audit`)."""
        self.models = {}

    def ready(self) -> None:
        from django.contrib.admin import autodiscover

        autodiscover()
