"""Form bodies as Stripe reads them, held against its own request schemas where those are at hand."""

import json
from collections.abc import Mapping
from typing import Any

import jsonschema
from django.conf import settings

SCHEMAS = settings.BASE_DIR.parent / "shared" / "data" / "stripe" / "requests-2023-08-16.json"
SCHEMAS_ARE_HERE = SCHEMAS.exists()


class RequestSchemas:
    """Stripe's schemas of the paths a world uses; none where they are not beside the project."""

    def __init__(self) -> None:
        self._paths: dict[str, Any] = json.loads(SCHEMAS.read_text()) if SCHEMAS_ARE_HERE else {}

    def validate(self, path: str, body: dict[str, Any]) -> None:
        """ValidationError for a body the path does not take; nothing for a path without a schema."""
        template = "/".join(_template(part) for part in path.split("/"))
        if template not in self._paths:
            return
        content = self._paths[template]["post"]["requestBody"]["content"]
        schema = content["application/x-www-form-urlencoded"]["schema"]
        jsonschema.validate(coerced(body, schema), schema)


def unflattened(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """`a[b]=1&c[0]=2` as nested objects and lists."""
    body: dict[str, Any] = {}
    for name, value in pairs:
        path = name.replace("]", "").split("[")
        node = body
        for part in path[:-1]:
            node = node.setdefault(part, {})
        node[path[-1]] = value
    return {name: _with_lists(value) for name, value in body.items()}


def _with_lists(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    items = {name: _with_lists(value) for name, value in node.items()}
    return list(items.values()) if items and all(name.isdigit() for name in items) else items


def coerced(value: Any, schema: Mapping[str, Any]) -> Any:
    """Form values as the types their schema asks for."""
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        return {name: coerced(item, properties.get(name, {})) for name, item in value.items()}
    if schema.get("type") == "integer" and isinstance(value, str) and value.lstrip("-").isdigit():
        return int(value)
    if schema.get("type") == "boolean" and value in ("true", "false"):
        return value == "true"
    return value


def _template(part: str) -> str:
    """A part of a path as the schemas write it."""
    names = {"pi": "{intent}", "cus": "{customer}", "seti": "{intent}", "pm": "{payment_method}"}
    prefix, _, rest = part.partition("_")
    return names.get(prefix, part) if rest else part
