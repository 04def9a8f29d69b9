"""The platform's ASGI application, for tests of websockets."""

from typing import Any

from channels.routing import get_default_application


async def application(scope: Any, receive: Any, send: Any) -> None:
    """What `settings.ASGI_APPLICATION` names, found when first called."""
    await get_default_application()(scope, receive, send)
