"""How Envoy writes down what it is told."""

from typing import Any

type Json = dict[str, Any]


def typed(filter_name: str, kind: str, /, **settings: Any) -> Json:
    """A named extension with its settings."""
    return {"name": filter_name, "typed_config": {"@type": f"type.googleapis.com/{kind}", **settings}}
