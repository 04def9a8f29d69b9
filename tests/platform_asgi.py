"""The whole platform on one port, for tests: public and internal URLs, and websockets."""

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

http = get_asgi_application()

from dominos.asgi import sockets  # noqa: E402

application = ProtocolTypeRouter({"http": http, "websocket": sockets})
