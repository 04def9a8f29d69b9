"""What mails to people carry, as users computes it for them."""

from uuid import UUID

from django.apps import apps

from apps.users.queries.people import get_secret


def asked_for(type: str) -> list[dict]:
    """The data of the events that ask for such a mail, oldest first."""
    return [m.data for m in apps.get_model("users", "OutboxMessage").objects.filter(type=type).order_by("id")]


def secret(type: str) -> str:
    """What the last such mail carries."""
    return get_secret(UUID(asked_for(type)[-1]["proof_id"]))
