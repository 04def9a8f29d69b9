"""Django's admin without its tables, which reference users."""

from django.contrib.admin.apps import SimpleAdminConfig


class StandaloneAdminConfig(SimpleAdminConfig):
    default = False
    default_site = "dominos.standalone_admin.site.StandaloneAdmin"

    def import_models(self) -> None:
        """There is no Django history: the audit log of each app records changes (`dominos.kernel.audit`)."""
        self.models = {}

    def ready(self) -> None:
        from django.contrib.admin import autodiscover

        autodiscover()
