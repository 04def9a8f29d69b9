"""Amounts in currencies without two decimals: at Stripe, at the embedded gateway, on documents."""

from dataclasses import replace

import pytest

from apps.payments.domain.gateway import AmountProblem, AmountRefused, GatewayRefusal
from apps.payments.gateways.signatures import sign
from apps.payments.gateways.stripe_amounts import from_stripe, to_stripe
from apps.payments.invoices.pdf.language import Speech
from apps.payments.models import Decline
from apps.payments.tests.benches import SECRET, Bench, Embedded, Stripe
from apps.payments.tests.builders import events
from dominos.kernel.money import Money

# Our minor units, what Stripe counts, and what a document says in English.
CURRENCIES = [
    ("JPY", 500, 500, "¥500"),
    ("CLP", 12_990, 12_990, "CLP12,990"),
    ("VND", 189_000, 189_000, "₫189,000"),
    ("ISK", 3_490, 349_000, "ISK3,490"),
    ("UGX", 45_000, 4_500_000, "UGX45,000"),
    ("HUF", 459_050, 459_050, "HUF4,590.50"),
    ("KWD", 5_120, 5_120, "KWD5.120"),
    ("EUR", 2_667, 2_667, "€26.67"),
]


@pytest.mark.parametrize(("currency", "ours", "stripes", "written"), CURRENCIES)
def test_stripe_is_told_what_it_counts_and_its_answers_are_in_our_units(currency, ours, stripes, written):
    bench = Bench(Stripe())
    double = bench.world.double
    request = replace(bench.wanted(amount=ours), currency=currency)
    seen = bench.gateway.authorize(request, key="a")
    assert double.requests[-1][2]["amount"] == str(stripes)
    assert (seen.authorized, seen.currency) == (ours, currency)
    seen = bench.gateway.capture(seen.reference, amount=Money(ours, currency), key="c")
    assert double.requests[-1][2]["amount_to_capture"] == str(stripes)
    assert seen.captured == ours
    half = ours // 20 * 10
    seen = bench.gateway.refund(seen.reference, amount=Money(half, currency), key="r")
    assert double.intents[seen.reference]["latest_charge"]["refunds"]["data"][0]["amount"] == to_stripe(
        half, currency
    )
    body = bench.world.webhook(seen.reference)
    (event,) = bench.gateway.parse_webhook(body, {bench.world.header: sign(body, SECRET)})
    after = bench.gateway.retrieve(event.reference)
    assert (after.captured, after.refunded, after.authorized) == (ours, half, ours)


@pytest.mark.parametrize(("currency", "ours", "stripes", "written"), CURRENCIES)
def test_a_document_writes_the_digits_of_its_currency(currency, ours, stripes, written):
    assert Speech({"language": "en", "currency": currency}).money(ours) == written


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("currency", ["JPY", "KWD", "ISK"])
def test_the_embedded_gateway_takes_our_minor_units(currency):
    bench = Bench(Embedded())
    request = replace(bench.wanted(amount=5_125), currency=currency)
    reference = bench.gateway.authorize(request, key="a").reference
    assert bench.gateway.capture(reference, amount=Money(5_125, currency), key="c").captured == 5_125
    with pytest.raises(GatewayRefusal):
        bench.gateway.refund(reference, amount=Money(100, "EUR"), key="r")


@pytest.mark.parametrize(
    ("currency", "amount", "problem"),
    [("EUR", 49, "amount_too_small"), ("SEK", 299, "amount_too_small"), ("KWD", 5_124, "amount_step")],
)
def test_an_amount_a_gateway_does_not_take_is_no_declined_card(currency, amount, problem):
    bench = Bench(Stripe())
    with pytest.raises(AmountRefused) as refused:
        bench.gateway.authorize(replace(bench.wanted(amount=amount), currency=currency), key="a")
    assert refused.value.problem == problem


@pytest.mark.django_db(transaction=True)
def test_the_customer_is_told_that_the_amount_is_the_trouble_and_may_pay_in_cash(world, pay, faulty):
    def refuse(*_, **__):
        raise AmountRefused(AmountProblem.TOO_SMALL)

    faulty.line.authorize = refuse
    order = world.order()
    for _ in range(6):
        answer = pay(order.order_id)
        assert (answer.status_code, answer.data["code"]) == (422, "amount-not-chargeable")
        assert answer.data["reason"] == "amount_too_small"
    assert events("payment_failed", order.order_id) == []
    assert not Decline.objects.exists()
    assert pay(order.order_id, None).status_code == 201


def test_what_stripe_cannot_express_is_refused():
    with pytest.raises(ValueError, match="fraction"):
        from_stripe(349_050, "ISK")
