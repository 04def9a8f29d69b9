"""The routes of the apps that run in this process."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver


def routes_of_apps(name: str) -> list[URLPattern | URLResolver]:
    """`urlpatterns` of the module `name` (`pages`, `rest.urls`) of every enabled app that has it."""
    return [route for app in settings.ENABLED_APPS for route in _routes_in(app, name)]


def _routes_in(app: str, name: str) -> list[URLPattern | URLResolver]:
    package, module = f"apps.{app}.{name.split('.')[0]}", f"apps.{app}.{name}"
    if not (find_spec(package) and find_spec(module)):
        return []
    return list(import_module(module).urlpatterns)
