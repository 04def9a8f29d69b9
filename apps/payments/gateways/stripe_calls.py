"""Calls to Stripe, whose errors become those of the gateway port."""

from collections.abc import Callable, Mapping
from typing import Any

import stripe

from apps.payments.domain.gateway import (
    AmountProblem,
    AmountRefused,
    DeclineCode,
    Declined,
    GatewayRefusal,
    GatewayUnavailable,
    Outage,
)

# What the customer may know. Stripe asks not to tell a lost, stolen or fraudulent card from any other decline.
DECLINES: Mapping[str, DeclineCode] = {
    "insufficient_funds": DeclineCode.INSUFFICIENT_FUNDS,
    "expired_card": DeclineCode.EXPIRED_CARD,
    "incorrect_cvc": DeclineCode.INCORRECT_CVC,
    "invalid_cvc": DeclineCode.INCORRECT_CVC,
    "processing_error": DeclineCode.PROCESSING_ERROR,
    "authentication_required": DeclineCode.AUTHENTICATION_FAILED,
    "payment_intent_authentication_failure": DeclineCode.AUTHENTICATION_FAILED,
    "setup_intent_authentication_failure": DeclineCode.AUTHENTICATION_FAILED,
    "currency_not_supported": DeclineCode.CURRENCY_NOT_SUPPORTED,
    "card_velocity_exceeded": DeclineCode.LIMIT_EXCEEDED,
    "withdrawal_count_limit_exceeded": DeclineCode.LIMIT_EXCEEDED,
}
# Stripe's smallest and largest charge differ by currency. Source: docs.stripe.com/currencies, "Minimum and maximum".
AMOUNTS: Mapping[str, AmountProblem] = {
    "amount_too_small": AmountProblem.TOO_SMALL,
    "amount_too_large": AmountProblem.TOO_LARGE,
}


def asked[T](call: Callable[[], T]) -> T:
    """The answer; Stripe's errors are raised as the port's."""
    try:
        return call()
    except stripe.CardError as error:
        raise Declined(decline_of(error.error), _reference(error)) from error
    except stripe.InvalidRequestError as error:
        if problem := AMOUNTS.get(error.code or ""):
            raise AmountRefused(problem, error.user_message or "") from error
        raise GatewayRefusal(error.user_message or "Stripe refused the request.") from error
    except stripe.IdempotencyError as error:
        raise GatewayRefusal(error.user_message or "Stripe refused the request.") from error
    except stripe.RateLimitError as error:
        raise GatewayUnavailable(
            "Stripe limits our rate", is_unsent=True, outage=Outage.RATE_LIMITED
        ) from error
    except (stripe.AuthenticationError, stripe.PermissionError) as error:
        raise GatewayUnavailable(
            "Stripe refuses our key", is_unsent=True, outage=Outage.REFUSES_US
        ) from error
    except stripe.APIConnectionError as error:
        raise GatewayUnavailable("Stripe does not answer: APIConnectionError") from error
    except stripe.StripeError as error:
        detail = f"Stripe answers with an error: {type(error).__name__}"
        raise GatewayUnavailable(detail, outage=Outage.ERROR) from error


def decline_of(error: Any) -> str:
    """The decline code of Stripe's error, as the customer may see it."""
    code = str(getattr(error, "decline_code", None) or getattr(error, "code", None) or "")
    return DECLINES.get(code, DeclineCode.CARD_DECLINED).value


def _reference(error: stripe.StripeError) -> str:
    intent = getattr(error.error, "payment_intent", None)
    return str(intent["id"]) if intent else ""
