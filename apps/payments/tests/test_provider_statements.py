"""`manage.py reconcile_provider`: a provider's statement against what was booked for its jobs."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.delivery.contract.events import ProviderCharged
from apps.payments.ledger.journal import post_provider_fee
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id

pytestmark = pytest.mark.django_db
JOB = "01a22e89-2b42-7459-9833-8d498fdc980e"


@pytest.fixture
def charged(world):
    """Books a job's fee; gives the job."""
    order = world.order()

    def charged(provider="swift", fee=700):
        event = ProviderCharged(
            job_id=new_id(),
            order_id=order.order_id,
            store_id=order.store_id,
            provider=provider,
            fee=fee,
            currency="EUR",
            at=now(),
        )
        for _ in range(2):
            post_provider_fee(event)
        return event.job_id

    return charged


@pytest.fixture
def reconciled(tmp_path):
    """Compares a statement of these lines; gives what is printed, and the complaint."""

    def reconciled(*lines, head="job_id,at,fee,currency", day=None, last=None):
        file, told, day = tmp_path / "swift.csv", StringIO(), day or f"{now():%Y-%m-%d}"
        file.write_bytes(b"\xef\xbb\xbf" + "\r\n".join([head, *lines]).encode())
        try:
            days = f"--first={day}", f"--last={last or day}"
            call_command("reconcile_provider", "swift", str(file), *days, stdout=told)
        except CommandError as complaint:
            return told.getvalue(), str(complaint)
        return told.getvalue(), ""

    return reconciled


def test_a_statement_that_wants_what_was_booked(charged, reconciled):
    job, cancelled_free = charged(), new_id()
    charged("rush")
    told, complaint = reconciled(f"{job},today,700,eur", f"{cancelled_free},today,0,EUR")
    assert (complaint, told.splitlines()[-1]) == ("", "0 differences")


def test_each_difference_is_told_with_its_line(charged, reconciled):
    dearer, unlisted, theirs, unknown = charged(), charged(), charged("rush"), new_id()
    lines = [(dearer, 701), (theirs, 700), (unknown, 900), (dearer, 701)]
    told, complaint = reconciled(*(f"{job},today,{fee},EUR" for job, fee in lines))
    assert complaint == "5 differences"
    assert told.splitlines()[1:] == [
        f"line 5, {dearer}: listed again, on line 2 before",
        f"line 2, {dearer}: 701 EUR on the statement, booked 700 EUR",
        f"line 3, {theirs}: 700 EUR on the statement, booked for rush",
        f"line 4, {unknown}: 900 EUR on the statement, never booked",
        f"not listed, {unlisted}: booked 700 EUR, not on the statement",
    ]
    assert reconciled(f"{dearer},,700,EUR", day="2020-02-29") == (
        "swift, 2020-02-29 to 2020-02-29 (UTC): 1 jobs on the statement\n0 differences\n",
        "",
    ), "whenever it was booked; what was booked on other days need not be listed"


@pytest.mark.parametrize(
    ("line", "head", "why"),
    [
        ("x,,700,EUR", "job_id,at,fee,currency", "line 2: no job"),
        (f"{JOB},,-1,EUR", "job_id,at,fee,currency", "line 2: no job"),
        (f"{JOB},,7.00,EUR", "job_id,at,fee,currency", "'7.00'"),
        (JOB, "job_id,at,fee,currency", "line 2: no job"),
        (f'\r\n{JOB},"two\r\nlines",7.00,EUR', "job_id,at,fee,currency", "line 4: no job"),
        (f"{JOB},{'x' * 200_000},700,EUR", "job_id,at,fee,currency", "line 2: field larger"),
        ("", "job,amount", "line 1: no column job_id, fee, currency"),
    ],
)
def test_what_is_no_statement_is_refused_by_line(reconciled, line, head, why):
    told, complaint = reconciled(line, head=head)
    assert (told, why in complaint) == ("", True), complaint


def test_days_that_end_before_they_begin(reconciled):
    assert reconciled(day="2026-05-02", last="2026-05-01")[1] == "the last day is before the first"
