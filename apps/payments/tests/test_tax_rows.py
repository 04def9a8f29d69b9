"""Tax by rate: a refund is taxed as what comes back was, whatever else the order holds, to the cent."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.orders.contract.types import TaxLine
from apps.payments.contract.commands import CapturePayment, RefundPayment
from apps.payments.contract.types import RefundComponents, RefundedLine, RefundScope
from apps.payments.domain.tax_rows import merged, refund_rows, rows_of, sale_rows
from apps.payments.ledger.day_report import close_day
from apps.payments.models import CreditNote
from apps.payments.tests.builders import AMOUNTS, events

RATES = ("14", "24", "25.5", "0", "8.875")


def tax_line(tax_class, percent, gross):
    tax = round(gross * float(percent) / (100 + float(percent)))
    return TaxLine(tax_class=tax_class, percent=percent, base=gross - tax, tax=tax)


lines = st.lists(st.tuples(st.sampled_from(RATES), st.integers(0, 5000)), min_size=1, max_size=6)


@given(lines, st.lists(st.integers(1, 99), max_size=6), st.data())
def test_refunds_are_taxed_at_the_rates_of_what_comes_back_and_add_up_to_the_sale(sold, cuts, data):
    """Lines, halves of lines, and sums that name nothing, in any mixture; the last one is the rest."""
    sale = rows_of(tax_line(str(number), percent, gross) for number, (percent, gross) in enumerate(sold))
    left = sale
    for cut in cuts:
        row = data.draw(st.sampled_from(left))
        gross = row.gross * cut // 100
        tax = row.tax * gross // row.gross if row.gross else 0
        is_named = data.draw(st.booleans())
        named = [TaxLine(tax_class="x", percent=row.percent, base=gross - tax, tax=tax)] if is_named else []
        rows = refund_rows(left, named, tax=tax, gross=gross)
        if gross:
            assert (sum(r.tax for r in rows), sum(r.gross for r in rows)) == (tax, gross)
        if gross and is_named:
            assert {r.percent for r in rows} == {row.percent}
            left = merged(left, minus=rows)
    rest = refund_rows(left, [], tax=sum(r.tax for r in left), gross=sum(r.gross for r in left), is_rest=True)
    assert all(r.net == r.tax == 0 for r in merged(left, minus=rest))


@given(lines, st.integers(1, 100))
def test_a_part_of_a_sale_is_taxed_in_proportion(sold, percent):
    tax_lines = tuple(tax_line(str(n), rate, gross) for n, (rate, gross) in enumerate(sold))
    total = sum(line.base + line.tax for line in tax_lines)
    amounts = replace(
        AMOUNTS, food=total, discount=0, delivery_fee=0, tip=0, total=total, tax_lines=tax_lines
    )
    part = total * percent // 100
    tax = sum(line.tax for line in tax_lines) * percent // 100
    rows = sale_rows(amounts, part, tax=tax, tip=0)
    if part and part != total:
        assert (sum(r.tax for r in rows), sum(r.gross for r in rows)) == (tax, part)


@pytest.mark.django_db(transaction=True)
def test_refunding_the_cola_of_a_mixed_order_credits_the_colas_rate(world, pay, command):
    pizza, cola = tax_line("food", "14", 1777), tax_line("drink", "25.5", 500)
    fee = tax_line("delivery", "25.5", 390)
    tax = pizza.tax + cola.tax + fee.tax
    amounts = replace(AMOUNTS, discount=0, tip=0, tax=tax, total=2667, tax_lines=(pizza, cola, fee))
    order = world.order(amounts=amounts)
    pay(order.order_id)
    command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    half = TaxLine(tax_class="drink", percent="25.5", base=cola.base // 2, tax=250 - cola.base // 2)
    command(
        RefundPayment(
            scope=RefundScope.LINES,
            order_id=order.order_id,
            amount=250,
            currency="EUR",
            reason="warm",
            key="a",
            components=RefundComponents(food=250, tax=half.tax, tax_lines=(half,)),
            lines=(RefundedLine(number=2, amount=250, tax=half.tax),),
        )
    )
    note = CreditNote.objects.get()
    assert note.document["taxes"] == [
        {"percent": "25.5", "net": half.base, "tax": half.tax, "gross": 250},
    ]
    command(
        RefundPayment(
            scope=RefundScope.REST,
            order_id=order.order_id,
            amount=2417,
            currency="EUR",
            reason="",
            key="b",
        )
    )
    day = close_day(world.store, order.business_date, is_early=True)
    rates = day.document["tax_by_rate"]
    sold = {"14": pizza.tax, "25.5": cola.tax + fee.tax}
    assert {percent: rate["sales"] for percent, rate in rates.items()} == sold
    assert sum(rate["refunds"] for rate in rates.values()) in (0, tax), "refunds are of today"
    credited = {}
    for row in (row for each in CreditNote.objects.all() for row in each.document["taxes"]):
        credited[row["percent"]] = credited.get(row["percent"], 0) + row["tax"]
    assert credited == sold, "rate by rate, all of it"


COLA = TaxLine(tax_class="drink", percent="25.5", base=199, tax=51)
NAMED = RefundComponents(food=250, tax=51, tax_lines=(COLA,))
OF_COLA = (RefundedLine(number=2, amount=250, tax=51),)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("scope", "said", "code"),
    [
        ("lines", {"components": NAMED}, "scope-differs"),
        ("lines", {"lines": OF_COLA}, "scope-differs"),
        ("lines", {"lines": OF_COLA, "components": replace(NAMED, tax_lines=())}, "scope-differs"),
        ("lines", {"lines": OF_COLA, "components": replace(NAMED, tax=50)}, "tax-lines-differ"),
        ("rest", {}, "scope-differs"),
        ("rest", {"amount": 2667, "lines": OF_COLA}, "scope-differs"),
        ("reduction", {"lines": OF_COLA, "components": NAMED}, "scope-differs"),
        ("reduction", {"reason": " "}, "scope-differs"),
        ("lines", {"lines": OF_COLA, "components": NAMED}, ""),
        ("rest", {"amount": 2667, "reason": ""}, ""),
        ("reduction", {}, ""),
    ],
)
def test_a_refund_names_its_lines_or_says_why_it_is_of_the_whole(world, pay, command, scope, said, code):
    order = world.order()
    pay(order.order_id)
    command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    terms = {"amount": 250, "currency": "EUR", "reason": "cold", "key": "a", **said}
    command(RefundPayment(order_id=order.order_id, scope=RefundScope(scope), **terms))
    assert [event["code"] for event in events("operation_refused", order.order_id)] == [code][: bool(code)]
    parts = [line["part"] for note in CreditNote.objects.all() for line in note.document["lines"]]
    assert parts == ([] if code else ["refund" if scope == "lines" else scope])
