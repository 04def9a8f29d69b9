"""What the demo prints in the end."""

from collections.abc import Iterator
from datetime import datetime

from dominos.demo.journey import Outcome
from dominos.kernel.money import Money


def lines(outcome: Outcome) -> Iterator[str]:
    """The tracker's stages, the price breakdown, the invoice and the review."""
    yield "The tracker"
    yield from _stages(outcome)
    yield ""
    yield "The price"
    yield from _price(outcome)
    yield ""
    yield f"The payment   {outcome.payment.status} {outcome.payment.notice}".rstrip()
    yield f"For tomorrow  {outcome.ahead.number} {outcome.ahead.status}, {outcome.ahead.scheduled_for}"
    yield f"The invoice   {outcome.invoice.number}, {outcome.invoice_path}"
    stars = "★" * outcome.review.stars
    yield f"The review    {stars} {outcome.review.text}"
    yield f"The store     rated {outcome.rating.mean_hundredths / 100:.2f} by {outcome.rating.count}"


def _stages(outcome: Outcome) -> Iterator[str]:
    before: datetime | None = None
    for stage in outcome.tracker.stages:
        if (at := stage.at) is None:
            continue
        since = f"+{(at - before).total_seconds():.1f} s" if before else ""
        before = at
        yield f"  {at:%H:%M:%S}  {stage.status.replace('_', ' ').lower():<18}{since:>10}"


def _price(outcome: Outcome) -> Iterator[str]:
    order = outcome.order
    amounts = order.amounts.to_dict()

    def row(name: str, amount: int) -> str:
        return f"  {name:<58}{Money(amount, order.currency)!s:>12}"

    for line in order.lines:
        yield row(f"{line.quantity} x {line.name}", line.total)
        if line.description:
            yield f"      {line.description}"
    for name in ("discount", "delivery_fee", "small_order_fee", "deposit", "tax_added", "tip", "rounding"):
        if amounts[name]:
            yield row(name.replace("_", " "), -amounts[name] if name == "discount" else amounts[name])
    yield row("total", amounts["total"])
    yield row("tax in the total", amounts["tax"])
