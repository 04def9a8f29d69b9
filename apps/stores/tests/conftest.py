"""What every test of stores starts from."""

import pytest
from django.core.cache import cache
from hypothesis import settings

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


@pytest.fixture(autouse=True)
def _nobody_has_called_yet():
    cache.clear()
