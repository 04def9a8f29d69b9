"""manage.py dial: a call through the embedded exchange, from a telephone to a number that a page shows."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.delivery.domain.calls import CallOutcome
from apps.delivery.use_cases.calls.configured import events_url, exchange
from apps.delivery.use_cases.calls.embedded import EmbeddedExchange

TIMEOUT_SECONDS = 10


class Command(BaseCommand):
    help = "Dials a number of the embedded exchange, and says what the caller hears; the other number is not told."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", help="the number that the page shows")
        parser.add_argument(
            "--caller", default="", help="the telephone that calls, with its country; else withheld"
        )
        parser.add_argument(
            "--outcome", type=CallOutcome, choices=list(CallOutcome), default=CallOutcome.ANSWERED
        )
        parser.add_argument("--seconds", type=int, default=30, help="how long they speak")

    def handle(self, *args: Any, **options: Any) -> None:
        found = exchange()
        if not isinstance(found, EmbeddedExchange):
            raise CommandError("CALLS_URL is not `embedded:`: use a telephone.")
        outcome, seconds = options["outcome"], max(0, options["seconds"])
        spoken = seconds if outcome is CallOutcome.ANSWERED else 0
        heard = found.dial(_post, events_url(found), options["number"], options["caller"], outcome, spoken)
        rings = f"the other telephone rings: {outcome.value.replace('_', ' ')}"
        self.stdout.write(heard.get("say") or (rings if "dial" in heard else "busy"))


def _post(url: str, fields: Mapping[str, str], signature: str) -> str:
    import requests

    answer = requests.post(url, data=fields, headers={"Signature": signature}, timeout=TIMEOUT_SECONDS)
    answer.raise_for_status()
    return answer.text
