"""Who receives what: read from every app's `contract/subscriptions.py`, installed here or not."""

from functools import cache
from importlib import import_module

from django.apps import apps
from django.conf import settings

from dominos.kernel.messaging.messages import Command, Message, command_receiver, known_messages


@cache
def subscriptions() -> dict[str, frozenset[type[Message]]]:
    """The event types each app subscribes to."""
    return {
        app: frozenset(import_module(f"apps.{app}.contract.subscriptions").SUBSCRIPTIONS)
        for app in settings.ALL_APPS
    }


@cache
def wanted_on_demand(app: str) -> frozenset[type[Message]]:
    """The event types the app is sent only while it asks for them (see `on_demand`)."""
    return frozenset(getattr(import_module(f"apps.{app}.contract.subscriptions"), "ON_DEMAND", ()))


@cache
def receivers_of(type: str, version: int) -> tuple[str, ...]:
    """The apps that receive messages of this type."""
    cls = known_messages()[type, version]
    if issubclass(cls, Command):
        return (command_receiver(type),)
    return tuple(app for app, types in subscriptions().items() if cls in types)


@cache
def turn_of(app: str) -> tuple[int, str]:
    """Sorts receivers: first those whose messages have the most receivers."""
    news = [
        type for types in subscriptions().values() for type in types if command_receiver(type.type) == app
    ]
    return -len(news), app


@cache
def installed_apps() -> tuple[str, ...]:
    """The apps of the platform that run in this process."""
    return tuple(config.label for config in apps.get_app_configs() if getattr(config, "has_schema", False))


@cache
def app_of(module: str) -> str:
    """The app whose module this is."""
    config = apps.get_containing_app_config(module)
    assert config is not None, f"{module} belongs to no app"
    return config.label


def is_here(app: str) -> bool:
    """Whether the app runs in this process."""
    return app in installed_apps()


def queue_of(app: str) -> str:
    """The Celery queue of an app."""
    return f"dominos.{app}"
