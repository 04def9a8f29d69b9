"""What the programs of one app need: which other apps they ask, which secrets they hold, where they go outside."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from dominos.apps_enabled import ROOT

RIGHTS = "users"
"""The app that every other one asks: whose keys sign tokens, and who lost rights lately."""
_OF_PEOPLE = ("PERSON_KEYS", "KEYS_DATABASE_URL")
"""Of apps that seal what they know of people."""
SECRETS = {
    "users": ("JWT_PRIVATE_KEYS", "OIDC_PROVIDERS", *_OF_PEOPLE),
    **dict.fromkeys(("orders", "reviews"), _OF_PEOPLE),
    "delivery": (*_OF_PEOPLE, "DELIVERY_PROVIDERS", "CALLS_URL"),
    "payments": (*_OF_PEOPLE, "GATEWAY_WEBHOOK_SECRET", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"),
    "notifications": (
        *_OF_PEOPLE,
        *("EMAIL_URL", "EMAIL_FALLBACK_URL", "MAIL_EVENTS_SECRET", "SMS_URL", "SMS_FALLBACK_URL"),
        *("PUSH_URL", "VAPID_PRIVATE_KEY"),
    ),
    "dashboard": ("PHONE_CALLS_TOKEN",),
    "geo": ("GEO_GOOGLE_API_KEY", "GEO_HERE_API_KEY"),
}
"""Secrets that only the programs of these apps read; all others are everybody's, with values of their own."""
HTTPS, SMTPS, SUBMISSION, PRINTERS = 443, 465, 587, 9100
OUTSIDE = {
    "users": (HTTPS,),  # accounts elsewhere
    "payments": (HTTPS,),
    "notifications": (HTTPS, SMTPS, SUBMISSION),
    "geo": (HTTPS,),
    "orders": (PRINTERS,),
    "partners": (HTTPS,),  # webhooks
    "delivery": (HTTPS,),  # other companies' couriers
}
"""Ports of hosts outside the cluster that an app's programs connect to."""


def secrets_kept_from(app: str) -> frozenset[str]:
    """Those that are other apps' alone."""
    others = {name for other, names in SECRETS.items() if other != app for name in names}
    return frozenset(others - set(SECRETS.get(app, ())))


@cache
def asked_by(app: str) -> frozenset[str]:
    """The apps whose contracts the code of an app asks, itself left out."""
    return frozenset({RIGHTS, *_asked(app)}) - {app}


@cache
def asking(app: str, apps: tuple[str, ...]) -> frozenset[str]:
    """The other way round: which of these apps ask an app."""
    return frozenset(other for other in apps if app in asked_by(other))


def has_sockets(app: str) -> bool:
    """Whether an app answers websockets."""
    return (ROOT / "apps" / app / "live.py").exists() or (ROOT / "apps" / app / "live").is_dir()


def _asked(app: str) -> Iterator[str]:
    folder = ROOT / "apps" / app
    for file in folder.rglob("*.py"):
        if "tests" not in file.relative_to(folder).parts:
            yield from _asked_in(file)


def _asked_in(file: Path) -> Iterator[str]:
    """The apps behind every `service(Contract)` of a module, by where it imports the contract from."""
    tree = ast.parse(file.read_bytes())
    homes = {
        alias.asname or alias.name: str(node.module).split(".")[1]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("apps.")
        for alias in node.names
    }
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="service"), args=[ast.Name(id=contract)]) if contract in homes:
                yield homes[contract]
