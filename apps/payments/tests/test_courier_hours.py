"""What couriers earn by the hour."""

from datetime import UTC, datetime, timedelta

import pytest

from apps.delivery.contract.events import ShiftEnded
from apps.payments.domain.market import PaymentRules
from apps.payments.models import JournalEntry, StoreFacts
from apps.payments.queries.market import rules
from apps.payments.tests.builders import balances
from dominos.kernel.ids import new_id
from dominos.kernel.messaging.inbox import receive
from dominos.kernel.messaging.messages import envelope_of

STARTED = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


def ended(store_id, minutes=330, **changes):
    fields = {
        "shift_id": new_id(),
        "courier_id": new_id(),
        "store_id": store_id,
        "started_at": STARTED,
        "ended_at": STARTED + timedelta(minutes=minutes + 30),
        "worked_minutes": minutes,
        "break_minutes": 30,
    }
    return ShiftEnded(**fields | changes)


def arrive(event):
    receive("payments", envelope_of(event, producer="delivery", subject=event.shift_id, sequence=0))


@pytest.fixture
def store(world):
    facts = {"code": "HEL-1", "name": "Kamppi", "currency": "EUR", "timezone": "Europe/Helsinki"}
    return StoreFacts.objects.create(store_id=world.store.id, **facts)


@pytest.mark.django_db(transaction=True)
def test_a_shift_earns_its_hours_once_on_its_business_day(store):
    event = ended(store.store_id)
    for _ in range(3):
        arrive(event)
    assert balances() == {"COURIER_PAY": 4400, "COURIER_PAYABLE": -4400}
    entry = JournalEntry.objects.get()
    assert (entry.kind, entry.courier_id, str(entry.business_date)) == (
        "COURIER_HOURS",
        event.courier_id,
        "2026-11-22",
    )


@pytest.mark.django_db(transaction=True)
def test_a_store_may_pay_an_hour_of_its_own_and_no_store_nothing(store):
    with rules.overridden(pay_per_hour_at={"HEL-1": 1001}):
        arrive(ended(store.store_id, minutes=90))
    assert balances()["COURIER_PAY"] == 1502
    arrive(ended(None))
    arrive(ended(store.store_id, minutes=0))
    assert JournalEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("minutes", "pay"), [(0, 0), (1, 13), (60, 800), (90, 1200), (481, 6413), (5000, 11200)]
)
def test_minutes_earn_in_proportion_to_the_hour(minutes, pay):
    assert PaymentRules().pay_of_shift(minutes, "EUR", "HEL-1") == pay
    assert PaymentRules().pay_of_shift(minutes, "XXX", "HEL-1") == 0
