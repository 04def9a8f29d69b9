"""Calls about things that belong to somebody else."""

from apps.partners.models import Delivery, Partner, Webhook
from apps.partners.use_cases.webhooks import sealed
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id


def foreign_urls():
    """Another partner's webhook and what was sent to it; they answer 404."""
    webhook = Webhook.objects.create(
        partner=Partner.objects.create(name="Another"),
        url="https://example.com/",
        events=["order.placed"],
        secret=sealed("whsec_"),
    )
    sent = Delivery.objects.create(
        webhook=webhook,
        message_id=new_id(),
        event="order.placed",
        subject=new_id(),
        occurred_at=now(),
        data={},
        give_up_at=now(),
    )
    one, log = f"/api/v1/partners/webhooks/{webhook.id}", f"/api/v1/partners/deliveries/{sent.id}"
    body = {"url": "https://example.com/", "events": ["order.placed"]}
    order = {
        "external_id": "a",
        "store_id": str(new_id()),
        "service": "CARRYOUT",
        "lines": [{"item": {"variant": "14HT"}, "total": 1}],
        "currency": "EUR",
        "total": 1,
        "name": "A",
    }
    return [
        ("post", "/api/v1/partners/orders", order),
        ("get", "/api/v1/partners/orders/a", None),
        ("post", "/api/v1/partners/orders/a/cancel", {}),
        ("get", "/api/v1/partners/statement", None),
        ("post", f"/api/v1/partners/stores/{new_id()}/push", None),
        ("get", "/api/v1/partners/webhooks", None),
        ("post", "/api/v1/partners/webhooks", body),
        ("get", one, None),
        ("patch", one, {}),
        ("delete", one, None),
        ("post", f"{one}/secret", None),
        ("post", f"{one}/test", None),
        ("post", f"{one}/replay", {}),
        ("get", f"{one}/deliveries", None),
        ("get", log, None),
        ("post", f"{log}/replay", None),
    ]
