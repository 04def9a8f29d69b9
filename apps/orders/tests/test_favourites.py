"""Baskets that a customer keeps with their account."""

from uuid import UUID

import pytest

from apps.orders.domain.favourites import MAX_FAVOURITES
from apps.orders.models import Favourite
from apps.orders.tests.builders import HOME
from apps.users.contract.types import SavedAddress
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal

HALVES = {"variant": "14HT", "quantity": 1, "options": {"P": {"1/2": "1.0"}}, "note": "well done"}
PATH = "/api/v1/favourites"


@pytest.mark.django_db(transaction=True)
def test_a_basket_is_kept_under_one_name_by_its_customer_alone(world):
    def keep(by, **changes):
        body = {"name": "Friday", "store_id": str(world.store.id), "service": "CARRYOUT", "lines": [HALVES]}
        return client(by).post(PATH, {**body, **changes})

    mine, others = world.customer, principal(Role.CUSTOMER)
    assert keep(mine).status_code == 201
    home = str(new_id())
    assert keep(mine, service="DELIVERY", address_id=home).status_code == 404  # nobody's, or somebody else's
    world.users.addresses[mine.user_id, UUID(home)] = SavedAddress(id=UUID(home), label="home", **HOME)
    assert keep(mine, service="DELIVERY", address_id=home).status_code == 201
    assert keep(others, service="DELIVERY", address_id=home).status_code == 404
    (kept,) = keep(others).json()  # a name of somebody else's is theirs
    (found,) = client(mine).get(PATH).json()
    assert (found["name"], found["service"], found["address_id"]) == ("Friday", "DELIVERY", home)
    assert found["lines"] == [HALVES]
    assert client(mine).delete(f"{PATH}/{kept['id']}").status_code == 404
    assert keep(principal(Role.GUEST)).status_code == 403
    assert keep(mine, store_id=str(new_id())).status_code == 404
    assert keep(mine, lines=[]).status_code == 400

    row = Favourite.objects.get(customer_id=mine.user_id)
    for number in range(1, MAX_FAVOURITES):
        Favourite.objects.create(
            customer_id=mine.user_id,
            name=str(number),
            store_id=row.store_id,
            service=row.service,
            lines=row.lines,
        )
    assert keep(mine, name="one more").json()["code"] == "too-many-favourites"
    assert [one["name"] for one in keep(mine).json()][:2] == ["Friday", str(MAX_FAVOURITES - 1)]
    assert len(client(mine).delete(f"{PATH}/{found['id']}").json()) == MAX_FAVOURITES - 1
