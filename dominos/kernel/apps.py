"""Base app configurations of the kernel and of every platform app."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps
from django.conf import LazySettings


class KernelConfig(AppConfig):
    name = "dominos.kernel"
    label = "kernel"

    def ready(self) -> None:
        from dominos.kernel.messaging.gauges import BusCollector
        from dominos.kernel.postgres.gauges import DatabaseCollector
        from dominos.kernel.telemetry.metrics import expose

        # None of what settings are is hidden from them, which Django looks for at each look at one: 180 for an order.
        LazySettings.__getattribute__ = object.__getattribute__  # type: ignore[method-assign]
        expose(BusCollector())
        expose(DatabaseCollector())
        import_module("dominos.kernel.texts.catalogues").compile_if_stale()
        import_module("dominos.kernel.texts.admin_words").speak()
        if apps.is_installed("django.contrib.admin"):
            import_module("dominos.kernel.audit.admin").show_logs()
        import_module("dominos.kernel.auth.documentation")
        import_module("dominos.kernel.edge.bounds")
        import_module("dominos.kernel.messaging.checks")
        import_module("dominos.kernel.postgres.folding")
        import_module("dominos.kernel.services.checks")
        import_module("dominos.kernel.config.startup")


class PlatformApp(AppConfig):
    """A platform app: gets message and log tables if it has a schema, and its handlers are connected."""

    default = False
    has_schema = True
    seals = False
    """Whether it seals personal data, and so has keys of people."""
    default_auto_field = "django.db.models.BigAutoField"

    def import_models(self) -> None:
        from dominos.kernel.audit import tables as audit
        from dominos.kernel.messaging import tables as messaging
        from dominos.kernel.sealed import tables as sealed

        if self.has_schema:
            every = (*messaging.TABLES, *audit.TABLES, *(sealed.TABLES if self.seals else ()))
            messaging.create_tables(self.label, f"{self.name}.models", every)
        super().import_models()

    def ready(self) -> None:
        """Connects handlers; an app adds the registration of its service."""
        for module in ("handlers", "tasks"):
            if find_spec(f"{self.name}.{module}"):
                import_module(f"{self.name}.{module}")
