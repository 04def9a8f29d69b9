"""A quote, and the order placed from it, by REST or by call."""

from typing import Any
from uuid import UUID

from apps.orders.lifecycle.guards import edition_of
from apps.orders.models import Order, Quote
from apps.orders.quotes.place import place as place_quote
from apps.orders.quotes.placement import Placement
from apps.orders.quotes.price import keep_quote
from dominos.kernel.ids import new_id
from tests.chaos.people import signed_in
from tests.chaos.scenarios.journey import Journey, Steps, retrying


def place(journey: Journey) -> Steps[None]:
    quote = yield from quoted(journey)
    if quote is None:
        return
    key = str(new_id())
    place = _placed_by_rest if journey.world.happens("by_rest") else _placed
    for _ in range(1 + journey.chance(0.05)):
        yield from retrying(journey, lambda: place(journey, quote.id, key))
    found = Order.objects.filter(quote_id=quote.id).values_list("id", flat=True)
    journey.order_id = found[0] if found else None


def quoted(journey: Journey, changed: Order | None = None) -> Steps[Quote | None]:
    """A price that was kept, perhaps by a process that died of it; of a change where there is an order already."""
    quote = journey.shop.quote(journey.rng, journey.method, journey.customer)
    if changed is not None:
        quote.request = {**quote.request, "revises": edition_of(changed)}
    outcome = yield lambda: keep_quote(quote)
    is_kept = outcome.is_done or Quote.objects.filter(pk=quote.id).exists()
    return quote if is_kept else None


def _placed(journey: Journey, quote_id: UUID, key: str) -> UUID:
    placement = Placement(
        customer_id=journey.customer.user_id,
        contact_name="Aino Virtanen",
        contact_phone="+358401234567",
        contactless=journey.chance(0.1),
    )
    return place_quote(quote_id, placement, journey.customer).id


def _placed_by_rest(journey: Journey, quote_id: UUID, key: str) -> Any:
    contact = {"name": "Aino Virtanen", "phone": "+358401234567"}
    body = {"quote_id": str(quote_id), "contact": contact}
    return signed_in(journey.customer).post("/api/v1/orders", body, headers={"Idempotency-Key": key})
