"""What payments' tests are made of: an order's lines and amounts, webhooks, and looks at what was recorded."""

from dataclasses import asdict
from io import StringIO
from typing import Any
from uuid import UUID

from django.core.management import CommandError, call_command

from apps.orders.contract.types import Amounts, OrderLine, OrderSummary, TaxLine
from apps.payments.contract.commands import CapturePayment, RefundPayment
from apps.payments.contract.types import PaymentStatus, RefundScope
from apps.payments.gateways.signatures import sign
from apps.payments.models import EmbeddedPayment, Payment, Posting
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.testing import messages
from dominos.kernel.testing.api import client

WEBHOOK_SECRET = "the-secret-of-the-test"
WEBHOOK_URL = "/api/v1/payments/webhooks/embedded"
LINES = (
    OrderLine(
        number=1,
        product="S_PIZZA",
        name="Large Hand Tossed Pizza",
        description="Left: pepperoni. Right: mushroom, double onion.",
        quantity=1,
        unit_price=1777,
        total=1777,
    ),
    OrderLine(
        number=2,
        product="F_COLA",
        name="Cola 0.5 l",
        description="",
        quantity=2,
        unit_price=250,
        total=500,
    ),
)
TAX_LINES = (
    TaxLine(tax_class="food", percent="14", base=1822, tax=255),
    TaxLine(tax_class="delivery", percent="14", base=342, tax=48),
)
AMOUNTS = Amounts(
    food=2277, discount=200, delivery_fee=390, tax=303, tax_added=0, tip=200, total=2667, tax_lines=TAX_LINES
)


def status_of(order_id: UUID) -> PaymentStatus:
    """The status of the order's payment."""
    return PaymentStatus(Payment.objects.exclude(status="FAILED").get(order_id=order_id).status)


def events(kind: str, order_id: UUID) -> list[dict[str, Any]]:
    """The data of the events of this type that payments published about the order."""
    return [row.data for row in messages.published("payments", kind, subject=order_id)]


def balances() -> dict[str, int]:
    """The balance of each account that is not zero."""
    sums: dict[str, int] = {}
    for account, amount in Posting.objects.values_list("account", "amount"):
        sums[account] = sums.get(account, 0) + amount
    return {account: amount for account, amount in sums.items() if amount}


def post_webhook(body: bytes, signature: str | None = None, url: str = WEBHOOK_URL) -> Any:
    """Posts a webhook, signed with the secret of the test unless told otherwise."""
    signature = sign(body, WEBHOOK_SECRET) if signature is None else signature
    return client().generic("POST", url, body, "application/json", HTTP_GATEWAY_SIGNATURE=signature)


def reconciled(day: Any = None) -> tuple[str, str]:
    """What the command prints, and its complaint."""
    out = StringIO()
    try:
        call_command("reconcile", "--day", str(day or now().date()), stdout=out)
    except CommandError as error:
        assert error.returncode == 1
        return out.getvalue(), str(error)
    return out.getvalue(), ""


def make_payment(amounts: Amounts) -> Payment:
    """A stored payment of these amounts."""
    return Payment.objects.create(
        order_id=new_id(),
        method="card",
        service="DELIVERY",
        currency="EUR",
        amount=amounts.total,
        order_amounts=asdict(amounts),
    )


def build_capture(order: OrderSummary, amount: int = 2667) -> CapturePayment:
    """The command that takes so much of what was authorized for the order."""
    return CapturePayment(order_id=order.order_id, amount=amount, currency="EUR")


def build_refund(order: OrderSummary, amount: int, key: str) -> RefundPayment:
    """The command that refunds part of the order."""
    return RefundPayment(
        scope=RefundScope.REDUCTION,
        order_id=order.order_id,
        amount=amount,
        currency="EUR",
        reason="cold",
        key=key,
    )


def gateway_books(order: OrderSummary) -> list[tuple[str, int, int]]:
    """What the gateway's books show of the order: (status, captured, refunded) of each payment."""
    rows = EmbeddedPayment.objects.filter(order_id=order.order_id).order_by("created_at")
    return [(row.status, row.captured, row.refunded) for row in rows]
