"""The floor as a Django app."""

from django.apps import AppConfig


class FloorConfig(AppConfig):
    name = "benchmarks.platform.floor"
    label = "floor"
