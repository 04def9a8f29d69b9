"""What the bus does by the clock."""

from collections.abc import Sequence
from typing import Any

from celery import shared_task

from dominos.kernel.messaging.gauges import workers_are_alive
from dominos.kernel.messaging.relay import due, relay_all
from dominos.kernel.timers.timers import timer

SEEN_SECONDS = 10
"""How often a worker is seen though nothing is to be sent again; `monitoring/alerts.yaml` waits three times that."""


@shared_task(name="dominos.relay", ignore_result=True)
def relay(apps: list[str]) -> None:
    """Sends again what is due in the outboxes of these apps: those of one deployment, which share its database."""
    workers_are_alive(apps)
    relay_all(apps)


def schedule(apps: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The timers of the bus in a deployment of these apps."""
    relaying = timer(
        apps[0],
        "dominos.relay",
        every=2,
        args=(list(apps),),
        finds=lambda: [due(app) for app in apps],
        at_least=SEEN_SECONDS,
    )
    purging = {f"purge-{app}": timer(app, "dominos.purge", every=3600, args=(app,)) for app in apps}
    return {"relay": relaying} | purging
