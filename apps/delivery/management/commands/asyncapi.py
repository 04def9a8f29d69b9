"""`manage.py asyncapi`: the websocket protocol's document, from the code."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.delivery import asyncapi


class Command(BaseCommand):
    help = "Writes docs/asyncapi.yaml from the courier protocol; with --check only compares."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            asyncapi.write()
        elif not asyncapi.is_up_to_date():
            raise CommandError("docs/asyncapi.yaml is out of date: run manage.py asyncapi")
        self.stdout.write(f"{asyncapi.PATH.name} is up to date")
