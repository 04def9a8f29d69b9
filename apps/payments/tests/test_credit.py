"""Gift cards and store credit: bought, spent once, given back to, and never below nothing."""

import pytest
from babel.numbers import list_currencies
from django.contrib import admin
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from apps.orders.contract.types import OrderStatus
from apps.payments.contract.commands import AdjustAuthorization, GrantCredit, VoidPayment
from apps.payments.domain.accounts import Account
from apps.payments.domain.credit import SCALES, bounds, offered
from apps.payments.gateways.credit.gateway import gateway_for
from apps.payments.gateways.embedded.bank import close_dispute, open_dispute
from apps.payments.gateways.embedded.payments import shown
from apps.payments.gateways.guarded import ATTEMPTS
from apps.payments.ledger.orders import ask_orders, differences
from apps.payments.models import (
    CreditAccount,
    CreditMovement,
    EmbeddedEvent,
    EmbeddedPayment,
    GiftPurchase,
    Operation,
    Payment,
)
from apps.payments.processing import gift_chargebacks
from apps.payments.processing.charges import GIVEN_UP_AFTER
from apps.payments.processing.gateway_sync import record
from apps.payments.processing.gift_cards import GIFTS
from apps.payments.processing.metrics import GIFT_CARDS_CHARGED_BACK
from apps.payments.processing.operations import perform_due
from apps.payments.queries.credit import get_letter
from apps.payments.rest.serializers import MAX_COUNTED
from apps.payments.tests.builders import (
    AMOUNTS,
    WEBHOOK_SECRET,
    balances,
    build_refund,
    events,
    post_webhook,
    reconciled,
)
from apps.payments.tests.builders import build_capture as capture
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal
from dominos.kernel.testing.threads import at_once
from dominos.kernel.typed_codes import LETTERS, as_code, normalized

database = pytest.mark.django_db(transaction=True)
GIFT = {"currency": "EUR", "token": "pm_card_visa", "recipient_email": "friend@example.org"}


@given(st.integers(0, 2**256 - 1))
def test_a_code_is_found_however_it_is_typed(number):
    code = as_code(f"{number:064x}")
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
    assert normalized(code.lower().replace("-", " ")) == normalized(code)
    assert set(normalized(code)) <= set(LETTERS)


def test_gift_cards_suggest_amounts_that_buy_a_meal_in_their_currency():
    assert (offered("EUR"), bounds("EUR")) == ((2000, 5000, 10000), (1000, 30000))
    assert (offered("JPY"), bounds("JPY")) == ((2000, 5000, 10000), (1000, 30000))
    assert (offered("HUF"), bounds("HUF")) == ((500_000, 1_250_000, 2_500_000), (250_000, 7_500_000))
    assert (offered("VND"), bounds("VND")) == ((200_000, 500_000, 1_000_000), (100_000, 3_000_000))
    assert (offered("KWD"), bounds("KWD")) == ((10_000, 25_000, 50_000), (5_000, 150_000))


def test_every_currency_has_one_scale():
    listed = " ".join(SCALES.values()).split()
    assert len(listed) == len(set(listed)) and set(listed) <= list_currencies()
    assert max(bounds(currency)[1] for currency in list_currencies()) <= MAX_COUNTED


def buy(amount=5000, *, key="", by=None, **changes):
    api = client(by or principal(Role.GUEST))
    body = {"amount": amount, **GIFT, **changes}
    return api.post("/api/v1/payments/gift-cards", body, HTTP_IDEMPOTENCY_KEY=key or str(new_id()))


def gift(amount=5000):
    """A bought gift card's code."""
    assert buy(amount).status_code == 201
    return get_letter(CreditAccount.objects.latest("id").id).code


def opened(code):
    return client().post("/api/v1/payments/credit/open", {"code": code})


def pass_of(code):
    return opened(code).json()["credit_pass"]


def pay_with(world, order, **method):
    api = client(principal(Role.CUSTOMER, id=world.customer_id))
    body = {"order_id": str(order.order_id), "method": method}
    return api.post("/api/v1/payments", body, HTTP_IDEMPOTENCY_KEY=str(new_id()))


def balance(code):
    account = get_letter_account(code)
    assert account.balance == sum(account.movements.values_list("amount", flat=True))
    return account.balance


