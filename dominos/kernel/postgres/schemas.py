"""Which schema an app's tables live in."""

from django.apps import apps
from django.conf import settings

from dominos.kernel.postgres import PUBLIC


def schema_of(app_label: str) -> str:
    """The schema of the app: its own for a platform app, its keeper's for a library's, else `public`."""
    if app_label in settings.LIBRARY_SCHEMAS:
        return str(settings.LIBRARY_SCHEMAS[app_label])
    config = apps.app_configs.get(app_label)
    return app_label if getattr(config, "has_schema", False) else PUBLIC
