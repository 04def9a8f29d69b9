"""``manage.py close_dispute ORDER --won|--lost``: simulates a bank's decision at the embedded gateway."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.payments.domain.gateway import GatewayRefusal
from apps.payments.gateways.embedded.bank import close_dispute, find_disputed


class Command(BaseCommand):
    help = "Decides the dispute of an order's payment at the embedded gateway, which tells us by webhook."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("order", type=UUID)
        outcome = parser.add_mutually_exclusive_group(required=True)
        outcome.add_argument("--won", action="store_true")
        outcome.add_argument("--lost", action="store_true")

    def handle(self, *, order: UUID, won: bool, **_options: Any) -> None:
        reference = find_disputed(order)
        if reference is None:
            raise CommandError("This order has no disputed payment.")
        try:
            seen = close_dispute(reference, is_won=won)
        except GatewayRefusal as error:
            raise CommandError(error.detail) from error
        self.stdout.write(f"{reference}: {seen.dispute}")