def get_letter_account(code):
    return next(each for each in CreditAccount.objects.all() if get_letter(each.id).code == code)


@database
def test_a_gift_card_is_bought_once_and_its_code_is_told_in_its_letter_alone(world):
    key, buyer = str(new_id()), principal(Role.GUEST)
    first, again = (buy(5000, key=key, by=buyer, sender="Aino", words="Eat well") for _ in range(2))
    assert (first.status_code, first.json()["status"], again.json()["id"]) == (
        201,
        "PAID",
        first.json()["id"],
    )
    (account,) = CreditAccount.objects.all()
    letter = get_letter(account.id)
    assert (letter.email, letter.amount, letter.sender) == ("friend@example.org", 5000, "Aino")
    assert letter.code not in str(first.json()) and letter.code not in str(
        events("credit_issued", account.id)
    )
    assert balances() == {Account.GATEWAY_CLEARING: 5000, Account.CUSTOMER_CREDIT: -5000}
    assert EmbeddedPayment.objects.get().captured == 5000
    assert opened(letter.code.lower()).json()["balance"] == 5000
    asked, rows = admin.site.get_model_admin(GiftPurchase).get_search_results, GiftPurchase.objects.all()
    found = [asked(None, rows, typed)[0].count() for typed in ("Friend@example.org ", "friend@")]
    assert found == [1, 0], "by support, for whom it is for"


@database
def test_a_declined_or_absurd_gift_card_opens_no_account(world):
    assert buy(token="pm_card_chargeDeclined").json()["code"] == "card-declined"
    assert buy(amount=999).json()["errors"][0]["field"] == "amount"
    assert not CreditAccount.objects.exists()


@database
def test_who_never_comes_back_from_the_bank_is_charged_nothing(world):
    buyer = principal(Role.GUEST)
    waiting = buy(token="pm_card_threeDSecure2Required", by=buyer)
    assert (waiting.status_code, bool(waiting.json()["next_action"])) == (202, True)
    foreign = client(principal(Role.GUEST)).post(
        f"/api/v1/payments/gift-cards/{waiting.json()['id']}/confirm"
    )
    assert foreign.status_code == 404
    GiftPurchase.objects.update(due_at=now(), created_at=now() - 2 * GIVEN_UP_AFTER)
    GIFTS.finish_due()
    assert GiftPurchase.objects.get().status == "FAILED"
    assert EmbeddedPayment.objects.get().status == "VOIDED"
    assert not CreditAccount.objects.exists()


@database
def test_a_wrong_code_opens_nothing_and_guesses_are_counted(world):
    assert {opened("AAAA-BBBB-CCCC-DDDD").json()["code"] for _ in range(3)} == {"no-such-credit"}
    assert opened("").status_code == 400
    assert [opened("x").status_code for _ in range(8)][-1] == 429
    order = world.order()
    assert pay_with(world, order, type="credit", credit="forged.1.x").json()["code"] == "no-such-credit"


@database
def test_credit_pays_a_whole_order_and_gets_its_refund(world, command):
    code, order = gift(), world.order()
    paid = pay_with(world, order, type="credit", credit=pass_of(code))
    assert (paid.status_code, paid.json()["method"], balance(code)) == (201, "credit", 5000 - 2667)
    command(capture(order))
    command(build_refund(order, 1000, "a"))
    assert balance(code) == 5000 - 1667
    assert balances()[Account.CUSTOMER_CREDIT] == -(5000 - 1667)
    world.orders.change(order.order_id, status=OrderStatus.COMPLETED)
    payment = Payment.objects.get(order_id=order.order_id)
    assert differences(payment, ask_orders([order.order_id])[order.order_id]) == []
    assert reconciled()[1] == ""


