"""A quote, and the order placed from it, by REST or by call."""

from typing import Any
from uuid import UUID

from apps.orders.models import Order, Quote
from apps.orders.quotes.place import place as place_quote
from apps.orders.quotes.placement import Placement
from apps.orders.quotes.price import keep_quote
from dominos.kernel.ids import new_id
from tests.chaos.people import signed_in
from tests.chaos.stories.life import Life, Part, insisting


def place(life: Life) -> Part[None]:
    quote = yield from quoted(life)
    if quote is None:
        return
    key = str(new_id())
    place = _placed_by_rest if life.world.happens("by_rest") else _placed
    for _ in range(1 + life.chance(0.05)):
        yield from insisting(life, lambda: place(life, quote.id, key))
    found = Order.objects.filter(quote_id=quote.id).values_list("id", flat=True)
    life.order_id = found[0] if found else None


def quoted(life: Life) -> Part[Quote | None]:
    """A price that was kept, perhaps by a process that died of it."""
    quote = life.shop.quote(life.rng, life.method, life.customer)
    outcome = yield lambda: keep_quote(quote)
    is_kept = outcome.is_done or Quote.objects.filter(pk=quote.id).exists()
    return quote if is_kept else None


def _placed(life: Life, quote_id: UUID, key: str) -> UUID:
    placement = Placement(
        customer_id=life.customer.user_id,
        contact_name="Aino Virtanen",
        contact_phone="+358401234567",
        contactless=life.chance(0.1),
    )
    return place_quote(quote_id, placement, life.customer).id


def _placed_by_rest(life: Life, quote_id: UUID, key: str) -> Any:
    contact = {"name": "Aino Virtanen", "phone": "+358401234567"}
    body = {"quote_id": str(quote_id), "contact": contact}
    return signed_in(life.customer).post("/api/v1/orders", body, headers={"Idempotency-Key": key})
