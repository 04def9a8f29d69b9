"""Websockets, over ASGI; HTTP here answers too, for probes."""

import os
from importlib import import_module
from importlib.util import find_spec
from typing import cast

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dominos.settings")
os.environ.setdefault("DISPATCH", "celery")  # a caller does not wait for what others do about it
http = get_asgi_application()

from django.conf import settings  # noqa: E402

from dominos.kernel.realtime_life import Alive, Asgi  # noqa: E402
from dominos.kernel.socket_guard import websockets  # noqa: E402

routes = [
    route
    for app in settings.ENABLED_APPS
    if find_spec(f"apps.{app}.live")
    for route in import_module(f"apps.{app}.live").websocket_urlpatterns
]
application = ProtocolTypeRouter({"http": Alive(cast(Asgi, http)), "websocket": Alive(websockets(routes))})
