"""Response types in the OpenAPI document."""

from collections import Counter
from collections.abc import Iterator
from inspect import getdoc
from typing import Any

from django.core.checks import CheckMessage, Error, register
from drf_spectacular.drainage import set_override, warn
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from dominos.kernel.edge.answers import Answer, component_name

PREFIX = "#/components/schemas/"


class AnswerExtension(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Makes `@extend_schema(responses=...)` accept an `Answer`."""

    target_class = "dominos.kernel.edge.answers.Answer"
    match_subclasses = True
    priority = 1

    def get_name(self, auto_schema: AutoSchema, direction: str) -> str:
        # An answer is also registered by those that contain it, by its name; see `answers_have_names_of_their_own`.
        set_override(self.target, "suppress_collision_warning", True)
        return component_name(self.target)

    def map_serializer(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        schema = schema_of(self.target, auto_schema)
        schema.setdefault("description", getdoc(self.target))  # a generic answer's kinds have none
        return schema


def schema_of(hint: Any, auto_schema: AutoSchema) -> dict[str, Any]:
    """The schema of a response type; types it refers to become components."""
    adapter: TypeAdapter[Any] = TypeAdapter(hint)
    schema = adapter.json_schema(
        mode="serialization", ref_template=PREFIX + "{model}", schema_generator=_Schemas
    )
    definitions = schema.pop("$defs", {})
    for name, definition in definitions.items():
        register_component(auto_schema, name, definition)
    return schema


def register_component(auto_schema: AutoSchema, name: str, schema: dict[str, Any]) -> None:
    """Adds a schema to the components; warns if another one has the name."""
    kind: Any = ResolvedComponent
    component = kind(name=name, type=kind.SCHEMA, object=name, schema=schema)
    known = auto_schema.registry._components.get(component.key)
    if known is None:
        auto_schema.registry.register(component)
    elif known.schema is not None and known.schema != schema:
        warn(f'two components are named "{name}" and differ; rename one')


class _Schemas(GenerateJsonSchema):
    """What pydantic generates, without titles and defaults, and open for fields that come later."""

    def normalize_name(self, name: str) -> str:
        origin, _, arguments = name.partition("[")
        parts = [*arguments.rstrip("]").split(","), origin] if arguments else [origin]
        return super().normalize_name("".join(part.removesuffix("Answer") or part for part in parts))

    def model_schema(self, schema: Any) -> dict[str, Any]:
        return _plain(super().model_schema(schema))

    def dataclass_schema(self, schema: Any) -> dict[str, Any]:
        return _plain(super().dataclass_schema(schema))

    def enum_schema(self, schema: Any) -> dict[str, Any]:
        return _plain(super().enum_schema(schema))

    def default_schema(self, schema: Any) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    schema.pop("title", None)
    if schema.get("additionalProperties") is False:
        del schema["additionalProperties"]
    for name, field in schema.get("properties", {}).items():
        if name not in schema.get("required", ()):
            _never_null(field)
    return schema


def _never_null(field: dict[str, Any]) -> None:
    """A field that is left out where it has no value."""
    kinds = [kind for kind in field.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) == 1:
        del field["anyOf"]
        field.update(kinds[0])
    elif kinds:
        field["anyOf"] = kinds


@register()
def answers_have_names_of_their_own(**_: Any) -> list[CheckMessage]:
    """Checks that no two response types share a component name."""
    names = Counter(component_name(answer) for answer in _kinds(Answer))
    return [
        Error(f"{count} answers are called {name}", id="kernel.E003")
        for name, count in names.items()
        if count > 1
    ]


def _kinds(base: type[Answer]) -> Iterator[type[Answer]]:
    for kind in base.__subclasses__():
        yield kind
        yield from _kinds(kind)
