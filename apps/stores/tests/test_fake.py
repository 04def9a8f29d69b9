"""The stores other apps test with behave like the real ones."""

from datetime import UTC, datetime

import pytest

from apps.stores.contract.fake import FakeStoresService, a_store
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import ServiceMethod
from apps.stores.queries import states
from apps.stores.tests.builders import make_store
from dominos.kernel.errors import NotFound
from dominos.kernel.ids import new_id
from dominos.kernel.services import service

NOON = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("method", list(ServiceMethod))
def test_an_open_store_answers_the_same(method):
    profile = states.get_state(make_store().profile.id).profile
    fake = FakeStoresService(stores=[profile])
    for answers in (fake, service(StoresService)):
        assert answers.get_store(store_id=profile.id) == profile
        assert answers.get_stores(store_ids=[new_id(), profile.id]) == [profile]
        found = answers.get_opening(store_id=profile.id, service=method, at=NOON)
        assert found.is_open is (method in profile.services)
        assert found.reason == ("" if found.is_open else "no_such_service")
        with pytest.raises(NotFound):
            answers.get_opening(store_id=new_id(), service=method, at=NOON)


def test_a_store_may_be_shut():
    shop = a_store()
    fake = FakeStoresService(stores=[shop], shut={shop.id: "paused"})
    found = fake.get_opening(store_id=shop.id, service=ServiceMethod.DELIVERY, at=NOON)
    assert (found.is_open, found.reason) == (False, "paused")
