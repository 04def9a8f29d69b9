"""Signs everybody out."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.users.use_cases.sessions import end_everybodys


class Command(BaseCommand):
    """Ends the sessions of all people, as after a theft of tokens; within a minute nobody is signed in."""

    help = "Signs everybody out everywhere; of one person an admin does it by switching them off, or they themselves."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--everybody", action="store_true", required=True, help="says that it is meant")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"ended {end_everybodys()} sessions")
