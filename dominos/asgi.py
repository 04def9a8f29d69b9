"""Websockets, over ASGI, and nothing else: REST and pages are the web program's."""

import json
import os
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import django
from channels.routing import ProtocolTypeRouter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dominos.settings")
os.environ.setdefault("DISPATCH", "celery")  # a caller does not wait for what others do about it
django.setup()

from django.conf import settings  # noqa: E402

from dominos.kernel.edge.problem_schema import CONTENT_TYPE  # noqa: E402
from dominos.kernel.edge.problems import of_status  # noqa: E402
from dominos.kernel.sockets.guard import websockets  # noqa: E402
from dominos.kernel.sockets.heartbeat import Alive  # noqa: E402

routes = [
    route
    for app in settings.ENABLED_APPS
    if find_spec(f"apps.{app}.live")
    for route in import_module(f"apps.{app}.live").websocket_urlpatterns
]
sockets = Alive(websockets(routes))


async def http_not_found(scope: Any, receive: Any, send: Any) -> None:
    """Answers any HTTP request with 404: what is asked over HTTP is answered elsewhere."""
    headers = [(b"content-type", CONTENT_TYPE.encode())]
    await send({"type": "http.response.start", "status": 404, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(of_status(404)).encode()})


application = ProtocolTypeRouter({"http": Alive(http_not_found), "websocket": sockets})
