"""What every operation of the OpenAPI document has in common: who may call it, its key, its problems."""

from typing import Any

from drf_spectacular.openapi import AutoSchema

from dominos.kernel.edge.access import Access
from dominos.kernel.edge.idempotency import HEADER, MAX_LENGTH
from dominos.kernel.edge.problems import CONTENT_TYPE
from dominos.kernel.edge.views import UNSAFE


class Operation(AutoSchema):
    """An operation of an `ApiView`."""

    @property
    def _access(self) -> Access | None:
        access: Access | None = getattr(self.view, "access", {}).get(self.method)
        return access

    def get_auth(self) -> list[dict[str, list[str]]]:
        """No token where anyone may call."""
        if self._access is not None and self._access.roles is None:
            return []
        auth: list[dict[str, list[str]]] = super().get_auth()
        return auth

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation is None or self._access is None:
            return operation
        content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        operation["responses"].setdefault("default", {"description": "A problem.", "content": content})
        if self._access.roles is not None:
            operation["x-roles"] = sorted(self._access.roles) or ["any signed-in caller"]
        if self.method in UNSAFE:
            operation.setdefault("parameters", []).append(self._key())
        return operation

    def _key(self) -> dict[str, Any]:
        return {
            "in": "header",
            "name": HEADER,
            "required": getattr(self.view, "key_required", False),
            "description": "Repeat the request under the same key, and it has one effect and one answer.",
            "schema": {"type": "string", "minLength": 1, "maxLength": MAX_LENGTH},
        }
