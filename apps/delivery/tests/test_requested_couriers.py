"""A dispatcher keeps couriers and orders together or apart and sees why the engine chose; nobody else: asked again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from apps.delivery.dispatch import decide
from apps.delivery.dispatch.explanations import Bar, explain
from apps.delivery.domain.offers import REASSIGNED, EndedOffer, excluded_pairs
from apps.delivery.domain.rules import Rules
from apps.delivery.domain.states import OfferStatus
from apps.delivery.models import Delivery, Offer
from apps.delivery.tests.builders import STORE, release, stand_at
from apps.delivery.tests.dispatch.builders import courier, order, snapshot, store
from apps.delivery.tests.offer_builders import FREE, WAITING
from apps.delivery.use_cases.dispatcher import dispatch_couriers
from apps.delivery.use_cases.offers import accept_offer, decline_offer
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal

RULES = Rules()
NEARBY = (60.1760, 24.9384)
OTHER = replace(FREE, id="other")


def declined(courier, seconds_ago, reason="too far"):
    return EndedOffer("d", courier, OfferStatus.DECLINED, reason, seconds_ago)


@pytest.mark.parametrize(
    ("ended", "couriers", "excluded"),
    [
        ([declined("c", 5)], [FREE], {"c"}),
        ([declined("c", 61)], [FREE], set()),
        ([declined("c", 61)], [FREE, OTHER], {"c"}),
        ([declined("c", 61), declined("other", 5)], [FREE, OTHER], {"other"}),
        ([declined("c", 61)], [FREE, replace(OTHER, home="far")], set()),
        ([declined("c", 61, REASSIGNED)], [FREE], {"c"}),
        ([declined("c", 601)], [FREE, OTHER], set()),
    ],
)
def test_who_declined_is_asked_again_soon_only_where_there_is_nobody_else(ended, couriers, excluded):
    assert {name for _, name in excluded_pairs(ended, [WAITING], couriers, RULES)} == excluded


def test_what_is_kept_for_one_or_from_one_is_not_offered_to_others():
    def apart(**wanted):
        return {name for _, name in excluded_pairs([], [replace(WAITING, **wanted)], [FREE, OTHER], RULES)}

    assert apart(kept_for="c") == {"other"}
    assert apart(kept_from=frozenset({"c"})) == {"c"}
    alone = [replace(WAITING, kept_for="c")]
    assert excluded_pairs([declined("c", 61)], alone, [FREE, OTHER], RULES) == {("d", "other")}


def test_the_figures_tell_who_is_chosen_and_what_keeps_the_others_from_it():
    couriers = [
        courier("near", 1),
        courier("far", 9),
        courier("other", 1, stores=frozenset({"t"})),
        courier("small", 1, capacity=1),
        courier("tired", 1, off=2),
    ]
    town = snapshot([order("o", "s", 3, bags=2)], couriers, [store("s")], excluded=frozenset({("o", "far")}))
    found = explain(town, "o")
    assert found[0].courier == decide(town)[0].courier == "near"
    assert {one.courier: one.bar for one in found} == {
        "near": None,
        "far": Bar.EXCLUDED,
        "small": Bar.NO_ROOM,
        "tired": Bar.SHIFT_ENDS,
    }
    assert "other" not in {one.courier for one in found}, "nobody learns of another store's people"
    assert explain(town, "?") == []
    both = explain(replace(town, excluded=frozenset()), "o")
    assert [one.courier for one in both[:2]] == ["near", "far"] and both[0].cost < both[1].cost


@pytest.mark.django_db(transaction=True)
class TestByHand:
    def decide(self, delivery, action, courier_id=None):
        manager = principal(Role.STORE_MANAGER, stores=(delivery.store_id,))
        body = {"reason": "knows the house"} | ({"courier_id": str(courier_id)} if courier_id else {})
        return client(manager).post(f"/api/v1/deliveries/{delivery.id}/actions/{action}", body)

    def choice(self, delivery):
        manager = principal(Role.STORE_MANAGER, stores=(delivery.store_id,))
        return client(manager).get(f"/api/v1/deliveries/{delivery.id}/choice").json()

    def test_a_kept_order_waits_for_its_courier_and_goes_to_nobody_else(self, on_shift, hire, order):
        at_home = hire("Eero E")
        order_id = order()
        delivery = Delivery.objects.get()
        assert self.decide(delivery, "keep-for", at_home.user_id).status_code == 200
        on_shift("Aino A")
        assert dispatch_couriers() == 0
        (candidate,) = self.choice(delivery)["candidates"]
        assert (candidate["name"], candidate["bar"]) == ("Aino A", "excluded")
        assert self.decide(delivery, "let-anybody").status_code == 200
        dispatch_couriers()
        assert Offer.objects.get().courier.name == "Aino A"
        chosen = self.choice(Delivery.objects.get(order_id=order_id))
        assert (chosen["chosen"], chosen["is_by_hand"]) == (str(Offer.objects.get().courier_id), False)
        assert chosen["candidates"][0]["bar"] is None and chosen["decided_at"]

    def test_who_is_kept_from_it_loses_it_before_the_pick_up(self, on_shift, order):
        first = on_shift("Aino A")
        order_id = order()
        accept_offer(first.user_id, Offer.objects.get().run)
        second = on_shift("Eero E", NEARBY)
        release(order_id)
        delivery = Delivery.objects.get()
        assert self.decide(delivery, "keep-from", first.user_id).status_code == 200
        dispatch_couriers()
        assert Offer.objects.latest("offered_at").courier_id == second.user_id
        answer = self.decide(delivery, "keep-for")
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "courier_id")
        assert self.decide(delivery, "keep-for", new_id()).status_code == 404

    def test_the_only_courier_is_asked_again_after_a_minute(self, on_shift, order):
        courier = on_shift()
        with clock.stopped() as time:
            order()
            decline_offer(courier.user_id, Offer.objects.get().run, "too far")
            assert dispatch_couriers() == 0
            time.advance(seconds=timedelta(seconds=RULES.missed_exclusion_seconds).total_seconds())
            stand_at(courier, STORE)
            assert dispatch_couriers() == 1
