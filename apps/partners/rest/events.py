"""The events in the OpenAPI document, as webhooks (`SPECTACULAR_SETTINGS`)."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse, OpenApiWebhook, extend_schema

from apps.partners.domain.events import TEST, WebhookEvent
from apps.partners.queries.payloads import PAYLOADS, EventAnswer, WebhookTestAnswer

HEADERS = (
    "Signed as standardwebhooks.com has it: `webhook-id`, the same each time it is sent, `webhook-timestamp` and "
    "`webhook-signature`. Answer 2xx within ten seconds; anything else is tried again for a day, 410 ends the webhook."
)


def _documented(event: str, payload: Any) -> OpenApiWebhook:
    body: Any = EventAnswer[payload]
    described = extend_schema(
        operation_id=f"hear_{event.replace('.', '_')}",
        summary=str(payload.__doc__).partition(": ")[2],
        description=HEADERS,
        tags=["partners"],
        request=body,
        responses={200: OpenApiResponse(description="Taken.")},
    )
    return OpenApiWebhook(event, described)


def _of(event: WebhookEvent) -> OpenApiWebhook:
    return _documented(event.value, PAYLOADS[event])


order_placed = _of(WebhookEvent.ORDER_PLACED)
order_advanced = _of(WebhookEvent.ORDER_ADVANCED)
order_runs_late = _of(WebhookEvent.ORDER_RUNS_LATE)
order_revised = _of(WebhookEvent.ORDER_REVISED)
order_refunded = _of(WebhookEvent.ORDER_REFUNDED)
order_completed = _of(WebhookEvent.ORDER_COMPLETED)
menu_published = _of(WebhookEvent.MENU_PUBLISHED)
menu_availability_changed = _of(WebhookEvent.MENU_AVAILABILITY_CHANGED)
store_availability_changed = _of(WebhookEvent.STORE_AVAILABILITY_CHANGED)
store_menu = _of(WebhookEvent.STORE_MENU)
store_state = _of(WebhookEvent.STORE_STATE)
webhook_test = _documented(TEST, WebhookTestAnswer)
