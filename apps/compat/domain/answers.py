"""Responses to legacy clients: orders, refusals, stores. Amounts are decimal numbers in the currency's main unit."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from apps.compat.domain.requests import SERVICES, OldOrder, OldProduct
from apps.geo.contract.types import AddressHit
from apps.orders.contract.quotes import RequestProblem
from apps.orders.contract.types import Amounts, OrderLine
from apps.stores.contract.types import Opening, ServiceMethod, Store, WeeklyHours
from dominos.kernel.errors import DomainError
from dominos.kernel.money import from_minor

Answer = dict[str, Any]
FINE, REFUSED = 0, -1
NAMES = {service: name for name, service in SERVICES.items()}
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CODES = {"unknown_variant": "InvalidProduct", "out-of-zone": "ServiceMethodNotAllowed"}
"""Our error codes that the legacy interface has its own name for; all others are only respelled."""
_NO_MONEY = ("FoodAndBeverage", "Adjustment", "Surcharge", "DeliveryFee", "Savings")


type Say = Callable[[str], str]
"""Translates one of our messages into the client's language."""


def old_code(code: str) -> str:
    """One of our error codes as the legacy interface spells it: `below-minimum` becomes `BelowMinimum`."""
    return CODES.get(code) or "".join(word.capitalize() for word in re.split("[-_]", code))


def status_items(error: DomainError, say: Say) -> list[Answer]:
    """The status items of a refusal, one for each problem."""
    if error.errors:
        return [
            {"Code": old_code(each.code), "Message": f"{each.field}: {say(each.message)}"}
            for each in error.errors
        ]
    return [{"Code": old_code(error.code), "Message": say(error.detail)}]


def problem_item(problem: RequestProblem, say: Say) -> Answer:
    """A validation problem of the request as a status item."""
    where = f"Products {problem.line}: " if problem.line else ""
    return {"Code": old_code(problem.code), "Message": f"{where}{say(problem.detail)}"}


def refusal(items: Sequence[Mapping[str, Any]], order_id: str = "") -> Answer:
    """A refused order: the HTTP status is 200, `Status` is -1."""
    first = items[0]
    return {
        "Status": REFUSED,
        "StatusItems": [{"Code": "Failure"}],
        "Order": {
            "OrderID": order_id,
            "Status": REFUSED,
            "StatusItems": list(items),
            "CorrectiveAction": {
                "Action": "Decline",
                "Code": first["Code"],
                "Detail": first.get("Message", ""),
            },
        },
    }


def accepted(order: OldOrder, order_id: str, **more: Any) -> Answer:
    """A valid order, with its price once it is priced."""
    body = {
        "Address": dict(order.address),
        "AmountsBreakdown": {**dict.fromkeys(_NO_MONEY, "0.00"), "Tax": 0, "Customer": 0},
        "Amounts": {},
        "Coupons": [{"Code": code, "Qty": 1} for code in order.coupons],
        "OrderChannel": "OLO",
        "OrderID": order_id,
        "OrderMethod": "Web",
        "Products": [_product(each) for each in order.products],
        "Promotions": {"Redeemable": [], "Valid": []},
        "ServiceMethod": NAMES[order.service],
        "Status": FINE,
        "StatusItems": [],
        "StoreID": str(order.store_id),
        "Version": "1.0",
        **more,
    }
    return {"Status": FINE, "StatusItems": [], "Order": body}


def _product(product: OldProduct, **more: Any) -> Answer:
    options = {
        code: {part.value: str(amount) for part, amount in on.items()} for code, on in product.options.items()
    }
    return {
        "ID": product.id,
        "Code": product.code,
        "Qty": product.quantity,
        "Options": options,
        "Status": FINE,
        "isNew": True,
        **more,
    }


def priced_products(order: OldOrder, lines: Sequence[OrderLine], currency: str) -> list[Answer]:
    """The products in the order they were sent, with our prices."""
    return [
        _product(
            product,
            Price=_number(line.unit_price, currency),
            Amount=_number(line.total, currency),
            Name=line.name,
            descriptions=[{"portionCode": "1/1", "value": line.description}],
        )
        for product, line in zip(order.products, lines, strict=True)
    ]


def amounts(found: Amounts, currency: str) -> tuple[Answer, Answer]:
    """`Amounts` and `AmountsBreakdown`, whose members are partly text."""
    total = _number(found.total, currency)
    surcharge = found.delivery_fee + found.small_order_fee
    tax = _number(found.tax, currency)
    text = {
        "FoodAndBeverage": found.food,
        "Adjustment": found.rounding,
        "Surcharge": found.small_order_fee,
        "DeliveryFee": found.delivery_fee,
        "Savings": found.savings,
    }
    whole = {
        "Menu": _number(found.food, currency),
        "Discount": _number(found.discount, currency),
        "Surcharge": _number(surcharge, currency),
        "Adjustment": 0,
        "Net": _number(found.food - found.discount + surcharge, currency),
        "Tax": tax,
        "Tax1": tax,
        "Tax2": 0,
        "Bottle": _number(found.deposit, currency),
        "Customer": total,
        "Payment": total,
    }
    breakdown = {
        **{name: str(from_minor(amount, currency)) for name, amount in text.items()},
        "Tax": tax,
        "Tax1": tax,
        "Tax2": 0,
        "Tax3": 0,
        "Tax4": 0,
        "Tax5": 0,
        "Bottle": _number(found.deposit, currency),
        "Customer": total,
        "RoundingAdjustment": _number(found.rounding, currency),
        "Cash": 0,
    }
    return whole, breakdown


