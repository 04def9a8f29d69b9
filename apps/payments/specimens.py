"""An invoice and a credit note to look at, of a sale that never was."""

from typing import Any

_SALE: dict[str, Any] = {
    "language": "en",
    "issued_at": "2026-11-22T18:58:00+00:00",
    "issued_on": "2026-11-22",
    "seller": {
        "legal_entity": "Helsinki Pizza Oy",
        "store": "Kamppi",
        "street": "Kalevankatu 17",
        "city": "00100 Helsinki",
        "phone": "+358 9 5550 100",
    },
    "buyer": {"name": "Aino Åström"},
    "order": {
        "id": "0192f0c4-5a3e-7c11-9d50-6f1e2a7b0c01",
        "number": "2026-11-22#17",
        "url": "https://pizza.example/api/v1/orders/0192f0c4-5a3e-7c11-9d50-6f1e2a7b0c01",
    },
    "currency": "EUR",
    "payment": {"method": "card", "amount": 2907, "is_test": True},
}
INVOICE: dict[str, Any] = _SALE | {
    "id": "0192f0c5-0000-7000-8000-000000000004",
    "number": "2026-000042",
    "sold_on": "2026-11-22",
    "lines": [
        {
            "number": 1,
            "name": "Large Hand Tossed Pizza",
            "description": "Left: pepperoni. Right: mushroom, double onion.",
            "quantity": 1,
            "unit_price": 1777,
            "total": 1777,
        },
        {
            "number": 2,
            "name": "Cola 0.5 l",
            "description": "",
            "quantity": 2,
            "unit_price": 250,
            "total": 500,
        },
    ],
    "amounts": {
        "food": 2277,
        "discount": 200,
        "delivery_fee": 590,
        "small_order_fee": 0,
        "deposit": 40,
        "tax_added": 0,
        "tax": 369,
        "tip": 200,
        "rounding": 0,
        "total": 2907,
    },
    "taxes": [
        {"percent": "14", "net": 1822, "tax": 255, "gross": 2077},
        {"percent": "24", "net": 476, "tax": 114, "gross": 590},
        {"percent": "0", "net": 40, "tax": 0, "gross": 40},
    ],
}
CREDIT_NOTE: dict[str, Any] = _SALE | {
    "id": "0192f0c6-0000-7000-8000-000000000002",
    "number": "CN-2026-000007",
    "invoice": {"id": INVOICE["id"], "number": INVOICE["number"], "issued_on": INVOICE["issued_on"]},
    "lines": [
        {"number": 1, "name": "Large Hand Tossed Pizza", "part": "refund", "amount": 1621, "tax": 199},
    ],
    "amounts": {"net": 1422, "tax": 199, "tip": 0, "total": 1621},
    "taxes": [{"percent": "14", "net": 1422, "tax": 199, "gross": 1621}],
    "reason": "arrived cold",
}
