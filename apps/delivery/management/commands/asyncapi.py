"""`manage.py asyncapi`: the websocket protocol's document, from the code, or checks that it is fresh."""

from django.conf import settings

from apps.delivery.management.asyncapi import document_text
from dominos.kernel.management.generated import GeneratedDocument


class Command(GeneratedDocument):
    help = "Writes docs/asyncapi.yaml from the courier protocol."
    path = settings.BASE_DIR / "docs" / "asyncapi.yaml"

    def text(self) -> str:
        return document_text()
