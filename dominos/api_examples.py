"""An example of each operation of the API: the parameters and the body of a call, and a good answer to it.

They are made of the document's schemas, so that they fit it, with the words of the demo city; a body that its schema
does not tell stands in `BODIES`. `tests/system/test_examples.py` sends each to the demo city.
"""

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from dominos.kernel.edge.app_document import operations

Json = Mapping[str, Any]
JSON = "application/json"
DAY, INSTANT = "2026-05-01", "2026-05-01T17:30:00Z"
NAMED: dict[str, Any] = {
    "address": "Bulevardi 7, Helsinki",
    "city": "Helsinki",
    "code": "14HT",
    "country": "FI",
    "currency": "EUR",
    "description": "A pizza with a thin crust.",
    "email": "veera@example.com",
    "floor": "2",
    "from": "60.1645,24.9384",
    "house_number": "7",
    "ingredient": "topping.P",
    "kind": "variant",
    "label": "Home",
    "lat": 60.16466,
    "locale": "fi",
    "lon": 24.93837,
    "meters": 420.0,
    "name": "Veera Virtanen",
    "near": "60.1645,24.9384",
    "note": "The bell does not work.",
    "number": "2026-05-01#17",
    "password": "Four-Cheeses-1984",
    "phone": "+358401234567",
    "postcode": "00120",
    "provider": "swift",
    "q": "Bulevardi 7",
    "reason": "The oven is cold.",
    "service": "DELIVERY",
    "stars": 5,
    "store_name": "Kamppi",
    "street": "Bulevardi",
    "subject": "sales",
    "text": "Still hot.",
    "timezone": "Europe/Helsinki",
    "title": "Your order is on its way",
    "to": "60.1699,24.9414",
    "token": "pm_card_visa",
    "total": 2590,
    "unit_price": 1295,
    "url": "https://partner.example/hooks",
    "variant": "14HT",
    "version": "9f2c41d07be35a68" * 4,
}
"""What is in a member or parameter of this name, where its schema allows it."""

HOME = {name: NAMED[name] for name in ("lat", "lon", "street", "house_number", "postcode", "city")}
CONTACT = {"name": "Veera Virtanen", "phone": "+358401234567", "email": "veera@example.com"}
BODIES: dict[str, Any] = {
    "write_roster": {"monday": "2026-04-27", "revision": 0, "shifts": []},
    "publish_roster": {"monday": "2026-04-20", "revision": 0},
    "clock_out": {},
    "add_time_entry": {
        "started_at": "2026-05-01T07:00:00Z",
        "ended_at": "2026-05-01T15:00:00Z",
        "break_minutes": 30,
        "reason": "The tablet was off.",
    },
    "correct_time_entry": {
        "started_at": "2026-05-01T07:00:00Z",
        "ended_at": "2026-05-01T15:00:00Z",
        "break_minutes": 30,
        "reason": "The tablet was off.",
    },
    "write_to_courier": {"phrase": "coming"},
    "change_notification_settings": {
        "quiet_hours": {"timezone": "Europe/Helsinki", "begins": "22:00", "ends": "07:00"}
    },
    "price_without_what_is_missing": {"replacements": {"1": "14HT"}},
    "sign_in_with_second_factor": {"code": "123456"},
    "accept_invitation": {"password": "Four-Cheeses-1984"},
    "add_phone": {"number": "+358401234567"},
    "add_printer": {"name": "Kitchen", "host": "192.168.1.40", "kinds": ["kitchen"]},
    "payments_buy_gift": {"amount": 2500},
    "payments_pay": {"method": {"type": "card", "token": "pm_card_visa"}},
    "payments_pay_part": {"token": "pm_card_visa"},
    "payments_pay_by_link": {"method": {"type": "card", "token": "pm_card_visa"}},
    "payments_tip": {"amount": 200, "token": "pm_card_visa"},
    "place_and_pay_order": {"contact": CONTACT, "payment": {"type": "card", "token": "pm_card_visa"}},
    "place_order": {"contact": CONTACT},
    "price_order": {"address": HOME},
    "price_typed_order": {"lines": ["2 14HT"], "address": HOME},
    "correct_order_by_link": {"instructions": "The bell does not work."},
    "prove_phone": {"code": "123456"},
    "sign_in_with_code": {"code": "123456"},
    "reorder": {},
    "record_stock_movement": {"amounts": {"topping.P": "2.50"}},
    "send_partner_order": {"external_id": "eats-4711", "service": "CARRYOUT"},
    "step_up": {"code": "123456"},
    "subscribe_browser": {"endpoint": "https://fcm.googleapis.com/fcm/send/abc"},
    "take_order": {"contact": CONTACT},
    "validate_order": {"address": HOME},
}
"""By operation, members of a body that its schema does not tell: beside or in place of those that have to be sent."""
PARAMETERS = {"search_orders": {"phone": "+358401234567"}, "get_roster": {"monday": "2026-04-27"}}
"""By operation, parameters that need not be there and of which it wants one, or that their schema does not tell."""

