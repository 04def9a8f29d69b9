"""Stripe's side of the HTTP client: answers in the shapes of its API reference, from form bodies it has checked.

Not Stripe: it knows the steps the conformance suite takes. Requests are recorded and, where the schemas are at hand,
held against Stripe's own request schemas; replies follow the documented life of a PaymentIntent.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import stripe

from apps.payments.tests.stripe_forms import RequestSchemas, unflattened

DECLINES = {
    "pm_card_visa_chargeDeclined": ("card_declined", "generic_decline"),
    "pm_card_visa_chargeDeclinedInsufficientFunds": ("card_declined", "insufficient_funds"),
    "pm_card_visa_chargeDeclinedLostCard": ("card_declined", "lost_card"),
    "pm_card_chargeDeclinedExpiredCard": ("expired_card", "expired_card"),
    "pm_card_chargeDeclinedIncorrectCvc": ("incorrect_cvc", "incorrect_cvc"),
    "pm_card_chargeDeclinedProcessingError": ("processing_error", "processing_error"),
}
KNOWN = {
    "pm_card_visa",
    "pm_card_incrementDeclined",
    "pm_card_threeDSecure2Required",
    "pm_card_createDispute",
    *DECLINES,
}


class Refused(Exception):
    def __init__(self, status: int, **error: Any) -> None:
        super().__init__(error)
        self.status, self.error = status, error


# Stripe's smallest charges. Source: docs.stripe.com/currencies, "Minimum and maximum charge amounts".
SMALLEST = {"eur": 50, "usd": 50, "jpy": 50, "sek": 300}


class StripeDouble(stripe.HTTPClient):
    """`requests` holds (method, path, body, idempotency key); `faults` are statuses or errors of the next calls."""

    name = "double"

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[tuple[str, str, dict[str, Any], str]] = []
        self.faults: list[int | Exception] = []
        self.intents: dict[str, dict[str, Any]] = {}
        self.setups: dict[str, dict[str, Any]] = {}
        self.methods: dict[str, dict[str, Any]] = {}
        self.disputes: dict[str, dict[str, Any]] = {}
        self.answers: dict[str, tuple[str, str, int]] = {}
        self.schemas = RequestSchemas()

    def request(self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None) -> Any:
        path, form = urlsplit(url).path, post_data or urlsplit(url).query
        body = unflattened(parse_qsl(form, keep_blank_values=True))
        key = headers.get("Idempotency-Key", "")
        self.requests.append((method, path, body, key))
        if self.faults:
            fault = self.faults.pop(0)
            if isinstance(fault, Exception):
                raise fault
            return json.dumps({"error": {"type": "api_error", "message": "fault"}}), fault, {}
        if method.upper() == "POST":
            self.schemas.validate(path, body)
            return self._once(path, body, key)
        return self._answer(lambda: self._get(path, body))

    def close(self) -> None:
        pass

    def _once(self, path: str, body: dict[str, Any], key: str) -> Any:
        assert key, "every POST carries our own idempotency key"
        asked = json.dumps([path, body], sort_keys=True)
        if key in self.answers:
            before, content, status = self.answers[key]
            if before != asked:
                error = {
                    "type": "idempotency_error",
                    "message": "Keys can only be used with the same parameters.",
                }
                return json.dumps({"error": error}), 400, {}
            return content, status, {"Idempotent-Replayed": "true"}
        content, status, headers = self._answer(lambda: self._post(path, body))
        self.answers[key] = (asked, content, status)
        return content, status, headers

    def _answer(self, call: Any) -> tuple[str, int, dict[str, str]]:
        try:
            return json.dumps(call()), 200, {"Request-Id": "req_1"}
        except Refused as error:
            return json.dumps({"error": error.error}), error.status, {"Request-Id": "req_1"}

    def _get(self, path: str, query: dict[str, Any]) -> dict[str, Any]:
        if path == "/v1/disputes":
            found = self.disputes.get(query["payment_intent"])
            return {"object": "list", "data": [found] if found else [], "has_more": False}
        if path == "/v1/refunds":
            charge = self.intents[query["payment_intent"]]["latest_charge"]
            return charge["refunds"] | {"has_more": False}
        if path.startswith("/v1/customers/"):
            kept = [method for method in self.methods.values() if method["customer"] == path.split("/")[3]]
            return {"object": "list", "data": kept, "has_more": False}
        if path.startswith("/v1/payment_methods/"):
            return self._method(path.split("/")[3])
        if path.startswith("/v1/setup_intents/"):
            return self._setup(path.split("/")[3])
        if path.startswith("/v1/charges/"):
            return self._charge(path.split("/")[3])
        return self._intent(path.split("/")[3])

    def _method(self, token: str) -> dict[str, Any]:
        if not token.startswith("pm_"):
            raise _invalid(f"No such PaymentMethod: '{token}'", 404)
        card = {"brand": "visa", "last4": "4242", "fingerprint": "Xt5EWLLDS7FJjR1c"}
        return {"id": token, "object": "payment_method", "type": "card", "card": card}

    def _charge(self, reference: str) -> dict[str, Any]:
        for name, intent in self.intents.items():
            if intent["latest_charge"]["id"] == reference:
                return intent["latest_charge"] | {"payment_intent": name}
        return {"id": reference, "object": "charge", "payment_intent": None}

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        parts = path.split("/")
        if parts[2] == "refunds":
            return self._refund(body)
        if parts[2] == "customers":
            return {"id": f"cus_{len(self.requests)}", "object": "customer", "metadata": body["metadata"]}
        if parts[2] == "setup_intents":
            return self._set_up(body)
        if parts[2] == "payment_methods":
            return self._detach(parts[3])
        if len(parts) == 3:
            return self._create(body)
        intent = self._intent(parts[3])
        step = {"capture": self._capture, "cancel": self._cancel, "increment_authorization": self._increment}
        return step[parts[4]](intent, body)

    def _intent(self, reference: str) -> dict[str, Any]:
        if reference not in self.intents:
            raise _invalid(f"No such payment_intent: '{reference}'", 404)
        return self.intents[reference]

    def _create(self, body: dict[str, Any]) -> dict[str, Any]:
        if int(body["amount"]) < SMALLEST.get(body["currency"], 0):
            raise Refused(400, type="invalid_request_error", code="amount_too_small", message="Too small.")
        token = self._published(body["payment_method"], body.get("customer"))
        reference = f"pi_{len(self.intents) + 1:024d}"
        intent = {
            "id": reference,
            "object": "payment_intent",
            "amount": int(body["amount"]),
            "amount_received": 0,
            "currency": body["currency"],
            "status": "requires_capture",
            "metadata": body["metadata"],
            "livemode": False,
            "next_action": None,
            "last_payment_error": None,
            "payment_method": token,
            "latest_charge": {
                "id": f"ch_{len(self.intents) + 1}",
                "object": "charge",
                "refunds": _refunds(),
                "disputed": False,
            },
        }
        self.intents[reference] = intent
        if token == "pm_card_threeDSecure2Required":
            url = f"https://hooks.stripe.com/{reference}"
            intent |= {"status": "requires_action", "latest_charge": None}
            intent["next_action"] = {
                "type": "redirect_to_url",
                "redirect_to_url": {"url": url, "return_url": body["return_url"]},
            }
        if token in DECLINES:
            self._decline(intent, *DECLINES[token])
            raise Refused(402, **intent["last_payment_error"], payment_intent=intent)
        return intent

    def _published(self, token: str, customer: str | None) -> str:
        """The published token a payment method was made of. Another customer's cannot be used."""
        method = self.methods.get(token)
        if method is not None and method["customer"] == customer:
            return str(method["made_of"])
        if token not in KNOWN:
            raise _invalid(f"No such PaymentMethod: '{token}'")
        return token

    def _setup(self, reference: str) -> dict[str, Any]:
        if reference not in self.setups:
            raise _invalid(f"No such setupintent: '{reference}'", 404)
        return self.setups[reference]

    def _set_up(self, body: dict[str, Any]) -> dict[str, Any]:
        token, reference = body["payment_method"], f"seti_{len(self.setups) + 1}"
        self._published(token, None)
        if token in DECLINES:
            code, decline_code = DECLINES[token]
            raise Refused(402, type="card_error", code=code, decline_code=decline_code)
        setup = {"id": reference, "object": "setup_intent", "status": "succeeded", "payment_method": None}
        self.setups[reference] = setup | {
            "customer": body["customer"],
            "made_of": token,
            "next_action": None,
            "last_setup_error": None,
        }
        if token == "pm_card_threeDSecure2Required":
            url = f"https://hooks.stripe.com/{reference}"
            action = {"type": "redirect_to_url", "redirect_to_url": {"url": url}}
            self.setups[reference] |= {"status": "requires_action", "next_action": action}
        else:
            self._attach(self.setups[reference])
        return self.setups[reference]

    def _attach(self, setup: dict[str, Any]) -> None:
        card = {"brand": "visa", "last4": "4242", "exp_month": 8, "exp_year": 2031}
        method = {"id": f"pm_{setup['id']}", "object": "payment_method", "card": card}
        setup["payment_method"] = method | {"customer": setup["customer"], "made_of": setup["made_of"]}
        self.methods[f"pm_{setup['id']}"] = setup["payment_method"]

    def resolve_setup(self, url: str, *, is_approved: bool) -> None:
        """What the customer chose on the issuer's page."""
        setup = self.setups[url.rsplit("/", 1)[1]]
        setup["next_action"] = None
        if is_approved:
            setup["status"] = "succeeded"
            self._attach(setup)
        else:
            error = {"type": "card_error", "code": "setup_intent_authentication_failure"}
            setup |= {"status": "requires_payment_method", "last_setup_error": error}

    def _detach(self, token: str) -> dict[str, Any]:
        if token not in self.methods:
            raise _invalid(f"No such PaymentMethod: '{token}'", 404)
        return self.methods.pop(token) | {"customer": None}

    def _decline(self, intent: dict[str, Any], code: str, decline_code: str | None) -> None:
        error = {"type": "card_error", "code": code, "message": "Your card was declined."}
        if decline_code:
            error["decline_code"] = decline_code
        intent |= {"status": "requires_payment_method", "last_payment_error": error, "latest_charge": None}

    def resolve(self, url: str, *, is_approved: bool) -> None:
        """What the customer chose on the issuer's page."""
        intent = self.intents[url.rsplit("/", 1)[1]]
        if is_approved:
            charge = {"id": "ch_3ds", "object": "charge", "refunds": _refunds(), "disputed": False}
            intent |= {"status": "requires_capture", "next_action": None, "latest_charge": charge}
        else:
            self._decline(intent, "payment_intent_authentication_failure", None)

    def _increment(self, intent: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        _require(intent, "requires_capture")
        if int(body["amount"]) <= intent["amount"]:
            raise _invalid("The amount must be greater than the current amount.")
        if intent["payment_method"] == "pm_card_incrementDeclined":
            raise Refused(402, type="card_error", code="card_declined", decline_code="insufficient_funds")
        intent["amount"] = int(body["amount"])
        return intent

    def _capture(self, intent: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        _require(intent, "requires_capture")
        amount = int(body["amount_to_capture"])
        if amount > intent["amount"] or amount <= 0:
            raise _invalid("The amount to capture is greater than the amount that can be captured.")
        intent |= {"status": "succeeded", "amount_received": amount}
        if intent["payment_method"] == "pm_card_createDispute":
            intent["latest_charge"]["disputed"] = True
            self.disputes[intent["id"]] = {
                "id": f"dp_{intent['id']}",
                "object": "dispute",
                "amount": amount,
                "status": "needs_response",
            }
        return intent

    def close_dispute(self, reference: str, *, is_won: bool) -> None:
        """What the customer's bank decided."""
        self.disputes[reference]["status"] = "won" if is_won else "lost"

    def _cancel(self, intent: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        _require(intent, "requires_capture", "requires_action", "requires_payment_method")
        intent["status"] = "canceled"
        return intent

    def _refund(self, body: dict[str, Any]) -> dict[str, Any]:
        intent, amount = self._intent(body["payment_intent"]), int(body["amount"])
        _require(intent, "succeeded")
        charge = intent["latest_charge"]
        if charge["disputed"] and self.disputes[intent["id"]]["status"] != "won":
            raise _invalid("The charge has been charged back.")
        refunds = charge["refunds"]["data"]
        given = sum(refund["amount"] for refund in refunds if refund["status"] != "failed")
        if not 0 < amount <= intent["amount_received"] - given:
            raise _invalid("Refund amount is greater than unrefunded amount on charge.")
        refund = {
            "id": f"re_{len(self.requests)}",
            "object": "refund",
            "amount": amount,
            "status": "succeeded",
        }
        refunds.insert(0, refund)
        return refund

    def fail_refund(self, reference: str) -> None:
        """What the customer's bank does that takes no refund: the newest one comes back."""
        refunds = self.intents[reference]["latest_charge"]["refunds"]["data"]
        next(refund for refund in refunds if refund["status"] == "succeeded")["status"] = "failed"


def _refunds() -> dict[str, Any]:
    return {"object": "list", "data": [], "has_more": False}


def _require(intent: dict[str, Any], *allowed: str) -> None:
    if intent["status"] not in allowed:
        raise _invalid(f"This PaymentIntent has a status of {intent['status']}.")


def _invalid(message: str, status: int = 400) -> Refused:
    return Refused(status, type="invalid_request_error", message=message)


def webhook_body(reference: str) -> bytes:
    """A Stripe event about the intent."""
    event = {
        "id": "evt_1",
        "object": "event",
        "type": "payment_intent.amount_capturable_updated",
        "created": 1_780_000_000,
        "livemode": False,
        "data": {"object": {"id": reference, "object": "payment_intent"}},
    }
    return json.dumps(event).encode()
