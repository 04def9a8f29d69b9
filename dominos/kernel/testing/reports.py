"""What would be reported of errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sentry_sdk
from sentry_sdk.transport import Transport

from dominos.kernel.telemetry import error_reports


class Reports(Transport):
    """Keeps what would be reported."""

    def __init__(self, options: Any = None) -> None:
        super().__init__(options)
        self.sent: list[bytes] = []

    def capture_envelope(self, envelope: Any) -> None:
        self.sent.append(envelope.serialize())

    @property
    def told(self) -> str:
        """All of it."""
        return b"".join(self.sent).decode()


@contextmanager
def reported() -> Iterator[Reports]:
    """Inside, errors are reported to what this gives."""
    reports = Reports()
    error_reports.start("https://key@reports.example/1", environment="test", release="1", transport=reports)
    try:
        yield reports
    finally:
        sentry_sdk.init()