@database
def test_a_card_pays_what_credit_does_not_and_the_refund_fills_credit_first(world, command):
    code, order = gift(1000), world.order()
    refused = pay_with(world, order, type="credit", credit=pass_of(code)).json()
    assert (refused["code"], refused["balance"]) == ("credit-too-low", 1000)
    paid = pay_with(world, order, type="card", token="pm_card_visa", credit=pass_of(code))
    assert (paid.json()["method"], paid.json()["authorized"], balance(code)) == ("card", 2667, 0)
    assert EmbeddedPayment.objects.get(order_id=order.order_id).authorized == 1667
    command(capture(order))
    sums = balances()
    assert (sums[Account.GATEWAY_CLEARING], sums.get(Account.CUSTOMER_CREDIT)) == (1000 + 1667, None)
    command(build_refund(order, 1500, "a"))
    assert (balance(code), EmbeddedPayment.objects.get(order_id=order.order_id).refunded) == (1000, 500)
    world.orders.change(order.order_id, status=OrderStatus.COMPLETED)
    assert reconciled()[1] == ""


@database
@pytest.mark.parametrize(
    ("token", "code"), [("pm_card_chargeDeclined", "card-declined"), ("pm_unknown", "card-declined")]
)
def test_a_declined_card_leaves_the_credit_as_it_was(world, token, code):
    letters, order = gift(1000), world.order()
    assert pay_with(world, order, type="card", token=token, credit=pass_of(letters)).json()["code"] == code
    assert balance(letters) == 1000


@database
def test_what_is_called_off_is_released(world, command):
    code, order = gift(1000), world.order()
    pay_with(world, order, type="card", token="pm_card_visa", credit=pass_of(code))
    command(VoidPayment(order_id=order.order_id, reason="rejected"))
    perform_due()
    assert balance(code) == 1000
    assert EmbeddedPayment.objects.get(order_id=order.order_id).status == "VOIDED"
    assert Payment.objects.get(order_id=order.order_id).status == "VOIDED"


@database
def test_an_order_that_gets_cheaper_than_its_credit_takes_no_more_and_no_card(world, command):
    code, order = gift(1000), world.order()
    pay_with(world, order, type="card", token="pm_card_visa", credit=pass_of(code))
    command(capture(order, 700))
    perform_due()
    assert balance(code) == 300
    assert (Payment.objects.get(order_id=order.order_id).captured, balances()[Account.CUSTOMER_CREDIT]) == (
        700,
        -300,
    )
    assert EmbeddedPayment.objects.get(order_id=order.order_id).status == "VOIDED"


@database
def test_an_order_that_gets_dearer_takes_more_of_the_credit(world, command):
    code, order = gift(), world.order()
    pay_with(world, order, type="credit", credit=pass_of(code))
    for revision, amount in ((1, 3000), (2, 9000)):
        command(
            AdjustAuthorization(
                order_id=order.order_id, revision=revision, amount=amount, currency="EUR", amounts=AMOUNTS
            )
        )
        perform_due()
    assert balance(code) == 2000
    assert [event["code"] for event in events("authorization_refused", order.order_id)] == [
        "insufficient_funds"
    ]


@database
def test_two_tabs_spend_a_gift_card_once(world):
    code = gift(3000)
    orders, credit = [world.order() for _ in range(8)], pass_of(code)
    paid = at_once(8, lambda n: pay_with(world, orders[n], type="credit", credit=credit).status_code)
    assert sorted(paid) == [201] + [402] * 7
    assert balance(code) == 3000 - 2667


@database
def test_granted_credit_is_its_owners_and_booked_once(world, command):
    order = world.order()
    granted = GrantCredit(
        credit_id=new_id(),
        order_id=order.order_id,
        store_id=order.store_id,
        owner_id=world.customer_id,
        amount=700,
        currency="EUR",
    )
    for _ in range(2):
        command(granted)
    owner = client(principal(Role.CUSTOMER, id=world.customer_id))
    (own,) = owner.get("/api/v1/payments/credit").json()
    assert (own["kind"], own["balance"]) == ("GRANTED", 700)
    assert client(principal(Role.CUSTOMER)).get("/api/v1/payments/credit").json() == []
    assert balances() == {Account.GOODWILL: 700, Account.CUSTOMER_CREDIT: -700}


@database
def test_credit_of_another_currency_pays_nothing(world):
    assert buy(2000, currency="JPY").status_code == 201
    code = get_letter(CreditAccount.objects.get().id).code
    answer = pay_with(world, world.order(), type="credit", credit=pass_of(code)).json()
    assert (answer["code"], answer["currency"]) == ("credit-of-other-currency", "JPY")


