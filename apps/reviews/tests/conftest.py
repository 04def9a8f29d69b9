"""The neighbours of reviews."""

import pytest

from apps.orders.contract.fake import FakeOrdersService
from apps.orders.contract.service import OrdersService
from apps.stores.contract.fake import FakeStoresService, a_store
from apps.stores.contract.service import StoresService
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import principal


@pytest.fixture(autouse=True)
def orders(stand_in):
    return stand_in(OrdersService, FakeOrdersService())


@pytest.fixture(autouse=True)
def store(stand_in):
    stores = stand_in(StoresService, FakeStoresService())
    store = a_store(id=new_id())
    stores.stores.append(store)
    return store.id


@pytest.fixture
def customer():
    return principal(Role.CUSTOMER)
