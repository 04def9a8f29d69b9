"""`manage.py person_keys`: wraps people's keys under today's of `PERSON_KEYS`, so that older ones can go."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser

from dominos.kernel.sealed.index import mark_anew
from dominos.kernel.sealed.keys import rewrap, sealing_models


class Command(BaseCommand):
    help = (
        "Wraps the keys of people under the first of PERSON_KEYS, and marks anew what they are looked up by."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["rotate"])

    def handle(self, **_: Any) -> None:
        for config in apps.get_app_configs():
            if getattr(config, "seals", False):
                marked = sum(mark_anew(model) for model in sealing_models(config.label))
                self.stdout.write(
                    f"{config.label}: {rewrap(config.label)} keys wrapped anew, {marked} rows marked"
                )