@database
def test_the_database_keeps_movements_and_balances(world):
    gift()
    with pytest.raises(IntegrityError):
        CreditAccount.objects.update(balance=-1)
    with pytest.raises(IntegrityError, match="append-only"):
        CreditMovement.objects.update(amount=1)


@pytest.fixture
def bank(monkeypatch):
    """What a bank does to the newest purchase of a gift card, and its news of it, told twice."""
    monkeypatch.setenv("GATEWAY_WEBHOOK_SECRET", WEBHOOK_SECRET)

    def act(decide, **how):
        decide(GiftPurchase.objects.latest("id").reference, **how)
        for _ in range(2):
            assert post_webhook(EmbeddedEvent.objects.latest("id").body.encode()).status_code == 200

    return act


@database
def test_a_bank_that_takes_a_gift_card_back_leaves_nothing_to_spend_and_books_that_balance(world, bank):
    code, order = gift(), world.order()
    pay_with(world, order, type="credit", credit=pass_of(code))
    bank(open_dispute)
    assert (balance(code), opened(code).json()["balance"]) == (0, 0)
    assert balances() == {Account.CHARGEBACKS: 2667, Account.CUSTOMER_CREDIT: -2667}
    assert GIFT_CARDS_CHARGED_BACK._value.get()
    again = pay_with(world, world.order(), type="credit", credit=pass_of(code)).json()
    assert (again["code"], again["balance"]) == ("credit-too-low", 0)
    bank(close_dispute, is_won=True)
    assert balance(code) == 5000 - 2667
    assert balances() == {Account.GATEWAY_CLEARING: 5000, Account.CUSTOMER_CREDIT: -5000}


@database
def test_what_an_order_gives_back_to_a_gift_card_its_bank_took_back_is_not_spent_again(world, bank, command):
    code, order = gift(), world.order()
    pay_with(world, order, type="credit", credit=pass_of(code))
    bank(open_dispute)
    command(VoidPayment(order_id=order.order_id, reason="rejected"))
    perform_due()
    assert (balance(code), opened(code).json()["balance"]) == (2667, 0)
    again = pay_with(world, world.order(), type="credit", credit=pass_of(code)).json()
    assert again["code"] == "credit-too-low"
    bank(close_dispute, is_won=False)
    assert (balance(code), balances()) == (0, {})


@database
def test_a_bank_that_is_faster_than_our_answer_finds_the_gift_card_all_the_same(world, bank):
    assert buy(token="pm_card_createDispute").status_code == 201
    GiftPurchase.objects.update(status="BEGUN", account=None, reference="")
    seen = EmbeddedPayment.objects.get()
    gift_chargebacks.follow(seen.payment_id, "embedded", shown(seen))
    assert (GiftPurchase.objects.get().withheld, GiftPurchase.objects.get().status) == (5000, "PAID")


def paid_with_both(world):
    code, order = gift(1000), world.order()
    pay_with(world, order, type="card", token="pm_card_visa", credit=pass_of(code))
    return code, order, Payment.objects.get(order_id=order.order_id)


@database
@pytest.mark.parametrize("fault", ["lost_requests", "lost_replies"])
def test_nothing_is_told_as_taken_while_the_card_of_both_has_not_answered(world, command, faulty, fault):
    code, order, payment = paid_with_both(world)
    setattr(faulty, fault, ATTEMPTS)
    command(capture(order))
    assert record(payment.id, gateway_for(payment).retrieve(payment.reference)).captured == 0
    Operation.objects.update(due_at=now())
    perform_due()
    assert (Payment.objects.get(id=payment.id).captured, balance(code)) == (2667, 0)
    assert balances()[Account.GATEWAY_CLEARING] == 1000 + 1667
    world.orders.change(order.order_id, status=OrderStatus.COMPLETED)
    assert reconciled()[1] == ""


@database
def test_a_card_whose_bank_released_it_before_the_capture_leaves_the_credit_whole(world, command):
    code, order, payment = paid_with_both(world)
    EmbeddedPayment.objects.filter(order_id=order.order_id).update(status="VOIDED")
    command(capture(order))
    assert balance(code) == 1000
    assert [event["payment_id"] for event in events("authorization_lapsed", order.order_id)] == [
        str(payment.id)
    ]
    assert Payment.objects.get(id=payment.id).captured == 0
