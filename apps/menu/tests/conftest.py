"""What every test of menus starts from."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _nobody_has_called_yet():
    cache.clear()
