"""The schemas of the apps' tables."""

from django.apps import apps
from django.conf import settings

from dominos.kernel.postgres import PUBLIC


def schema_of(app_label: str) -> str:
    """The schema of the app: its own for our apps, the owning app's for a library, else `public`."""
    if app_label in settings.LIBRARY_SCHEMAS:
        return str(settings.LIBRARY_SCHEMAS[app_label])
    config = apps.app_configs.get(app_label)
    return app_label if getattr(config, "has_schema", False) else PUBLIC
