"""Serializers that refuse what they do not know."""

from typing import Any

from rest_framework import serializers


class StrictSerializer(serializers.Serializer[Any]):
    """A serializer for which an unknown field is an error, nested ones included."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := sorted(set(data) - self._writable())):
            message = serializers.ErrorDetail("This field is not known.", "unknown")
            raise serializers.ValidationError({name: [message] for name in unknown})
        return super().to_internal_value(data)

    def _writable(self) -> set[str]:
        return {name for name, field in self.fields.items() if not field.read_only}
