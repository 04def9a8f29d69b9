"""The AsyncAPI document of the courier's websocket, made from the messages that the code validates with."""

from collections.abc import Iterator
from typing import Any, get_args

import yaml
from pydantic.json_schema import models_json_schema

from apps.delivery.contract import courier_protocol
from apps.delivery.contract.courier_protocol import PROTOCOL_VERSION, FromCourier, ToCourier
from apps.delivery.contract.courier_state import Frame

CHANNEL = "#/channels/courier"


def document() -> dict[str, Any]:
    """The document as plain values (AsyncAPI 3.0)."""
    sent, received = list(_frames(FromCourier)), list(_frames(ToCourier))
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Courier websocket",
            "version": str(PROTOCOL_VERSION),
            "description": (courier_protocol.__doc__ or "").strip(),
        },
        "channels": {
            "courier": {
                "address": "/ws/v1/courier",
                "description": "Opened with a courier's access token; closed with 4401 without or with a bad one,"
                " with 4403 for who is no courier, with 4408 for who reads too slowly, and with 1012 when pushes may"
                " have been lost: connect again and be told how things are.",
                "messages": {
                    frame.__name__: {"$ref": f"#/components/messages/{frame.__name__}"}
                    for frame in [*sent, *received]
                },
            }
        },
        "operations": {
            "fromCourier": _operation("receive", "What the courier's app sends.", sent),
            "toCourier": _operation("send", "What the platform sends.", received),
        },
        "components": {
            "messages": {frame.__name__: _message(frame) for frame in [*sent, *received]},
            "schemas": _schemas([*sent, *received]),
            "securitySchemes": {
                "accessToken": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "As Authorization header, as subprotocol after `access-token`, or as ?token=.",
                }
            },
        },
    }


def _frames(union: Any) -> Iterator[type[Frame]]:
    """The members of a protocol union (an alias of Annotated[A | B, ...])."""
    yield from get_args(get_args(union.__value__)[0])


def _operation(action: str, summary: str, frames: list[type[Frame]]) -> dict[str, Any]:
    return {
        "action": action,
        "summary": summary,
        "channel": {"$ref": CHANNEL},
        "security": [{"$ref": "#/components/securitySchemes/accessToken"}],
        "messages": [{"$ref": f"{CHANNEL}/messages/{frame.__name__}"} for frame in frames],
    }


def _message(frame: type[Frame]) -> dict[str, Any]:
    (name,) = get_args(frame.model_fields["type"].annotation)
    return {
        "name": name,
        "title": name,
        "summary": (frame.__doc__ or "").strip(),
        "contentType": "application/json",
        "payload": {"$ref": f"#/components/schemas/{frame.__name__}"},
    }


def _schemas(frames: list[type[Frame]]) -> dict[str, Any]:
    _, schema = models_json_schema(
        [(frame, "validation") for frame in frames], ref_template="#/components/schemas/{model}"
    )
    schemas: dict[str, Any] = schema["$defs"]
    return schemas


def document_text() -> str:
    """The document as the file `docs/asyncapi.yaml` holds it."""
    return yaml.safe_dump(document(), sort_keys=False, allow_unicode=True, width=110)
