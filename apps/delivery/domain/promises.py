"""Whether what customers were promised is kept."""

from datetime import datetime


def is_on_time(completes_at: datetime, promised_to: datetime) -> bool:
    """Whether what is, or is expected, keeps the promise."""
    return completes_at <= promised_to


def keeps_promise(planned: datetime, promised_to: datetime, expected_at: datetime, at: datetime) -> bool:
    """Whether a stop of a run keeps its promise, or was not expected to even before the run was planned.

    An expectation that has passed by `at` is none: it must not hold back the run that brings the food at last.
    """
    return planned <= promised_to or max(expected_at, at) > promised_to
