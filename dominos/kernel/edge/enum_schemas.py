"""Shares one component per enumeration in the OpenAPI document."""

from collections.abc import Iterator
from typing import Any

from dominos.kernel.edge.answer_schemas import PREFIX


def share_enums(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Lets requests refer to the enumerations of responses if both have the same values.

    Runs before the framework's hook, which names the enumerations that only requests have.
    """
    schemas = result.get("components", {}).get("schemas", {})
    names = {frozenset(schema["enum"]): name for name, schema in schemas.items() if "enum" in schema}
    for place, key in list(_inline_enums(schemas)):
        field = place[key]
        values = frozenset(field["enum"])
        name = names.get(values - {None})
        if name is None:
            continue
        reference: dict[str, Any] = {"$ref": PREFIX + name}
        kept = {k: v for k, v in field.items() if k not in ("type", "enum", "x-spec-enum-id")}
        place[key] = kept | ({"oneOf": [reference, {"type": "null"}]} if None in values else reference)
    return result


def _inline_enums(schemas: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Where an enumeration stands inside of a component: the object and its key."""
    for schema in schemas.values():
        for name, field in schema.get("properties", {}).items():
            if "enum" in field:
                yield schema["properties"], name
            elif "enum" in field.get("items", ()):
                yield field, "items"
