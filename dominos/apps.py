"""The project as a Django app, for its commands."""

from django.apps import AppConfig


class DominosConfig(AppConfig):
    name = "dominos"

    def ready(self) -> None:
        from dominos.celery import app

        app.set_default()
