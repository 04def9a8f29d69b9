"""A part of an OpenAPI document: the operations of one app, what they refer to and refuse with. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from dominos.kernel.edge.problem_schema import CONTENT_TYPE, PROBLEMS

Json = dict[str, Any]
APP = "x-app"
"""Which app answers an operation; its tag is what people do with it."""
METHODS = frozenset({"get", "put", "post", "delete", "patch"})


def part_of(document: Mapping[str, Any], app: str) -> Json:
    """The document with nothing but the app's operations and events; without any, it has no paths."""
    whole: Json = dict(document)
    for kind in ("paths", "webhooks"):
        whole[kind] = {path: own for path, item in document.get(kind, {}).items() if (own := _own(item, app))}
    codes = {code for *_, operation in operations(whole) for code in codes_of(document, operation)}
    whole[PROBLEMS] = {code: told for code, told in document.get(PROBLEMS, {}).items() if code in codes}
    tags = {tag for kind in ("paths", "webhooks") for tag in _tags(whole[kind])}
    whole["tags"] = [tag for tag in document.get("tags", ()) if tag["name"] in tags]
    return without_unused(whole)


def without_unused(document: Mapping[str, Any]) -> Json:
    """The document without components that nothing in it refers to."""
    used = _used(document, {kind: document.get(kind, {}) for kind in ("paths", "webhooks", PROBLEMS)})
    components: Json = {kind: dict(found) for kind, found in document["components"].items()}
    for kind in ("schemas", "responses", "parameters"):
        found = components.get(kind, {})
        components[kind] = {name: value for name, value in found.items() if (kind, name) in used}
    return {**document, "components": {kind: found for kind, found in components.items() if found}}


def _tags(items: Mapping[str, Any]) -> Iterator[str]:
    for item in items.values():
        for method in METHODS & item.keys():
            yield from item[method].get("tags", ())


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Json]]:
    """Path, method and what is said of it, for each operation."""
    for path, item in document["paths"].items():
        for method in sorted(METHODS & item.keys()):
            yield path, method, item[method]


def codes_of(document: Mapping[str, Any], operation: Mapping[str, Any]) -> set[str]:
    """The codes of all problems that an operation of the document answers."""
    found: set[str] = set()
    for response in operation["responses"].values():
        if "$ref" in response:
            response = document["components"]["responses"][response["$ref"].rpartition("/")[2]]
        for part in response.get("content", {}).get(CONTENT_TYPE, {}).get("schema", {}).get("allOf", ()):
            found.update(part.get("properties", {}).get("code", {}).get("enum", ()))
    return found


def _own(item: Mapping[str, Any], app: str) -> Json:
    """The item's operations of the app, beside what all of them share; nothing where it has none."""
    own = {key: value for key, value in item.items() if key not in METHODS or app == value.get(APP)}
    return own if METHODS & own.keys() else {}


def _used(document: Mapping[str, Any], begin: Any) -> set[tuple[str, str]]:
    """All components that are referred to from here, and from those."""
    used: set[tuple[str, str]] = set()
    waiting = list(_references(begin))
    while waiting:
        found = waiting.pop()
        if found not in used:
            used.add(found)
            kind, name = found
            waiting += _references(document["components"][kind][name])
    return used


def _references(node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref" and isinstance(value, str):
                _, _, kind, name = value.split("/")
                yield kind, name
            else:
                yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)
