"""Points: earned for food, taken back with refunds, spent once, given back, ended the oldest first."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from pydantic import TypeAdapter, ValidationError

from apps.orders.domain.loyalty import Lot, LoyaltyRules, PointsKind, due, left_of, still_due
from apps.orders.models import Order, OrderRefundStatus, PointsAccount, PointsMovement, Refund
from apps.orders.models.loyalty import REFUSE_CHANGES
from apps.orders.queries.loyalty import differences, loyalty_rules
from apps.orders.reservations.points import refunded
from apps.orders.reservations.points_expiry import expire
from apps.orders.tests.builders import refreshed
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal
from dominos.kernel.testing.threads import at_once

RULES = LoyaltyRules(points=3, per=200)


@pytest.mark.parametrize(
    ("food", "total", "back", "points"),
    [
        *((1000, 1500, 0, 15), (1099, 1500, 0, 16), (1000, 1500, 1500, 0), (1000, 1500, 1, 14)),
        *((199, 199, 0, 2), (0, 0, 0, 0), (1000, 1500, 9999, 0), (-5, 100, 0, 0)),
    ],
)
def test_what_an_order_is_due(food, total, back, points):
    assert still_due(due(food, RULES), total, back) == points


@pytest.mark.parametrize("wrong", [{"per": 0}, {"points": -1}, {"lasts_days": 0}])
def test_rules_that_would_fail_with_every_order_are_refused(wrong):
    with pytest.raises(ValidationError):
        TypeAdapter(LoyaltyRules).validate_python(wrong)


def test_the_oldest_go_first():
    lots = [Lot(expires_on=date(2027, 1, day), points=10) for day in (3, 1, 2)]
    assert [(lot.expires_on.day, lot.points) for lot in left_of(lots, 14)] == [(2, 6), (3, 10)]
    assert list(left_of(lots, 30)) == list(left_of(lots, 99)) == []
    assert sum(lot.points for lot in left_of(lots, -5)) == 30


@pytest.mark.django_db(transaction=True)
class TestPoints:
    @pytest.fixture(autouse=True)
    def _reward(self, world):
        world.menu.deals["REWARD"], world.menu.deal_points["REWARD"] = 500, 30
        yield
        assert list(differences()) == []

    def have(self, world, points, *, until=None):
        """Gives the customer points as an order would."""
        PointsAccount.objects.get_or_create(customer_id=world.customer.id)
        account = PointsAccount.objects.get(pk=world.customer.id)
        until = until or clock.now().date() + timedelta(days=10)
        PointsMovement.objects.create(
            customer_id=account.pk, kind=PointsKind.EARNED, points=points, key=str(new_id()), expires_on=until
        )
        account.balance += points
        account.next_expiry_on = min(filter(None, (account.next_expiry_on, until)))
        account.save()

    def points(self, world):
        return client(world.customer).get("/api/v1/points").json()

    def history(self, world):
        rows = client(world.customer).get("/api/v1/points/history").json()["results"]
        return [(row["kind"], row["points"]) for row in rows]

    def test_a_completed_order_earns_and_its_refund_takes_back_its_part(self, world):
        order = completed(world, world.placed())
        food = order.food - order.discount
        assert self.points(world)["balance"] == food // 100
        back = order.total // 4
        for _ in range(2):  # news of a refund may come twice
            Refund.objects.get_or_create(
                order=order, key="r", defaults=_a_refund(back), status=OrderRefundStatus.DONE
            )
            with transaction.atomic():
                refunded(order)
        assert self.points(world)["balance"] == food // 100 * (order.total - back) // order.total
        assert [kind for kind, _ in self.history(world)] == ["REVERSED", "EARNED"]

    def test_a_refund_counts_by_what_was_earned_and_takes_nothing_that_has_ended(self, world):
        orders = [completed(world, world.placed()) for _ in range(2)]
        earned = [row.points for row in PointsMovement.objects.order_by("id")]
        with loyalty_rules.overridden(points=5, lasts_days=2):
            _refund_of(orders[0], 1)
            assert self.points(world)["balance"] == sum(earned) - 1
            later = completed(world, world.placed())
            assert PointsAccount.objects.get().next_expiry_on == clock.now().date() + timedelta(days=2)
        with clock.stopped(clock.now() + timedelta(days=3)):
            expire()
            assert self.points(world)["balance"] == sum(earned), "what went back counts against the oldest"
            _refund_of(later, later.total)
            assert self.points(world)["balance"] == sum(earned)

    def test_a_guest_earns_nothing(self, world):
        guest = principal(Role.GUEST)
        contact = {"name": "Otso", "phone": "+358 40 7654321", "email": "otso@example.org"}
        placed = world.post_order(world.quote(by=guest)["id"], by=guest, contact=contact).json()
        assert completed(world, Order.objects.get(pk=placed["id"])).is_guest
        assert not PointsMovement.objects.exists()

    def test_a_reward_is_spent_by_its_order_and_comes_back_when_that_falls_through(self, world):
        self.have(world, 40)
        order = world.placed(deals=["REWARD"])
        assert order.discount == 500
        assert self.points(world)["balance"] == 10
        second = world.quote(deals=["REWARD"])
        assert (second["deals"], second["unused_deals"]) == ([], {})
        world.act(order, "cancel", by=world.customer)
        assert self.points(world)["balance"] == 40
        assert self.history(world) == [("RETURNED", 30), ("SPENT", -30), ("EARNED", 40)]

    def test_two_tabs_spend_them_once(self, world):
        self.have(world, 40)
        quotes = [world.quote(deals=["REWARD"])["id"] for _ in range(6)]
        answers = at_once(6, lambda number: world.post_order(quotes[number]).status_code)
        assert sorted(answers) == [201] + [409] * 5
        assert Order.objects.get().discount == 500
        assert self.points(world)["balance"] == 10

    def test_ordering_again_spends_no_points_unasked(self, world):
        self.have(world, 80)
        order = world.placed(deals=["REWARD"])
        again = client(world.customer).post(f"/api/v1/orders/{order.id}/reorder", {}).json()
        assert again["quote"]["deals"] == []

    def test_they_end_the_oldest_first_and_what_was_spent_counts_against_those(self, world):
        today = clock.now().date()
        self.have(world, 20, until=today)
        self.have(world, 35, until=today + timedelta(days=30))
        order = world.placed(deals=["REWARD"])
        assert self.points(world)["expiring"] == [{"on": str(today + timedelta(days=30)), "points": 25}]
        with clock.stopped(clock.now() + timedelta(days=1)):
            expire()
            assert self.points(world)["balance"] == 25
            world.act(order, "cancel", by=world.customer)
            expire()
            assert self.points(world)["balance"] == 55, (
                "those of yesterday look as before until the day is over"
            )
        with clock.stopped(clock.now() + timedelta(days=2)):
            expire()
            assert self.points(world)["balance"] == 35
            assert self.history(world)[0] == ("EXPIRED", -20)

    def test_the_database_keeps_movements_as_they_are(self, world):
        self.have(world, 1)
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            PointsMovement.objects.update(points=9)
        with connection.cursor() as cursor:
            cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'refuse_points_change'")
            assert cursor.fetchone()[0] in REFUSE_CHANGES


def completed(world, order):
    """The order, brought to its door."""
    world.pay(order)
    world.bump(order, "accept", "start", "bake", "ready")
    world.assign(order)
    world.pick_up(order)
    world.hand_over(order)
    return refreshed(order)


def _refund_of(order, amount):
    """Payments gave so much back of the order."""
    Refund.objects.create(order=order, key="r", **_a_refund(amount), status=OrderRefundStatus.DONE)
    with transaction.atomic():
        refunded(order)


def _a_refund(amount):
    return {"amount": amount, "reason": "cold", "fault": "STORE", "components": {}}
