"""What the provider of a delivery is asked next; `outsourcing/calls.py` asks it."""

from collections.abc import Mapping
from typing import Any

from apps.delivery.domain.providers import JobCall
from apps.delivery.models import Delivery, ProviderJob
from dominos.kernel.after_commit import start_after_commit
from dominos.kernel.clock import now

CALL = "delivery.call_providers"
NOBODY: Mapping[str, Any] = {
    "courier": None,
    "job_id": None,
    "run": None,
    "stop": 0,
    "assigned_at": None,
    "alarmed_at": None,
}
"""The columns of a delivery that nobody brings."""


def cancel_job(delivery: Delivery) -> None:
    """Cancels the job of the provider who delivers the locked delivery, if any; the caller moves the delivery."""
    _ask(delivery, JobCall.CANCEL, is_cancelled=True)


def tell_provider(delivery: Delivery) -> None:
    """Has the provider of the locked delivery told what has changed, if one brings it."""
    _ask(delivery, JobCall.CREATE)


def _ask(delivery: Delivery, call: JobCall, **columns: Any) -> None:
    if delivery.job_id is not None:
        ProviderJob.objects.filter(id=delivery.job_id).update(call=call, due_at=now(), attempts=0, **columns)
        start_after_commit(CALL)
