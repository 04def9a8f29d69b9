"""`manage.py money_page`: generates docs/money.md from the tables of payments, or checks that it is current."""

from django.conf import settings

from apps.payments.management.money_page import page
from dominos.kernel.management.generated import GeneratedDocument


class Command(GeneratedDocument):
    help = "Writes docs/money.md from the payment states, the accounts and the posting rules."
    path = settings.BASE_DIR / "docs" / "money.md"

    def text(self) -> str:
        return page()
