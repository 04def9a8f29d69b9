"""`manage.py seed`: the demo city's people, stores, menu, zones and couriers."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.stores.demo_places import store_id
from dominos.demo.city import ACCOUNTS, PASSWORD
from dominos.demo.seeds import SEEDS
from dominos.development import State

SHOWN = ("customer@", "staff.hel-3@", "manager.hel-3@", "courier.hel-3.1@", "support@", "admin@")


class Command(BaseCommand):
    help = "Fills the enabled apps with the demo city; running it again changes nothing."

    def handle(self, **_: Any) -> None:
        if settings.ENVIRONMENT == "production":
            raise CommandError("the demo's passwords are public: not in production")
        for app, fill in SEEDS.items():
            if app in settings.ENABLED_APPS:
                self.stdout.write(f"{app} ...")
                fill()
        shown = [a for a in ACCOUNTS if a.email.startswith(SHOWN)]
        rows = [{"role": a.role.value, "email": a.email, "password": PASSWORD} for a in shown]
        State().write("demo", {"accounts": rows, "recipe": RECIPE})


RECIPE = [
    "",
    "Place an order with curl:",
    "  api={web}/api/v1",
    """  field() { python3 -c "import json, sys; print(json.load(sys.stdin)['$1'])"; }""",
    "  json='Content-Type: application/json'",
    '  token=$(curl -s $api/auth/token -H "$json" -d \'{"email": "customer@demo.example",',
    f'    "password": "{PASSWORD}"}}\' | field access)',
    '  ask() { curl -s -H "Authorization: Bearer $token" -H "$json" -H "Idempotency-Key: $(date +%s%N)" "$@"; }',
    '  quote=$(ask $api/orders/price -d \'{"service": "DELIVERY",',
    '    "address": {"street": "Bulevardi", "house_number": "7", "postcode": "00120", "city": "Helsinki",',
    '      "lat": 60.16466, "lon": 24.93837},',
    '    "lines": [{"variant": "14HT", "options": {"P": {"1/2": "1"}, "M": {"2/2": "1"}}}]}\' | field id)',
    '  order=$(ask $api/orders -d \'{"quote_id": "\'$quote\'",',
    '    "contact": {"name": "Demo", "phone": "+358 40 1234567"}}\' | field id)',
    '  ask $api/payments -d \'{"order_id": "\'$order\'",',
    '    "method": {"type": "card", "token": "pm_card_visa"}}\'',
    "  echo {web}/track/$(ask $api/orders/$order | field tracking_token)",
    "Its store bakes it here, as staff.hel-3@demo.example:",
    f"  {{web}}/make-line/{store_id('HEL-3')}",
]
