"""What a kitchen's screens show: names, allergies apart, and what is not baked never at the stations of a pizza."""

import pytest

from apps.menu.contract.types import Part
from apps.orders.contract.types import OrderStatus as S
from apps.orders.domain.screens import EVERYWHERE, SCREENS
from apps.orders.domain.states import BUMPS, TRANSITIONS, OrderAction
from apps.orders.domain.tickets import allergies_in, says_allergy
from dominos.kernel.testing.api import client


@pytest.mark.parametrize(
    ("note", "is_said"),
    [
        ("My son is ALLERGIC to nuts", True),
        ("Pähkinäallergia!", True),
        ("alérgico al gluten? No: alergia", True),
        ("Zöliakie", True),
        ("coeliac, no flour please", True),
        ("lactose intolerant", True),
        ("Jag har celiaki", True),
        ("Z\u006f\u0308liakie", True),
        ("olen keliaakikko", True),
        ("enfant c\u0153liaque", True),
        ("soy cel\u00edaco", True),
        ("Аллергия на орехи", True),
        ("gluten alerjisi", True),
        ("Nussunvertr\u00e4glichkeit", True),
        ("Celia will open the door", False),
        ("Ring at the blue door", False),
        ("well done, cut in squares", False),
        ("", False),
    ],
)
def test_what_speaks_of_an_allergy(note, is_said):
    assert says_allergy(note) is is_said


def test_each_note_once_and_others_not_at_all():
    lines = [{"note": "nut allergy"}, {"note": ""}, {"note": "nut allergy"}, {"note": "crispy"}]
    assert allergies_in(lines, "3rd floor. Egg allergy", "blue door") == [
        "nut allergy",
        "3rd floor. Egg allergy",
    ]


@pytest.mark.parametrize("is_baked", [True, False])
def test_every_order_of_the_kitchen_has_its_station(is_baked):
    statuses = [status for status in EVERYWHERE if is_baked or status is not S.BAKING]
    for status in statuses:
        own = {name for name, screen in SCREENS.items() if screen.shows(status, is_baked=is_baked)}
        assert own - {"all"}, status
        assert is_baked or own == {"all", "expo"}, (
            "what is cold is seen where orders are packed, and nowhere else"
        )
        steps = {
            step.action for step in TRANSITIONS if step.source is status and step.baked is not (not is_baked)
        }
        assert steps & (BUMPS | {OrderAction.ACCEPT, OrderAction.HAND_OVER, OrderAction.PICK_UP})


def test_what_is_counted_is_shown():
    for screen in SCREENS.values():
        assert set(screen.counts) <= {*screen.baked, *screen.cold}


@pytest.mark.django_db
def test_a_ticket_has_names_and_flags_and_stays_in_sight_once_done(world):
    note = "Severe nut allergy"
    lines = [
        {"variant": "14HT", "options": {"P": {"1/2": 1}}, "note": note, "sides": {"DIP": 2}},
        {"variant": "COLA-033"},
    ]
    order = world.placed(service="CARRYOUT", address=None, store_id=str(world.store.id), lines=lines)
    world.pay(order, method="cash")
    url = f"/api/v1/stores/{world.store.id}/make-line"
    (item,) = client(world.staff).get(url).json()["queue"]
    assert (item["allergies"], item["customer_name"], item["channel"]) == ([note], "Aino Virtanen", "web")
    assert (item["cash_due"], item["currency"]) == (order.total, "EUR")
    (change,) = item["lines"][0]["changes"]
    assert (change["part"], change["words"], change["is_left_out"]) == (Part.LEFT, "P", False)
    assert item["lines"][0]["side_names"] == {"DIP": "DIP"}
    assert client(world.staff).get(f"{url}/done").json() == []
    world.bump(order, "accept", "start", "bake", "ready")
    world.act(order, "hand_over", code=order.collection_code)
    (done,) = client(world.staff).get(f"{url}/done").json()
    assert (done["id"], done["allergies"], done["allowed_actions"]) == (str(order.id), [note], [])
    assert client(world.customer).get(f"{url}/done").status_code == 403


@pytest.mark.django_db
def test_whom_a_courier_brings_it_to_is_not_the_kitchens_to_know(world):
    world.paid()
    (item,) = client(world.staff).get(f"/api/v1/stores/{world.store.id}/make-line").json()["queue"]
    assert (item["customer_name"], item["cash_due"]) == ("", 0)
