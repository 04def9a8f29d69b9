"""The old interface's words: pure rules."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from apps.compat.domain import answers, tracker
from apps.compat.domain.cards import TEST_CARDS, PaymentKind, take_payments
from apps.compat.domain.requests import OldProduct, line_of, typed_addresses, wanted_at
from apps.menu.contract.types import Part
from apps.orders.contract.fake import an_order
from apps.orders.contract.types import Amounts, OrderStatus
from apps.payments.contract.card_numbers import looks_like_card_number
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.contact import phone_key


@pytest.mark.parametrize(
    ("sent", "kind", "token"),
    [
        ([{"Type": "CreditCard", "Number": 4242424242424242}], PaymentKind.TEST_CARD, "pm_card_visa"),
        ([{"Type": "CreditCard", "Number": "3782 822463 10005"}], PaymentKind.TEST_CARD, "pm_card_amex"),
        ([{"Type": "CreditCard", "Number": "4539578763621486"}], PaymentKind.OTHER, ""),
        ([{"Type": "CreditCard", "Number": ["4242424242424242"]}], PaymentKind.OTHER, ""),
        ([{"Type": "GiftCard", "Number": "4242424242424242"}], PaymentKind.OTHER, ""),
        ([{"Type": "Cash", "Number": "4539578763621486"}], PaymentKind.CASH, ""),
        ([{"Type": "Cash"}, {"Type": "Cash"}], PaymentKind.OTHER, ""),
        ("4242424242424242", PaymentKind.OTHER, ""),
        ([], PaymentKind.NONE, ""),
    ],
)
def test_payments_are_taken_out_and_only_test_cards_understood(sent, kind, token):
    order = {"Payments": sent, "StoreID": "1"}
    found = take_payments(order)
    assert (found.kind, found.token) == (kind, token)
    assert order == {"StoreID": "1"} and "424" not in repr(found)


def test_every_number_is_a_card_number():
    assert all(map(looks_like_card_number, TEST_CARDS))


@pytest.mark.parametrize(
    ("line_2", "asked"),
    [
        ("Helsinki, Uusimaa, 00120", ["B 7, 00120 Helsinki Uusimaa", "B 7, 00120 Helsinki", "B 7, 00120"]),
        ("San Francisco CA 94105", ["B 7, 94105 San Francisco CA", "B 7, 94105 San Francisco", "B 7, 94105"]),
        ("Helsinki  00120", ["B 7, 00120 Helsinki", "B 7, 00120"]),
        ("Helsinki, , ", ["B 7, Helsinki", "B 7"]),
        ("", ["B 7"]),
    ],
)
def test_a_region_is_no_part_of_our_addresses(line_2, asked):
    assert typed_addresses("B 7", line_2) == asked


def test_time_is_utc_and_the_start_of_its_quarter():
    assert wanted_at("2026-11-29 18:44:59") == datetime(2026, 11, 29, 18, 30, tzinfo=UTC)
    assert wanted_at("") is None
    with pytest.raises(ValueError):
        wanted_at("tomorrow")


def test_sides_are_counted_instructions_named_and_ready_made_products_made():
    kinds = {"P": "meat", "HOT": "side", "SQ": "cooking", "PIE": "cooking"}
    ready = {"14MEAT": {"variant": "14HT", "options": {"P": {"1/1": "1.5"}}}}
    options = {
        "M": {Part.LEFT: Decimal("0.5")},
        "HOT": {Part.WHOLE: Decimal(2)},
        "SQ": {Part.WHOLE: Decimal(1)},
        "PIE": {Part.WHOLE: Decimal(0)},
    }
    line = line_of(OldProduct(id=7, code="14MEAT", quantity=2, options=options), kinds, ready)
    assert (line.variant, line.quantity, line.sides, line.cooking) == ("14HT", 2, {"HOT": 2}, ("SQ",))
    assert line.options == {"P": {Part.WHOLE: Decimal("1.5")}, "M": {Part.LEFT: Decimal("0.5")}}


def test_money_is_told_in_whole_units_of_its_currency():
    found = Amounts(
        food=3176,
        discount=100,
        delivery_fee=390,
        tax=438,
        tax_added=0,
        tip=0,
        total=3466,
    )
    whole, breakdown = answers.amounts(found, "EUR")
    assert whole["Customer"] == breakdown["Customer"] == 34.66
    assert (breakdown["FoodAndBeverage"], breakdown["DeliveryFee"]) == ("31.76", "3.90")
    assert answers.amounts(found, "JPY")[0]["Customer"] == 3466.0


@pytest.mark.parametrize(
    ("code", "spelt"),
    [("unknown_variant", "InvalidProduct"), ("below-minimum", "BelowMinimum"), ("sold_out", "SoldOut")],
)
def test_codes_are_spelt_as_the_interface_does(code, spelt):
    assert answers.old_code(code) == spelt


def test_a_tracker_tells_stages_and_nothing_of_whoever_ordered():
    start = datetime(2026, 11, 22, 17, 10, tzinfo=UTC)
    steps = [OrderStatus.PLACED, OrderStatus.PREPARING, OrderStatus.BAKING, OrderStatus.READY]
    times = {step: start + timedelta(minutes=5 * n) for n, step in enumerate(steps)}
    order = an_order(
        status=OrderStatus.OUT_FOR_DELIVERY,
        service=ServiceMethod.DELIVERY,
        contact_name="Veera Virtanen",
        contact_email="veera@old.example",
        stage_times={**times, OrderStatus.OUT_FOR_DELIVERY: start + timedelta(minutes=21)},
        promised_from=start + timedelta(minutes=30),
        promised_to=start + timedelta(minutes=40),
        timezone="Europe/Helsinki",
    )
    record = tracker.tracked(order, "key", start + timedelta(minutes=22))
    assert record["OrderStatus"] == "Out the Door"
    assert (record["MakeTimeSecs"], record["OvenTimeSecs"], record["RackTimeSecs"]) == (300, 300, 360)
    assert (record["StartTime"], record["EstimatedWaitMinutes"]) == ("2026-11-22T19:10:00", "8-18")
    told = str(record) + str(tracker.listed(order, "key")) + tracker.envelope([record])
    assert "eera" not in told and "irtanen" not in told
    assert tracker.listed(order, "key")["Actions"]["Track"].endswith("/orderkeys/key")


@pytest.mark.parametrize("status", list(OrderStatus))
def test_every_state_has_a_word(status):
    assert tracker.status_of(an_order(status=status))


def test_a_number_is_one_however_it_is_written():
    assert phone_key("+358 40 5550123") == phone_key("0405550123")
