"""Holds every frame that a websocket of an app sends to the AsyncAPI document."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml

from dominos.kernel.sockets.consumers import Socket
from dominos.kernel.sockets.document import channel_of
from dominos.kernel.testing.documented import Undocumented, closed

Validate = Callable[[Any], None]


class DocumentedFrames:
    """The frames an AsyncAPI document allows, channel by channel. Objects are closed, as `Documented` has them."""

    def __init__(self, path: Path) -> None:
        self._document = yaml.load(path.read_text(), yaml.CSafeLoader)
        self._components = {"schemas": closed(self._document["components"]["schemas"])}
        self._compiled: dict[str, Validate] = {}

    def check(self, socket: type[Socket], frame: Any) -> None:
        """Raises `Undocumented` for a frame that the socket's channel does not send."""
        channel = channel_of(socket)
        validate = self._compiled.get(channel) or self._compile(channel)
        try:
            validate(frame)
        except jsonschema_rs.ValidationError as error:
            raise Undocumented(
                f"{socket.__name__} sent what it should not: {frame}: {error.message}"
            ) from None

    def _compile(self, channel: str) -> Validate:
        operation = self._document["operations"].get(f"{channel}Sends", {"messages": []})
        names = [each["$ref"].rpartition("/")[2] for each in operation["messages"]]
        payloads = [self._document["components"]["messages"][name]["payload"] for name in names]
        schema = {"components": self._components, "anyOf": payloads or [False]}
        validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
        return self._compiled.setdefault(channel, validator.validate)


documented_frames = cache(DocumentedFrames)


@contextmanager
def frames_held_to(path: Path) -> Iterator[None]:
    """Checks what any socket of an app sends in this process."""
    send = Socket.send_json

    async def checked(self: Socket, content: Any, *arguments: Any, **named: Any) -> None:
        if type(self).__module__.startswith("apps."):
            documented_frames(path).check(type(self), content)
        await send(self, content, *arguments, **named)

    setattr(Socket, "send_json", checked)  # noqa: B010 - what every socket sends goes through it
    try:
        yield
    finally:
        setattr(Socket, "send_json", send)  # noqa: B010
