"""Mail providers' delayed reports: bounces and complaints."""

import base64
import hmac
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from anymail.signals import EventType, RejectReason, tracking
from django.conf import settings
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from apps.notifications.domain.news import Channel
from apps.notifications.sending.failures import suspend
from dominos.kernel.unit_of_work import unit_of_work

VIEWS: Mapping[str, str] = {
    "brevo": "BrevoTrackingWebhookView",
    "postmark": "PostmarkTrackingWebhookView",
    "sendgrid": "SendGridTrackingWebhookView",
}
"""Supported providers, and django-anymail's view of each."""
ENDS = frozenset(
    {
        (EventType.BOUNCED, RejectReason.BOUNCED),
        (EventType.REJECTED, RejectReason.INVALID),
        (EventType.BOUNCED, RejectReason.INVALID),
        (EventType.REJECTED, RejectReason.BOUNCED),
        (EventType.COMPLAINED, RejectReason.SPAM),
        (EventType.COMPLAINED, None),
    }
)
"""Reports that suppress the address: event and reason."""
PASSING = frozenset({"SoftBounce"})
"""Reports that a provider calls a bounce although the mailbox may accept mail later."""


@csrf_exempt  # the provider's secret is the proof
@require_POST
def mail_events(request: HttpRequest, provider: str) -> HttpResponse:
    """Receives a provider's report. 401 without its secret; 404 if no reports are accepted."""
    if provider not in VIEWS or not settings.MAIL_EVENTS_SECRET:
        raise Http404
    if not hmac.compare_digest(request.headers.get("Authorization", "").encode(), _expected().encode()):
        return HttpResponse(status=401)
    return _view(provider)(request)


def _expected() -> str:
    return f"Basic {base64.b64encode(settings.MAIL_EVENTS_SECRET.encode()).decode()}"


def _view(provider: str) -> Callable[..., HttpResponse]:
    read: Any = getattr(import_module(f"anymail.webhooks.{provider}"), VIEWS[provider])
    # The secret was asked for above.
    kind: Any = type(VIEWS[provider], (read,), {"warn_if_no_basic_auth": False})
    view: Callable[..., HttpResponse] = kind.as_view()
    return view


@receiver(tracking)
def note_report(event: Any, esp_name: str, **_: Any) -> None:
    """Suppresses an address that bounced or whose owner complained; staff see it in the admin."""
    said = event.esp_event.get("Type") if hasattr(event.esp_event, "get") else None
    if not event.recipient or said in PASSING or (event.event_type, event.reject_reason) not in ENDS:
        return
    with unit_of_work("notifications"):
        suspend(Channel.MAIL, event.recipient, f"{esp_name}: {event.event_type}, {event.description or ''}")
