"""Objects of this app that belong to another customer and another store."""

from apps.orders.models import Order, Quote
from apps.orders.quotes.placement import Placement, place_order
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id

_AMOUNTS = {
    "food": 1000,
    "discount": 0,
    "delivery_fee": 0,
    "tax": 123,
    "tax_added": 0,
    "tip": 0,
    "total": 1000,
}
_LINE = {
    "number": 1,
    "variant": "14HT",
    "second_half": None,
    "product": "S_PIZZA",
    "name": "Pizza",
    "description": "",
    "quantity": 1,
    "options": {},
    "units": 0,
    "unit_price": 1000,
    "total": 1000,
    "needs_oven": True,
    "sides": {},
    "cooking": [],
    "note": "",
    "tax_class": "food",
    "tax": 123,
    "discount": 0,
    "deposit": 0,
    "contents": [],
    "changes": [],
    "side_names": {},
}
_TERMS = {
    "store_code": "ELSEWHERE",
    "store_name": "Elsewhere",
    "store_phone": "",
    "legal_entity": "Elsewhere Oy",
    "timezone": "Europe/Helsinki",
    "lat": 60.2,
    "lon": 24.9,
    "tax_percent": "14",
    "tax_included": True,
    "cash_limit": 8000,
    "kitchen": {"make_stations": 2, "make_seconds": 82, "oven_slots": 6, "oven_seconds": 390},
}


def foreign_order() -> Order:
    """An order of a customer and a store that nobody in a test is or works for."""
    at = now()
    quote = Quote(
        customer_id=new_id(),
        store_id=new_id(),
        service=ServiceMethod.CARRYOUT,
        currency="EUR",
        lines=[_LINE],
        terms=_TERMS,
        pizzas=1,
        business_date=at.date(),
        promised_from=at,
        promised_to=at,
        basket_hash="0" * 64,
        menu_version="1",
        expires_at=at,
        **_AMOUNTS,
    )
    assert quote.customer_id is not None
    placement = Placement(customer_id=quote.customer_id, contact_name="Nobody", contact_phone="+358400000000")
    return place_order(quote, placement)


def foreign_urls() -> list[tuple[str, str]]:
    """Calls about an order of somebody else; each answers 404 to other customers and other stores' staff."""
    order = foreign_order()
    return [
        ("GET", f"/api/v1/orders/{order.id}"),
        ("GET", f"/api/v1/orders/{order.id}/history"),
        ("POST", f"/api/v1/orders/{order.id}/reorder"),
        ("DELETE", f"/api/v1/favourites/{order.id}"),
        ("POST", f"/api/v1/orders/{order.id}/actions/cancel"),
        ("POST", f"/api/v1/orders/{order.id}/actions/accept"),
        ("POST", f"/api/v1/orders/{order.id}/check-in"),
        ("POST", f"/api/v1/orders/{order.id}/revisions"),
        ("PATCH", f"/api/v1/orders/{order.id}/details"),
        ("GET", f"/api/v1/orders/{order.id}/refunds"),
        ("POST", f"/api/v1/orders/{order.id}/refunds"),
        ("GET", f"/api/v1/stores/{order.store_id}/make-line"),
        ("GET", f"/api/v1/stores/{order.store_id}/make-line/done"),
        ("GET", f"/api/v1/stores/{order.store_id}/callers?phone=0401234567"),
        ("POST", f"/api/v1/stores/{order.store_id}/typed-quotes"),
        ("POST", f"/api/v1/stores/{order.store_id}/taken-orders"),
        ("GET", f"/api/v1/stores/{order.store_id}/printers"),
        ("POST", f"/api/v1/stores/{order.store_id}/printers"),
        ("PATCH", f"/api/v1/stores/{order.store_id}/printers/{order.id}"),
        ("DELETE", f"/api/v1/stores/{order.store_id}/printers/{order.id}"),
        ("POST", f"/api/v1/orders/{order.id}/prints"),
        ("GET", f"/api/v1/orders/{order.id}/slips/kitchen"),
    ]
