"""Write the document of websockets and messages."""

from importlib import import_module
from importlib.util import find_spec

import yaml
from django.conf import settings

from dominos.apps_enabled import ROOT
from dominos.kernel.management.generated import GeneratedDocument
from dominos.kernel.messaging.messages import Message, known_messages
from dominos.kernel.messaging.topology import receivers_of, wanted_on_demand
from dominos.kernel.sockets.consumers import Socket
from dominos.kernel.sockets.document import document


class Command(GeneratedDocument):
    help = "Writes docs/asyncapi.yaml: every websocket and every message between apps, from the code."
    path = ROOT / "docs" / "asyncapi.yaml"

    def text(self) -> str:
        """The document as its file holds it."""
        whole = document(_sockets(), _messages())
        whole["info"]["version"] = settings.VERSION
        return yaml.dump(whole, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=110)


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        """Writes what stands in several places out in each."""
        return True


def _sockets() -> dict[str, type[Socket]]:
    names = [f"apps.{app}.live" for app in settings.ALL_APPS]
    modules = [import_module(name) for name in names if find_spec(name)]
    return {
        str(route.pattern): route.callback.consumer_class
        for module in modules
        for route in module.websocket_urlpatterns
    }


def _messages() -> dict[type[Message], tuple[str, ...]]:
    """What the apps' contracts declare; what tests declare besides is none of clients' business."""
    return {
        declared: (
            *receivers_of(type, version),
            *(f"{app} on demand" for app in settings.ALL_APPS if declared in wanted_on_demand(app)),
        )
        for (type, version), declared in known_messages().items()
        if type.partition(".")[0] in settings.ALL_APPS
    }
