"""The demo city, for the programs of the image."""

from tests.system.conftest import city

__all__ = ["city"]
