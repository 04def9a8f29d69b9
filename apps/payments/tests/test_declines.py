"""Declined cards are counted before the next one is tried: by order, by customer, by network address."""

from types import SimpleNamespace

import pytest

from apps.payments.contract.errors import CardDeclined, TooManyDeclines
from apps.payments.contract.limits import MAX_DECLINES_OF_ORDER
from apps.payments.contract.types import PaymentChoice
from apps.payments.gateways.embedded.gateway import EmbeddedGateway
from apps.payments.models import Decline, EmbeddedPayment, GatewayCustomer, Payment
from apps.payments.processing import attempts
from apps.payments.processing.declines import Declines, insert_counted, refuse_too_many
from apps.payments.queries.market import rules
from apps.payments.service import LocalPaymentsService
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.retention import purge
from dominos.kernel.testing.api import client, principal

DECLINED = "pm_card_visa_chargeDeclined"
NONE = dict.fromkeys(Declines.__slots__, 0)


@pytest.mark.parametrize(
    ("scope", "limit"), [("order", MAX_DECLINES_OF_ORDER), ("customer", 5), ("client", 60), ("card", 5)]
)
def test_the_limits(scope, limit):
    refuse_too_many(SimpleNamespace(**NONE | {f"declines_of_{scope}": limit - 1}))
    with pytest.raises(TooManyDeclines) as refused:
        refuse_too_many(SimpleNamespace(**NONE | {f"declines_of_{scope}": limit}))
    assert refused.value.members["scope"] == scope
    assert ("wait_seconds" in refused.value.members) == (scope != "order")


@pytest.mark.django_db(transaction=True)
class TestAgainstTheGateway:
    def test_no_card_beyond_the_limit_reaches_the_gateway(self, world, pay):
        order = world.order()
        answers = [pay(order.order_id, DECLINED) for _ in range(8)]
        assert [a.status_code for a in answers] == [402] * 5 + [409] * 3
        assert answers[-1].data["code"] == "too-many-declines"
        assert EmbeddedPayment.objects.count() == Payment.objects.count() == 5
        assert pay(order.order_id, None).status_code == 201, "cash is no card"

    def test_the_same_request_again_is_the_same_decline(self, world):
        """Whoever places and pays in one request may repeat it where its answer was lost."""
        asked = {"order_id": world.order().order_id, "customer_id": world.customer_id, "key": "k"}
        choice = PaymentChoice(method="card", token=DECLINED)
        for _ in range(3):
            with pytest.raises(CardDeclined):
                LocalPaymentsService().pay(choice=choice, client="mark", **asked)
        assert EmbeddedPayment.objects.count() == Decline.objects.count() == Payment.objects.count() == 1

    def test_nor_does_one_whose_rival_ended_while_it_waited(self, world, pay, monkeypatch):
        order = world.order()
        for _ in range(MAX_DECLINES_OF_ORDER):
            pay(order.order_id, DECLINED)
        rivals = ["one"]
        monkeypatch.setattr(
            attempts,
            "insert_counted",
            lambda attempt: None if rivals and rivals.pop() else insert_counted(attempt),
        )
        assert pay(order.order_id).data["code"] == "too-many-declines"
        assert EmbeddedPayment.objects.count() == MAX_DECLINES_OF_ORDER

    @pytest.fixture
    def _strict(self):
        with rules.overridden(declines_of_customer=2, declines_of_client=4):
            yield

    def test_a_customer_does_not_go_on_with_another_order_nor_with_cards_to_save(self, world, pay, _strict):
        for order in (world.order(), world.order()):
            assert pay(order.order_id, DECLINED).status_code == 402
        assert pay(world.order().order_id).data["scope"] == "customer"
        api = client(principal(Role.CUSTOMER, id=world.customer_id))
        key = {"HTTP_IDEMPOTENCY_KEY": str(new_id())}
        assert api.post("/api/v1/payments/methods", {"token": DECLINED}, **key).status_code == 409
        with clock.stopped() as stopped:
            stopped.advance(hours=2)
            assert pay(world.order().order_id).status_code == 201

    def test_cards_declined_when_saved_count(self, world, _strict):
        api = client(principal(Role.CUSTOMER, id=world.customer_id))
        statuses = [
            api.post(
                "/api/v1/payments/methods", {"token": DECLINED}, HTTP_IDEMPOTENCY_KEY=str(new_id())
            ).status_code
            for _ in range(3)
        ]
        assert statuses == [402, 402, 409]
        assert GatewayCustomer.objects.count() == 1

    def test_a_card_is_not_tried_by_one_guest_after_the_other_from_everywhere(self, world, pay, monkeypatch):
        """The number is one, its tokens and whoever sends them are not."""
        monkeypatch.setattr(
            EmbeddedGateway, "identify", lambda self, token: "" if token == "pm_card_amex" else "visa 4242"
        )

        def attempt(number, token=DECLINED):
            guest = new_id()
            order, key = world.order(customer_id=guest), {"HTTP_IDEMPOTENCY_KEY": str(new_id())}
            body = {"order_id": str(order.order_id), "method": {"type": "card", "token": token}}
            api = client(principal(Role.GUEST, id=guest))
            return api.post("/api/v1/payments", body, REMOTE_ADDR=f"10.{number}.0.1", **key)

        assert [attempt(n).status_code for n in range(rules().declines_of_card)] == [402] * 5
        refused = attempt(7, "pm_card_visa")
        assert (refused.status_code, refused.data["scope"]) == (409, "card")
        assert EmbeddedPayment.objects.count() == 5, "the gateway was not asked to try it"
        owner = client(principal(Role.CUSTOMER, id=new_id()))
        saved = owner.post(
            "/api/v1/payments/methods", {"token": "pm_card_visa"}, headers={"Idempotency-Key": "k"}
        )
        assert (saved.status_code, saved.data["scope"]) == (409, "card")
        assert attempt(8, "pm_card_amex").status_code == 201, "another card of whoever it is"
        assert "4242" not in f"{Decline.objects.values_list('card')}{Payment.objects.values_list('card')}"
        with clock.stopped() as stopped:
            stopped.advance(hours=2)
            assert attempt(9, "pm_card_visa").status_code == 201

    def test_fresh_guests_of_one_address_share_its_limit(self, world, pay, _strict):
        for _ in range(4):
            guest = new_id()
            assert pay(world.order(customer_id=guest).order_id, DECLINED, as_id=guest).status_code == 402
        guest = new_id()
        assert pay(world.order(customer_id=guest).order_id, as_id=guest).data["scope"] == "client"
        with clock.stopped() as stopped:
            stopped.advance(days=31)
            purge("payments")
        assert not Decline.objects.exists()
