"""``manage.py fail_refund ORDER``: simulates a customer's bank that returns a refund, at the embedded gateway."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.payments.domain.gateway import GatewayRefusal
from apps.payments.gateways.embedded.bank import fail_refund, find_refunded


class Command(BaseCommand):
    help = "Sends the newest refund of an order back to the embedded gateway, which tells us by webhook."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("order", type=UUID)

    def handle(self, *, order: UUID, **_options: Any) -> None:
        reference = find_refunded(order)
        if reference is None:
            raise CommandError("This order has no refund.")
        try:
            seen = fail_refund(reference)
        except GatewayRefusal as error:
            raise CommandError(error.detail) from error
        self.stdout.write(f"{reference}: {seen.refund_failed} came back")
