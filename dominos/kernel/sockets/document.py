"""The AsyncAPI document: every websocket, and every message between apps, from the types that the code uses."""

import inspect
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, get_args

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from rest_framework.serializers import BaseSerializer

from dominos.kernel.edge.answers import CLOCK_TIME
from dominos.kernel.messaging.messages import Command, Envelope, Message
from dominos.kernel.sockets.consumers import CLOSE_REASONS, Socket

VERSION = "1"
"""Until whoever writes the document down says which release it is of."""
_SCHEMAS = "#/components/schemas/"
_ABOUT = """\
What the platform says and hears besides REST: websockets with clients, and messages between its apps.

Frames of websockets are JSON objects, told apart by `type` where there are several. A client ignores frames and fields
it does not know. A socket is closed with one of these codes; after 1012 and 1013, connect again:

{codes}

Messages between apps are stored with the change they tell of and delivered at least once, in any order: `sequence`
counts the changes of `subject`.
"""

Document = dict[str, Any]


def document(
    sockets: Mapping[str, type[Socket]], messages: Mapping[type[Message], Iterable[str]]
) -> Document:
    """The document as plain values (AsyncAPI 3.0).

    `sockets` by their route ("ws/v1/board/<uuid:store_id>"), `messages` with the apps that hear them.
    """
    schemas = _Schemas()
    parts = [_socket(route, socket, schemas) for route, socket in sorted(sockets.items())]
    by_app: dict[str, list[type[Message]]] = {}
    for each in sorted(messages, key=lambda each: (each.type, each.version)):
        by_app.setdefault(each.type.partition(".")[0], []).append(each)
    parts += [_bus(app, declared, messages, schemas) for app, declared in by_app.items()]
    channels, operations, told = (dict(_merged(part[n] for part in parts)) for n in range(3))
    codes = "\n".join(f"- {code.value}: {reason}" for code, reason in CLOSE_REASONS.items())
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Dominos", "version": VERSION, "description": _ABOUT.format(codes=codes)},
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": {
            "messages": told,
            "schemas": schemas.all(),
            "securitySchemes": {
                "accessToken": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "As Authorization header, or as subprotocol after `access-token`.",
                }
            },
        },
    }


def channel_of(socket: type[Socket]) -> str:
    """The name of a socket's channel in the document."""
    name = socket.__name__.removesuffix("Socket")
    return name[0].lower() + name[1:]


class _ClockTimes(GenerateJsonSchema):
    def time_schema(self, schema: Any) -> Document:
        """A time by somebody's own clock, which has no offset."""
        return CLOCK_TIME


class _Schemas:
    """Types on their way to be schemas, and where they are referred to."""

    def __init__(self) -> None:
        self._refs: dict[tuple[type, str], Document] = {}

    def ref(self, kind: type, mode: str) -> Document:
        """The reference to what is read ("validation") or written ("serialization"); complete once `all` is called."""
        if issubclass(kind, BaseSerializer):
            return {"$ref": f"openapi.yaml{_SCHEMAS}{_component(kind)}"}
        return self._refs.setdefault((kind, mode), {})

    def all(self) -> Document:
        """All schemas by their names, and what they refer to."""
        inputs: Any = [((kind, mode), mode, TypeAdapter(kind)) for kind, mode in self._refs]
        found, whole = TypeAdapter.json_schemas(
            inputs, ref_template=f"{_SCHEMAS}{{model}}", schema_generator=_ClockTimes
        )
        schemas: Document = dict(whole["$defs"])
        for (key, _), schema in found.items():
            if "$ref" not in schema:  # nothing but this refers to it
                schemas[key[0].__name__] = schema
                schema = {"$ref": f"{_SCHEMAS}{key[0].__name__}"}
            self._refs[key].update(schema)
        return dict(sorted(schemas.items()))


def _component(serializer: type) -> str:
    return serializer.__name__.removesuffix("Serializer").removesuffix("Request") + "Request"


def _socket(route: str, socket: type[Socket], schemas: _Schemas) -> tuple[Document, Document, Document]:
    name = channel_of(socket)
    frames = {
        each.__name__: _frame(each, schemas, mode)
        for kinds, mode in ((socket.takes, "validation"), (socket.sends, "serialization"))
        for each in kinds
    }
    channel = {
        "address": "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route),
        "description": inspect.getdoc(socket),
        "messages": {each: {"$ref": f"#/components/messages/{each}"} for each in frames},
    }
    if parameters := re.findall(r"<(?:\w+:)?(\w+)>", route):
        channel["parameters"] = {each: {} for each in parameters}
    operation = partial(_operation, name, security=socket.access.roles is not None)
    operations = {
        f"{name}{suffix}": operation(action, kinds)
        for suffix, action, kinds in (("Takes", "receive", socket.takes), ("Sends", "send", socket.sends))
        if kinds
    }
    return {name: channel}, operations, frames


def _operation(channel: str, action: str, kinds: Iterable[type], *, security: bool = False) -> Document:
    declared: Document = {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [{"$ref": f"#/channels/{channel}/messages/{each.__name__}"} for each in kinds],
    }
    if security:
        declared["security"] = [{"$ref": "#/components/securitySchemes/accessToken"}]
    return declared


def _frame(kind: type, schemas: _Schemas, mode: str) -> Document:
    field = getattr(kind, "model_fields", {}).get("type")
    names = get_args(field.annotation) if field is not None else ()
    return {
        "name": " | ".join(names) or kind.__name__,
        "summary": inspect.getdoc(kind) or "",
        "payload": schemas.ref(kind, mode),
    }


def _bus(
    app: str,
    declared: list[type[Message]],
    heard_by: Mapping[type[Message], Iterable[str]],
    schemas: _Schemas,
) -> tuple[Document, Document, Document]:
    envelope = schemas.ref(Envelope, "serialization")
    name = f"{app}Messages"
    told = {
        each.__name__: {
            "name": f"{each.type} v{each.version}",
            "summary": inspect.getdoc(each) or "",
            "description": f"Heard by: {', '.join(sorted(heard_by[each])) or 'nobody here'}.",
            "payload": {"allOf": [envelope, _contents(each, schemas)]},
            "examples": [{"payload": {"type": each.type, "version": each.version, "data": _sample(each)}}],
        }
        for each in declared
    }
    channel = {
        "address": None,
        "description": f"What {app} tells other apps, and is asked by them.",
        "messages": {each: {"$ref": f"#/components/messages/{each}"} for each in told},
    }
    commands = [each for each in declared if issubclass(each, Command)]
    events = [each for each in declared if not issubclass(each, Command)]
    operations = {
        f"{app}{suffix}": _operation(name, action, kinds)
        for suffix, action, kinds in (("IsAsked", "receive", commands), ("Tells", "send", events))
        if kinds
    }
    return {name: channel}, operations, told


def _contents(kind: type[Message], schemas: _Schemas) -> Document:
    return {
        "type": "object",
        "properties": {
            "type": {"const": kind.type},
            "version": {"const": kind.version},
            "data": schemas.ref(kind, "serialization"),
        },
    }


def _sample(kind: type[Message]) -> Any:
    """The stored sample of the message, which tests hold every release to."""
    contract = Path(inspect.getfile(kind)).parent
    return json.loads((contract / "samples" / f"{kind.type}.v{kind.version}.json").read_text())


def _merged(parts: Iterable[Document]) -> Iterator[tuple[str, Any]]:
    """The entries of all parts, of which no two have the same name."""
    seen: set[str] = set()
    for name, value in (entry for part in parts for entry in part.items()):
        assert name not in seen, f"two channels, operations or messages are called {name}"
        seen.add(name)
        yield name, value
