"""What tests of notifications start from."""

import pytest
from django.core.cache import cache

from apps.notifications.tests.events import Customers, Orders
from apps.orders.contract.service import OrdersService
from apps.users.contract.service import UsersService
from dominos.kernel.services import registry


@pytest.fixture(autouse=True)
def _empty_redis():
    cache.clear()


@pytest.fixture
def customers(monkeypatch):
    """The people other apps would know."""
    found = Customers()
    monkeypatch.setitem(registry._provided, UsersService, found.service)
    return found


@pytest.fixture
def orders(monkeypatch):
    """The orders other apps would know."""
    found = Orders()
    monkeypatch.setitem(registry._provided, OrdersService, found)
    return found
