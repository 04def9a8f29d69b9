"""Periodic sealing."""

from collections.abc import Sequence
from typing import Any

from celery import shared_task

from dominos.kernel.audit.sealing import note_keys, seal, unsealed
from dominos.kernel.timers.timers import timer

SECONDS = 60
ANCHOR_SECONDS = 3600
"""The interval of the check for the daily anchor if nothing new was written."""


@shared_task(name="dominos.seal_audit", ignore_result=True)
def seal_audit(apps: list[str]) -> None:
    """Seals the new entries of these logs and anchors each once a day; the first one records new keys."""
    note_keys(apps[0])
    for app in apps:
        seal(app)


def schedule(apps: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The timer for the logs of the apps in a deployment."""
    return {
        "seal-audit": timer(
            apps[0],
            "dominos.seal_audit",
            every=SECONDS,
            args=(list(apps),),
            finds=lambda: [unsealed(app) for app in apps],
            at_least=ANCHOR_SECONDS,
        )
    }
