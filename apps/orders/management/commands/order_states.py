"""`manage.py order_states`: generates docs/order-states.md from the state table, or checks that it is current."""

from django.conf import settings

from apps.orders.domain.states_page import page
from dominos.kernel.management.generated import GeneratedDocument


class Command(GeneratedDocument):
    help = "Writes docs/order-states.md from the order's state table."
    path = settings.BASE_DIR / "docs" / "order-states.md"

    def text(self) -> str:
        return page()
