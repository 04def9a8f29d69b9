"""Each pays their part: one payment for everything else, however its parts are paid, declined, lost and given back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.orders.contract.types import OrderStatus
from apps.payments.contract.commands import AdjustAuthorization, VoidPayment
from apps.payments.contract.types import PartOwed
from apps.payments.domain.parts import amounts_of, shares
from apps.payments.gateways.embedded.bank import open_dispute, resolve_action
from apps.payments.gateways.guarded import ATTEMPTS
from apps.payments.gateways.parts import WithParts
from apps.payments.models import Decline, EmbeddedPayment, Operation, Payment, PaymentPart
from apps.payments.processing import parts
from apps.payments.processing.declines import Payer
from apps.payments.processing.operations import perform_due
from apps.payments.processing.parts import PartRequest, split
from apps.payments.processing.stale_payments import check_due
from apps.payments.processing.webhooks import follow
from apps.payments.tests.builders import (
    AMOUNTS,
    balances,
    build_capture,
    build_refund,
    events,
    gateway_books,
    reconciled,
    status_of,
)
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal
from dominos.kernel.testing.threads import at_once

TOTAL = AMOUNTS.total
ACTION = "pm_card_threeDSecure2Required"
DECLINED = "pm_card_visa_chargeDeclined"


@given(st.data())
def test_what_each_pays_adds_up_and_follows_what_they_ordered(data):
    weights = data.draw(st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any))
    step = data.draw(st.sampled_from([1, 10]))
    total = data.draw(st.integers(0, 10**7)) * step
    amounts = amounts_of(total, weights, step)
    assert sum(amounts) == total
    assert all(amount >= 0 and amount % step == 0 for amount in amounts)
    assert amounts == amounts_of(total, weights, step)
    for amount, weight in zip(amounts, weights, strict=True):
        assert abs(amount - total * weight / sum(weights)) <= step * len(weights)


@given(st.data())
def test_what_is_taken_or_given_back_exceeds_no_part(data):
    limits = data.draw(st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
    amount = data.draw(st.integers(0, sum(limits)))
    split_up = shares(amount, limits)
    assert sum(split_up) == amount
    for share, limit in zip(split_up, limits, strict=True):
        assert 0 <= share <= limit
        assert not sum(limits) or abs(share - amount * limit / sum(limits)) < 1 + 1e-6
    with pytest.raises(ValueError, match="more than there is"):
        shares(sum(limits) + 1, limits)


@pytest.mark.django_db(transaction=True)
class TestParts:
    @pytest.fixture(autouse=True)
    def _order(self, world, command):
        self.command, self.world = command, world
        self.order = world.order()
        self.guests = [principal(Role.GUEST), principal(Role.GUEST)]
        self.host = principal(Role.CUSTOMER, id=world.customer_id)
        self.people = [*self.guests, self.host]

    @property
    def path(self):
        return f"/api/v1/payments/parts/{self.order.order_id}"

    def begin(self, weights=(1000, 500, 777)):
        owed = [
            PartOwed(person_id=person.id, weight=weight)
            for person, weight in zip(self.people, weights, strict=True)
        ]
        return split(self.order.order_id, self.host.id, owed, client="", key=str(new_id()))

    def parts(self, by):
        return client(by).get(self.path)

    def pay(self, by, token="pm_card_visa", *, key="", part=None):
        part = part or next(each["id"] for each in self.parts(by).json()["own"] if not each["is_paid"])
        return self.send(by, part, token, key)

    def send(self, by, part, token="pm_card_visa", key=""):
        headers = {"Idempotency-Key": key or str(new_id())}
        return client(by).post(f"{self.path}/{part}", {"token": token}, headers=headers)

    def pay_all(self):
        self.begin()
        assert [self.pay(person).status_code for person in self.people] == [201] * 3

    def held(self):
        return sum(row.authorized for row in EmbeddedPayment.objects.filter(status="AUTHORIZED"))

    def test_all_pay_and_it_is_one_payment_for_everything_else(self):
        self.begin()
        for person in self.people:
            assert status_of(self.order.order_id) == "REQUIRES_ACTION"
            assert not events("payment_authorized", self.order.order_id)
            assert self.pay(person).json()["is_paid"]
        (event,) = events("payment_authorized", self.order.order_id)
        assert (event["amount"], self.held()) == (TOTAL, TOTAL)
        assert self.parts(self.host).json()["status"] == "AUTHORIZED"
        self.command(build_capture(self.order))
        perform_due()
        self.world.orders.change(self.order.order_id, status=OrderStatus.COMPLETED)
        (payment,) = Payment.objects.all()
        assert (payment.status, payment.captured) == ("CAPTURED", TOTAL)
        assert [captured for _, captured, _ in gateway_books(self.order)] == [1171, 585, 911]
        assert len(events("payment_captured", self.order.order_id)) == 1
        assert balances()["GATEWAY_CLEARING"] == TOTAL
        assert reconciled()[1] == ""

    def test_nobody_sees_the_cards_or_amounts_of_others_and_strangers_see_nothing(self):
        self.begin()
        told = self.parts(self.guests[0]).json()
        assert [part["amount"] for part in told["own"]] == [1171]
        assert (told["to_take_over"], self.parts(self.host).json()["to_take_over"]) == (0, 1756)
        assert [set(each) for each in told["people"]] == [{"person", "payer", "is_paid"}] * 3
        stranger, own = principal(Role.GUEST), told["own"][0]["id"]
        assert self.parts(stranger).status_code == 404
        for by in (stranger, self.guests[1], self.host):
            assert self.send(by, own).status_code == 404
            assert client(by).post(f"{self.path}/{own}/confirm").status_code == 404
        assert client(self.guests[0]).post(f"{self.path}/take-over").status_code == 404
        assert not EmbeddedPayment.objects.exists()

    def test_a_declined_card_is_followed_by_another_and_too_many_are_not_tried(self):
        self.begin()
        one = self.guests[0]
        assert self.pay(one, DECLINED).json()["decline_code"] == "card_declined"
        assert self.parts(one).json()["own"][0]["failure_code"] == "card_declined"
        assert not events("payment_failed", self.order.order_id)
        assert Decline.objects.get().customer_id == one.id
        assert self.pay(one).status_code == 201
        answers = [self.pay(self.guests[1], DECLINED).status_code for _ in range(6)]
        assert answers == [402] * 5 + [409]
        assert client(self.host).post(f"{self.path}/take-over").json()["to_take_over"] == 0
        assert [self.pay(self.host).status_code for _ in range(2)] == [201] * 2  # others' cards bar no host

    def test_3d_secure_approved_refused_and_given_up_for_another_card(self):
        self.begin()
        for person, is_approved in zip(self.people, (True, False, None), strict=True):
            answer = self.pay(person, ACTION)
            assert answer.status_code == 202
            part, url = answer.json()["id"], answer.json()["next_action"]["url"]
            if is_approved is None:
                assert self.pay(person).status_code == 201
                continue
            resolve_action(url.split("/")[-2], is_approved=is_approved)
            confirmed = client(person).post(f"{self.path}/{part}/confirm")
            assert confirmed.status_code == (200 if is_approved else 402)
        assert self.pay(self.guests[1]).status_code == 201
        assert (status_of(self.order.order_id), self.held()) == ("AUTHORIZED", TOTAL)
        assert EmbeddedPayment.objects.filter(status="VOIDED").count() == 1

    def test_two_who_pay_the_same_part_at_once_hold_it_once(self):
        self.begin()
        part = self.parts(self.guests[0]).json()["own"][0]["id"]
        answers = at_once(4, lambda _: self.send(self.guests[0], part).status_code)
        assert sorted(answers) == [201, 409, 409, 409]
        assert (EmbeddedPayment.objects.count(), self.held()) == (1, 1171)

    def test_all_who_pay_at_once_make_it_paid_once(self):
        self.begin()
        mine = [self.parts(person).json()["own"][0]["id"] for person in self.people]
        answers = at_once(3, lambda index: self.send(self.people[index], mine[index]).status_code)
        assert answers == [201] * 3
        assert len(events("payment_authorized", self.order.order_id)) == 1

    def test_the_host_takes_over_what_is_open(self):
        self.begin()
        self.pay(self.guests[0])
        url = self.pay(self.guests[1], ACTION).json()["next_action"]["url"]
        taken = client(self.host).post(f"{self.path}/take-over").json()
        assert [(part["amount"], part["next_action"]) for part in taken["own"]] == [(585, None), (911, None)]
        late = PaymentPart.objects.get(person_id=self.guests[1].id)
        assert self.send(self.guests[1], late.id).status_code == 404
        for part in taken["own"]:
            assert self.send(self.host, part["id"]).status_code == 201
        resolve_action(url.split("/")[-2], is_approved=True)
        assert (status_of(self.order.order_id), self.held()) == ("AUTHORIZED", TOTAL)
        assert client(self.host).post(f"{self.path}/take-over").status_code == 409

    def test_a_host_without_a_part_pays_for_all_who_were_at_their_banks(self):
        self.begin((1000, 500, 0))
        for guest in self.guests:
            self.pay(guest, ACTION)
        client(self.host).post(f"{self.path}/take-over")
        with clock.stopped() as stopped:
            stopped.advance(minutes=6)
            assert (check_due(), status_of(self.order.order_id)) == (1, "REQUIRES_ACTION")
        assert [self.pay(self.host).status_code for _ in range(2)] == [201] * 2
        assert (status_of(self.order.order_id), self.held()) == ("AUTHORIZED", TOTAL)

    def test_nobody_pays_any_more_once_it_is_over_and_all_is_released(self):
        self.begin()
        self.pay(self.guests[0])
        self.pay(self.guests[1], ACTION)
        self.command(VoidPayment(order_id=self.order.order_id, reason="expired"))
        own = self.parts(self.host).json()["own"][0]["id"]
        perform_due()
        assert self.send(self.host, own).json()["code"] == "order-not-payable"
        assert (status_of(self.order.order_id), self.held()) == ("VOIDED", 0)
        assert {row.status for row in PaymentPart.objects.all()} == {"VOIDED"}
        assert {row.status for row in EmbeddedPayment.objects.all()} == {"VOIDED"}
        assert len(events("payment_voided", self.order.order_id)) == 1

    def test_beginning_again_begins_nothing_and_the_host_may_pay_all_instead(self, pay):
        first = self.begin()
        self.pay(self.guests[0])
        at_once(3, lambda _: self.begin())
        assert Payment.objects.get().id == first.id
        assert pay(self.order.order_id).status_code == 201
        perform_due()
        assert (self.held(), Payment.objects.get(id=first.id).status) == (TOTAL, "FAILED")

    def test_a_dearer_change_is_the_hosts_and_a_cheaper_capture_goes_by_parts(self):
        self.pay_all()
        dearer = AdjustAuthorization(
            order_id=self.order.order_id, revision=1, amount=TOTAL + 500, currency="EUR", amounts=AMOUNTS
        )
        self.command(dearer)
        perform_due()
        assert len(events("authorization_adjusted", self.order.order_id)) == 1
        assert PaymentPart.objects.get(person_id=self.host.id).authorized == 911 + 500
        self.command(build_capture(self.order, 1000))
        perform_due()
        assert sum(captured for _, captured, _ in gateway_books(self.order)) == 1000

    def test_refunds_go_by_parts_and_leave_out_what_a_bank_took_back(self):
        self.pay_all()
        self.command(build_capture(self.order))
        perform_due()
        self.command(build_refund(self.order, 600, "a"))
        perform_due()
        assert [refunded for *_, refunded in gateway_books(self.order)] == [263, 132, 205]
        disputed = EmbeddedPayment.objects.get(captured=1171)
        open_dispute(disputed.reference)
        follow("embedded", disputed.reference)
        assert Payment.objects.get().charged_back == 1171
        self.command(build_refund(self.order, 300, "b"))
        perform_due()
        assert next(refunded for *_, refunded in gateway_books(self.order)) == 263
        refunds = events("payment_refunded", self.order.order_id)
        assert [(each["amount"], each["key"]) for each in refunds] == [(600, "a"), (300, "b")]
        self.world.orders.change(self.order.order_id, status=OrderStatus.COMPLETED)
        assert reconciled()[1] == ""

    def test_a_refund_that_one_bank_refuses_goes_to_the_others(self):
        self.pay_all()
        self.command(build_capture(self.order))
        perform_due()
        open_dispute(EmbeddedPayment.objects.get(captured=1171).reference)  # we have not heard of it yet
        self.command(build_refund(self.order, 600, "a"))
        perform_due()
        assert next(refunded for *_, refunded in gateway_books(self.order)) == 0
        assert sum(refunded for *_, refunded in gateway_books(self.order)) == 600
        assert Operation.objects.get(kind="REFUND").status == "DONE"

    def test_news_of_the_bank_finds_the_part(self):
        self.begin()
        url = self.pay(self.guests[0], ACTION).json()["next_action"]["url"]
        resolve_action(url.split("/")[-2], is_approved=True)
        follow("embedded", EmbeddedPayment.objects.get().reference)
        assert self.parts(self.guests[0]).json()["own"][0]["is_paid"]

    def test_one_that_the_bank_releases_by_itself_releases_all(self):
        self.pay_all()
        gateway = WithParts(Payment.objects.get())._gateway
        gateway.void(EmbeddedPayment.objects.get(authorized=1171).reference, key=str(new_id()))
        with clock.stopped() as stopped:
            stopped.advance(hours=7)
            assert check_due() == 1
        assert len(events("authorization_lapsed", self.order.order_id)) == 1
        assert self.held() == 0
        self.pay_all()  # and the order can be paid again
        assert len(events("payment_authorized", self.order.order_id)) == 2

    def test_a_lost_answer_is_fetched_before_another_card_is_tried(self, faulty):
        self.begin()
        faulty.lost_replies = ATTEMPTS
        assert self.pay(self.guests[0]).status_code == 503
        assert self.pay(self.guests[0], DECLINED).json()["code"] == "already-paid"
        assert (EmbeddedPayment.objects.count(), self.held()) == (1, 1171)
        faulty.unsent_requests = ATTEMPTS
        assert self.pay(self.guests[1]).status_code == 503
        assert self.pay(self.guests[1], DECLINED).status_code == 402

    def test_one_that_never_left_does_not_forget_what_another_one_sent(self, faulty):
        """Two requests for one attempt: the later one arrives and its answer is lost; then the first one gives up."""
        payment, guest = self.begin(), self.guests[0]
        part = PaymentPart.objects.get(person_id=guest.id)
        first = PartRequest(
            order_id=self.order.order_id,
            part_id=part.id,
            payer=Payer(customer_id=guest.id, client="", card=""),
            key="first",
            token="pm_card_visa",
        )
        part, _ = parts._begin(payment.id, first)
        faulty.lost_replies = ATTEMPTS
        assert self.pay(guest, part=part.id).status_code == 503
        parts._forget_unsent(part)
        assert self.pay(guest, part=part.id).json()["code"] == "already-paid"
        assert (EmbeddedPayment.objects.count(), self.held()) == (1, 1171)

    def test_a_lost_answer_of_who_never_comes_back_is_found_by_the_sweeper(self, faulty):
        self.begin()
        for person in self.people:
            faulty.lost_replies = ATTEMPTS if person is self.host else 0
            self.pay(person)
        assert status_of(self.order.order_id) == "REQUIRES_ACTION"
        with clock.stopped() as stopped:
            stopped.advance(minutes=6)
            assert check_due() == 1
        assert (status_of(self.order.order_id), self.held()) == ("AUTHORIZED", TOTAL)

    @pytest.mark.parametrize("before", [1, 2])
    def test_what_is_broken_off_between_parts_goes_on_and_nothing_moves_twice(self, faulty, before):
        """The gateway is silent from that call on: while taking, giving back, and releasing another order."""
        self.pay_all()
        for command in (build_capture(self.order), build_refund(self.order, 600, "a")):
            self._broken_off(faulty, command, before)
        assert [refunded for *_, refunded in gateway_books(self.order)] == [263, 132, 205]
        refunds = events("payment_refunded", self.order.order_id)
        assert [(each["amount"], each["key"]) for each in refunds] == [(600, "a")]
        self.order = self.world.order()
        self.pay_all()
        self._broken_off(faulty, VoidPayment(order_id=self.order.order_id, reason="rejected"), before)
        assert (status_of(self.order.order_id), self.held()) == ("VOIDED", 0)

    def _broken_off(self, faulty, command, before):
        lost = iter(range(1000))

        def lose(seen):
            faulty.lost_replies = ATTEMPTS if next(lost) >= before else 0

        faulty.before_reply = lose
        self.command(command)
        perform_due()
        assert Operation.objects.filter(status="PENDING").count() == 1
        faulty.before_reply, faulty.lost_replies = lambda seen: None, 0
        with clock.stopped() as stopped:
            stopped.advance(minutes=5)
            perform_due()
        assert not Operation.objects.filter(status="PENDING").exists()
