"""Requests in the OpenAPI document."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema

from dominos.kernel.edge.answers import CLOCK_TIME


class StrictExtension(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Declares request objects as closed (`additionalProperties: false`)."""

    target_class = "dominos.kernel.edge.serializers.StrictSerializer"
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        whole: Any = auto_schema
        schema: dict[str, Any] = whole._map_serializer(self.target, direction, bypass_extensions=True)
        return {**schema, "additionalProperties": False}


class MapExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """The limits of a map."""

    target_class = "dominos.kernel.edge.fields.MapField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        whole: Any = auto_schema
        schema: dict[str, Any] = whole._map_serializer_field(self.target, direction, bypass_extensions=True)
        return {**schema, "maxProperties": self.target.max_entries, "propertyNames": self._names()}

    def _names(self) -> dict[str, Any]:
        if self.target.names:
            return {"enum": list(self.target.names)}
        return {"minLength": 1, "maxLength": self.target.max_name_length}


class AmountExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A number, or a text that contains one."""

    target_class = "dominos.kernel.edge.fields.AmountField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        field = self.target
        whole, decimals = field.max_digits - field.decimal_places, field.decimal_places
        return {
            "anyOf": [
                {"type": "number", "minimum": float(field.min_value), "maximum": float(field.max_value)},
                {
                    "type": "string",
                    "pattern": rf"^\d{{1,{whole}}}(\.\d{{1,{decimals}}}0*)?$",
                    "maxLength": 20,
                },
            ]
        }


class ClockTimeExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Declares times of day as in responses."""

    target_class = "rest_framework.serializers.TimeField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        return {**CLOCK_TIME}