FORMS = {
    "date": DAY,
    "date-time": INSTANT,
    "decimal": "2.50",
    "email": "veera@example.com",
    "uri": "https://partner.example/hooks",
    "uri-reference": "/api/v1/orders",
    "binary": "",
    "byte": "AAAA",
}
KINDS: dict[str, Any] = {"boolean": True, "integer": 1, "number": 1.0, "string": "text", "null": None}


def add_examples(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A post-processing hook: every operation gets its examples."""
    maker = _Maker(result)
    for *_path, operation in operations(result):
        for parameter in operation.get("parameters", ()):
            name, wanted = parameter["name"], PARAMETERS.get(operation["operationId"], {})
            if name in wanted:
                parameter["example"] = wanted[name]
            elif parameter.get("required"):
                parameter["example"] = maker.value(parameter["schema"], name, is_sent=True)
        if sent := operation.get("requestBody", {}).get("content", {}).get(JSON):
            sent["example"] = maker.body(sent["schema"], BODIES.get(operation["operationId"]))
        for status, answer in operation["responses"].items():
            if status < "300" and (got := answer.get("content", {}).get(JSON)):
                got["example"] = maker.value(got["schema"], "", is_sent=False)
    return result


class _Maker:
    """Values that fit schemas of a document."""

    def __init__(self, document: Json) -> None:
        self._schemas = document["components"]["schemas"]

    def body(self, schema: Json, more: Json | None) -> Any:
        """A body with what has to be sent, and `more`; without that with a first member at least."""
        made = self.value(schema, "", is_sent=True)
        if more is None:
            return made
        has_to = self._schemas[schema["$ref"].rpartition("/")[2]].get("required", ())
        return {name: value for name, value in made.items() if name in has_to} | dict(more)

    def value(self, schema: Json, name: str, *, is_sent: bool, within: tuple[str, ...] = ()) -> Any:
        """A value of the schema: of what is sent, what has to be, or the first member; of an answer, all of it."""
        if reference := schema.get("$ref", ""):
            inner = reference.rpartition("/")[2]
            if inner in within:
                return None
            return self.value(
                {**self._schemas[inner], **_beside(schema)}, name, is_sent=is_sent, within=(*within, inner)
            )
        for given in ("example", "const"):
            if given in schema:
                return schema[given]
        if "enum" in schema:
            return NAMED[name] if NAMED.get(name) in schema["enum"] else schema["enum"][0]
        for several in ("oneOf", "anyOf", "allOf"):
            if several in schema:
                chosen = next(each for each in schema[several] if each.get("type") != "null")
                return self.value({**chosen, **_beside(schema)}, name, is_sent=is_sent, within=within)
        return self._of_kind(schema, name, is_sent, within)

    def _of_kind(self, schema: Json, name: str, is_sent: bool, within: tuple[str, ...]) -> Any:
        kind = schema.get("type", "object" if "properties" in schema else "string")
        kind = kind if isinstance(kind, str) else next(each for each in kind if each != "null")
        if kind == "object":
            return self._object(schema, is_sent, within)
        if kind == "array":
            items = [*schema.get("prefixItems", ()), schema.get("items", {})]
            if "prefixItems" in schema:
                return [self.value(each, name, is_sent=is_sent, within=within) for each in items[:-1]]
            item = self.value(items[0], name, is_sent=is_sent, within=within)
            return [item] * max(schema.get("minItems", 0), 0 if item is None else 1)
        if kind == "string":
            return _text(schema, name, within)
        return _number(schema, name, kind)

    def _object(self, schema: Json, is_sent: bool, within: tuple[str, ...]) -> Any:
        members = schema.get("properties", {})
        shown = (schema.get("required") or list(members)[:1]) if is_sent else members
        found = {
            name: self.value(part, name, is_sent=is_sent, within=within)
            for name, part in members.items()
            if name in shown
        }
        every = schema.get("additionalProperties")
        if not members and isinstance(every, dict) and every:
            key = self.value(schema.get("propertyNames", {}), "code", is_sent=is_sent, within=within)
            found[key] = self.value(every, "", is_sent=is_sent, within=within)
        return {name: value for name, value in found.items() if value is not None or not is_sent}


def _beside(schema: Json) -> dict[str, Any]:
    return {key: schema[key] for key in ("example",) if key in schema}


def _text(schema: Json, name: str, within: tuple[str, ...]) -> str:
    form = schema.get("format", "")
    if form == "uuid":
        return str(uuid5(NAMESPACE_URL, f"urn:dominos:example:{name if name != 'id' else within[-1:]}"))
    text = str(FORMS.get(form) or NAMED.get(name) or schema.get("default") or KINDS["string"])
    least, most = int(schema.get("minLength", 0)), int(schema.get("maxLength", 1_000))
    return (text * (1 + least // len(text)))[:most]


def _number(schema: Json, name: str, kind: str) -> Any:
    named = NAMED.get(name)
    wanted = named if isinstance(named, int | float) else KINDS[kind]
    if kind == "boolean":
        return wanted
    least, most = schema.get("minimum", wanted), schema.get("maximum", wanted)
    return min(max(wanted, least), most)
