"""Periodic tasks of webhooks: request the messages they subscribe to, and send what waits."""

from datetime import timedelta

from celery import shared_task

from apps.partners.queries.webhooks import active, due, wanted
from apps.partners.use_cases.sending import send
from apps.partners.use_cases.webhooks import SEND
from dominos.kernel.clock import now
from dominos.kernel.messaging.on_demand import ask_for
from dominos.kernel.timers.timers import timer

ASK, ASK_LONG, SEND_ALL = "partners.ask", "partners.ask_long", "partners.send_all"
LATELY, LONG = timedelta(minutes=2), timedelta(days=1)
"""Longer than any transaction, and than any outage that nobody notices."""
SCHEDULE = {
    "partners-ask": timer("partners", ASK, every=2, finds=active),
    "partners-ask-long": timer("partners", ASK_LONG, every=300, finds=active, at_least=3600),
    "partners-send": timer("partners", SEND_ALL, every=5, finds=due),
}


@shared_task(name=ASK, ignore_result=True)
def ask() -> None:
    """Makes producers send recent messages that some webhook subscribes to and has not received."""
    ask_for("partners", wanted(), now() - LATELY)


@shared_task(name=ASK_LONG, ignore_result=True)
def ask_long() -> None:
    """The same for the last day, after an outage of the task."""
    ask_for("partners", wanted(), now() - LONG)


@shared_task(name=SEND, acks_late=True, ignore_result=True)
def send_soon() -> None:
    """Sends what is due and not claimed by another sender."""
    send()


@shared_task(name=SEND_ALL, acks_late=True, ignore_result=True)
def send_all() -> None:
    """The same, periodically."""
    send()
