"""Whether what customers were promised is kept."""

from datetime import datetime


def is_on_time(completes_at: datetime, promised_to: datetime) -> bool:
    """Whether an actual or expected arrival keeps the promise."""
    return completes_at <= promised_to


def keeps_promise(planned: datetime, promised_to: datetime, expected_at: datetime, at: datetime) -> bool:
    """Whether a stop of a run keeps its promise, or was already expected to break it before the run was planned.

    An expected time before `at` is ignored: it must not hold back the run that delivers the food at last.
    """
    return planned <= promised_to or max(expected_at, at) > promised_to