def _number(amount: int, currency: str) -> float:
    return float(from_minor(amount, currency))


def minutes(first: int, last: int) -> str:
    """A range of minutes as text."""
    return f"{first}-{last}"


def old_address(hit: AddressHit) -> Answer:
    """A geocoded address."""
    return {
        "Street": f"{hit.street} {hit.house_number}".strip(),
        "StreetNumber": hit.house_number,
        "StreetName": hit.street,
        "UnitType": "",
        "UnitNumber": "",
        "City": hit.city,
        "Region": "",
        "PostalCode": hit.postcode,
    }


UNKNOWN_ADDRESS = {
    **dict.fromkeys(("Street", "StreetNumber", "StreetName", "UnitType", "UnitNumber"), ""),
    **dict.fromkeys(("City", "Region", "PostalCode"), ""),
}


def found_store(
    store: Store, openings: Mapping[ServiceMethod, Opening], *, kilometres: float, delivers: bool
) -> Answer:
    """A store near an address; `delivers` tells whether it is the one that delivers there."""
    is_open = {service: found.is_open for service, found in openings.items()}
    is_open[ServiceMethod.DELIVERY] = delivers and is_open.get(ServiceMethod.DELIVERY, False)
    return {
        "StoreID": str(store.id),
        "IsDeliveryStore": delivers,
        "IsOnlineCapable": True,
        "IsOnlineNow": True,
        "IsOpen": any(found.is_open for found in openings.values()),
        "IsNEONow": False,
        "IsSpanish": False,
        "MinDistance": round(kilometres, 1),
        "MaxDistance": round(kilometres, 1),
        "Phone": store.phone,
        "AddressDescription": _description(store),
        "StoreCoordinates": {"StoreLatitude": str(store.lat), "StoreLongitude": str(store.lon)},
        "ServiceIsOpen": {name: is_open.get(service, False) for name, service in SERVICES.items()},
        "AllowDeliveryOrders": delivers,
        "AllowCarryoutOrders": ServiceMethod.CARRYOUT in store.services,
    }


def _description(store: Store) -> str:
    return f"{store.street} {store.house_number}\n{store.postcode} {store.city}"


def profile(
    store: Store, openings: Mapping[ServiceMethod, Opening], hours: Sequence[WeeklyHours], at: datetime
) -> Answer:
    """A store's profile: opening hours, services and payment methods."""
    waits = {NAMES[service]: minutes(*found.wait_minutes) for service, found in openings.items()}
    by_service = {name: _week(hours, service) for name, service in SERVICES.items()}
    return {
        "StoreID": str(store.id),
        "StoreName": store.name,
        "BusinessDate": store.business_date(at).isoformat(),
        "StoreAsOfTime": at.astimezone(ZoneInfo(store.timezone)).strftime("%Y-%m-%d %H:%M:%S"),
        "TimeZoneCode": store.timezone,
        "PreferredLanguage": store.languages[0] if store.languages else "en",
        "PreferredCurrency": store.currency,
        "Phone": store.phone,
        "StreetName": f"{store.street} {store.house_number}",
        "City": store.city,
        "PostalCode": store.postcode,
        "Region": "",
        "AddressDescription": _description(store),
        "StoreCoordinates": {"StoreLatitude": str(store.lat), "StoreLongitude": str(store.lon)},
        "MinimumDeliveryOrderAmount": _number(store.minimum_order, store.currency),
        "CashLimit": _number(store.cash_limit, store.currency),
        "AcceptablePaymentTypes": ["Cash", "CreditCard"],
        "EstimatedWaitMinutes": waits.get("Delivery") or next(iter(waits.values()), ""),
        "ServiceMethodEstimatedWaitMinutes": {
            NAMES[service]: dict(zip(("Min", "Max"), found.wait_minutes, strict=True))
            for service, found in openings.items()
        },
        "Hours": _week(hours, None),
        "ServiceHours": by_service,
        "IsOpen": any(found.is_open for found in openings.values()),
        "IsOnlineCapable": True,
        "IsOnlineNow": True,
        "ServiceIsOpen": {
            name: service in openings and openings[service].is_open for name, service in SERVICES.items()
        },
        "AllowDeliveryOrders": ServiceMethod.DELIVERY in store.services,
        "AllowCarryoutOrders": ServiceMethod.CARRYOUT in store.services,
        "Status": FINE,
    }


def _week(hours: Sequence[WeeklyHours], service: ServiceMethod | None) -> dict[str, list[dict[str, str]]]:
    """The spans of each day, of one service or of all, each once."""
    week: dict[str, list[dict[str, str]]] = {day: [] for day in DAYS}
    for span in hours:
        written = {"OpenTime": f"{span.opens:%H:%M}", "CloseTime": f"{span.closes:%H:%M}"}
        if service in (None, span.service) and written not in week[DAYS[span.weekday - 1]]:
            week[DAYS[span.weekday - 1]].append(written)
    return week
