"""`manage.py order_states`: generates docs/order-states.md from the state table, or checks that it is current."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from apps.orders.domain.states_page import page
from apps.orders.domain.trigger import trigger_sql
from dominos.kernel.management.generated import GeneratedDocument


class Command(GeneratedDocument):
    help = "Writes docs/order-states.md from the order's state table; with --trigger, prints the database's trigger."
    path = settings.BASE_DIR / "docs" / "order-states.md"

    def add_arguments(self, parser: CommandParser) -> None:
        """`--trigger`, besides those of all generated documents."""
        super().add_arguments(parser)
        parser.add_argument(
            "--trigger", action="store_true", help="print the SQL for a migration, write nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes or compares the page, or prints the trigger."""
        if options["trigger"]:
            self.stdout.write(trigger_sql())
        else:
            super().handle(*args, **options)

    def text(self) -> str:
        return page()
