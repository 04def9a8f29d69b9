"""The words of every notification, whatever is known, and of every end of an order."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps

from apps.notifications.domain import news
from apps.notifications.domain.layout import blocks_of
from apps.notifications.tests.builders import FACTS
from apps.notifications.texts.renderer import render
from apps.notifications.texts.wording import WHY, moment, sums, when, words_of
from apps.orders.contract.fake import an_order
from apps.orders.contract.types import Amounts, EndCause, OrderStatus

ALL_NEWS = news.KINDS
TOLD_ENDS = [
    (status, cause)
    for status in (OrderStatus.REJECTED, OrderStatus.CANCELLED, OrderStatus.RETURNED)
    for cause in (None, *EndCause)
]


@pytest.mark.parametrize("kind", ALL_NEWS.values(), ids=ALL_NEWS)
@pytest.mark.parametrize("name", ["Ada", ""])
def test_every_kind_has_words_with_and_without_a_name_and_whatever_is_known(kind, name):
    placed = {
        "lines": [],
        "waits": [1, 2],
        "total": 1,
        "sold": 1,
        "refunded": 1,
        "was_sold": 1,
    } | dict.fromkeys(("first", "last"), "2026-05-04")
    for known in (
        words_of(None, OrderStatus.REJECTED),
        words_of(an_order(**FACTS, payment_method="card"), OrderStatus.PLACED),
    ):
        words = render(kind.name, "en", {"name": name, "number": "7", **placed, **known})
        assert words.title and words.text
        assert "None" not in words.text and " ," not in words.text and "\n\n\n" not in words.text
        link = "https://pizza.example/track/7"
        text = render(kind.name, "en", {"name": name, "number": "7", "link": link, **placed, **known}).text
        shown = " ".join(
            f"{block.text} {' '.join(map(' '.join, block.lines))}" for block in blocks_of(text, link, "")
        )
        said, drawn = (set(part.replace(link, "").replace(":", " ").split()) for part in (text, shown))
        assert said - drawn <= {"x"}, "an HTML mail says all that its text says"


def test_every_state_and_kind_has_a_template_and_every_template_a_kind():
    folder = Path(apps.get_app_config("notifications").path) / "templates/notifications/texts"
    written = {path.stem for path in folder.glob("[!_]*.txt")}
    assert written == set(ALL_NEWS)
    assert set(WHY) == set(EndCause)


@pytest.mark.parametrize(("status", "cause"), TOLD_ENDS)
@pytest.mark.parametrize(
    ("method", "kept", "money"),
    [
        ("card", 0, "You pay nothing: the €37.66 reserved on your card is released"),
        ("card", 1000, "Of €37.66 you pay €10.00"),
        ("cash", 0, "You pay nothing."),
        ("", 0, "Nothing was charged."),
    ],
)
def test_every_end_is_told_in_plain_words_with_what_becomes_of_the_money(status, cause, method, kept, money):
    order = an_order(**FACTS, payment_method=method, kept=kept)
    kind = news.KIND_OF_STATUS[status]
    text = render(kind.name, "en", {"number": "7", **words_of(order, status, cause, "deadline_x")}).text
    assert money in text and "Punavuori answers at +358 9 123" in text
    assert ("deadline_x" in text) == (
        cause in (EndCause.STORE, EndCause.SUPPORT) or why_untold(status, cause)
    )
    assert all(signal.value not in text for signal in EndCause if "_" in signal.value)


@pytest.mark.parametrize(
    ("status", "kept", "money"),
    [
        (
            OrderStatus.PLACED,
            0,
            "€5.00 is paid with your gift card or store credit, and €32.66 is reserved on your",
        ),
        (
            OrderStatus.REJECTED,
            0,
            "€5.00 goes back to your gift card or store credit, and €32.66 on your card",
        ),
        (
            OrderStatus.CANCELLED,
            300,
            "You pay €3.00; €2.00 goes back to your gift card or store credit, and €32.66",
        ),
        (
            OrderStatus.CANCELLED,
            1000,
            "of which your gift card or store credit pays €5.00; the other €27.66",
        ),
    ],
)
def test_both_ways_of_paying_are_named(status, kept, money):
    order = an_order(**FACTS, payment_method="card", credit=500, kept=kept)
    said = words_of(order, status)
    assert money in f"{said['payment']} {said['money']}"


def why_untold(status, cause):
    return cause is None and status is not OrderStatus.RETURNED


def test_a_night_goes_on_into_the_next_day():
    start = datetime(2026, 12, 4, 21, 50, tzinfo=UTC)
    assert when(start, start + timedelta(minutes=15), "Europe/Helsinki") == (
        "Friday, 4 December 2026, 23:50 to Saturday, 5 December 2026, 00:05"
    )


def test_a_moment_is_told_in_the_time_and_the_language_of_the_store():
    at = datetime(2026, 12, 4, 16, 0, tzinfo=UTC)
    assert moment(at, "Europe/Helsinki") == "Friday, 4 December 2026, 18:00"
    assert moment(at, "Europe/Helsinki", "de") == "Freitag, 4. Dezember 2026, 18:00"


def test_a_bill_has_columns_and_its_sums_are_those_of_the_order():
    text = "Thank you.\n\n2 x A, b  €5.00\n1 x C\nTip  €1.00\nTotal  €6.00\n\nTotal  nothing"
    _, bill, rest = blocks_of(text, "", "")
    assert bill.lines == (
        ("2", "A, b", "€5.00"),
        ("1", "C", ""),
        ("", "Tip", "€1.00"),
        ("", "Total", "€6.00"),
    )
    assert rest.text == "Total  nothing"
    before, bill, after = blocks_of("You owe me\n2 x beer\nand love", "", "")
    assert (before.text, bill.lines, after.text) == ("You owe me", (("2", "beer", ""),), "and love")
    amounts = Amounts(food=2000, discount=300, delivery_fee=0, tax=200, tax_added=0, tip=125, total=1825)
    assert sums(an_order(amounts=amounts, currency="KWD")) == [
        ("Discount", "-KWD\xa00.300"),
        ("Tip", "KWD\xa00.125"),
    ]
