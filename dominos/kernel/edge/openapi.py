"""Common parts of all operations in the OpenAPI document: access, key, problems."""

from collections.abc import Mapping, Sequence
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import is_higher_order_type_hint
from drf_spectacular.utils import OpenApiResponse

from dominos.kernel.edge.access import Access
from dominos.kernel.edge.answer_schemas import PREFIX, register_component, schema_of
from dominos.kernel.edge.idempotency import HEADER, MAX_LENGTH, PATTERN, KeyRequired, KeyReused
from dominos.kernel.edge.problem_schema import (
    CONTENT_TYPE,
    PROBLEM,
    PROBLEM_REF,
    common_codes,
    problem_response,
    response_name,
)
from dominos.kernel.edge.request_schemas import (
    StrictExtension as StrictExtension,  # registers what it defines
)
from dominos.kernel.edge.views import MAX_NAME, UNSAFE
from dominos.kernel.errors import DomainError


class Operation(AutoSchema):
    """An operation of an `ApiView`."""

    @property
    def _access(self) -> Access | None:
        access: Access | None = getattr(self.view, "access", {}).get(self.method)
        return access

    def get_auth(self) -> list[dict[str, list[str]]]:
        """No token for public operations."""
        if self._access is not None and self._access.roles is None:
            return []
        auth: list[dict[str, list[str]]] = super().get_auth()
        return auth

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation is None or self._access is None:
            return operation
        if self._access.roles is not None:
            operation["x-roles"] = sorted(self._access.roles) or ["any signed-in caller"]
        if self._access.needs:
            operation["x-scope"] = self._access.needs
        if self.method in UNSAFE:
            operation.setdefault("parameters", []).append(self._key())
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "path":
                _bound(parameter["schema"])
        self._add_problems(operation)
        return operation

    def _get_response_for_code(self, serializer: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Also takes types made of answers: `list[A]`, `A | B`."""
        if isinstance(serializer, OpenApiResponse) and is_higher_order_type_hint(serializer.response):
            serializer = OpenApiResponse(
                schema_of(serializer.response, self), serializer.description, serializer.examples
            )
        elif is_higher_order_type_hint(serializer):
            serializer = schema_of(serializer, self)
        whole: Any = super()
        response: dict[str, Any] = whole._get_response_for_code(serializer, *args, **kwargs)
        return response

    def _key(self) -> dict[str, Any]:
        return {
            "in": "header",
            "name": HEADER,
            "required": getattr(self.view, "key_required", False),
            "description": "Repeat the request under the same key, and it has one effect and one answer.",
            "schema": {"type": "string", "minLength": 1, "maxLength": MAX_LENGTH, "pattern": PATTERN},
        }

    def _add_problems(self, operation: dict[str, Any]) -> None:
        responses, declared = operation["responses"], self._declared_problems()
        common = self._common_statuses(operation)
        for status in sorted(common | set(declared)):
            key, errors = str(status), declared.get(status, [])
            if not errors and key not in responses:
                responses[key] = {"$ref": f"#/components/responses/{response_name(status)}"}
                continue
            codes = {error.code: error.title for error in errors}
            if status in common:
                codes = common_codes(status) | codes
            members = self._members(errors) | self._own_members(responses.get(key))
            name = "".join(map(str.capitalize, operation["operationId"].split("_"))) + response_name(status)
            schema = self._problem_with(name, members) if members else PROBLEM_REF
            responses[key] = _with_problem(responses.get(key), codes, schema)

    def _members(self, errors: Sequence[type[DomainError]]) -> dict[str, Any]:
        """The schemas of the members that the errors add to their problems."""
        found: dict[str, Any] = {}
        for error in errors:
            for name, hint in error.extra.items():
                schema = schema_of(hint, self)
                known = found.setdefault(name, schema)
                if known != schema:
                    found[name] = {"anyOf": [*known.get("anyOf", [known]), schema]}
        return found

    def _own_members(self, response: Mapping[str, Any] | None) -> dict[str, Any]:
        """Those of an answer that the view declares to come as a problem."""
        own = (response or {}).get("content", {}).get(CONTENT_TYPE, {}).get("schema")
        if own is None:
            return {}
        component: Any = self.registry._components[own["$ref"].rpartition("/")[2], "schemas"]
        members: dict[str, Any] = component.schema["properties"]
        return members

    def _problem_with(self, name: str, members: Mapping[str, Any]) -> dict[str, Any]:
        """One shape for all problems of a status: what every problem has, and any of these members."""
        described = "A problem document (RFC 9457); which members beyond the usual it has goes by its `code`."
        properties = {**PROBLEM["properties"], **{key: members[key] for key in sorted(members)}}
        register_component(self, name, {**PROBLEM, "description": described, "properties": properties})
        return {"$ref": PREFIX + name}

    def _declared_problems(self) -> dict[int, list[type[DomainError]]]:
        problems: Mapping[str, Sequence[type[DomainError]]] = getattr(self.view, "problems", {})
        errors = [*problems.get(str(self.method), ())]
        if self.method in UNSAFE:
            errors += [KeyReused, *([KeyRequired] if getattr(self.view, "key_required", False) else [])]
        found: dict[int, list[type[DomainError]]] = {}
        for error in errors:
            found.setdefault(error.status, []).append(error)
        return found

    def _common_statuses(self, operation: dict[str, Any]) -> set[int]:
        """The statuses an operation of this kind may answer, whatever it does. Bad tokens are refused everywhere."""
        parameters = operation.get("parameters", ())
        applies = {
            400: self.method in UNSAFE or any(parameter["in"] == "query" for parameter in parameters),
            401: True,
            403: self._access is not None and self._access.roles is not None,
            404: any(parameter["in"] == "path" for parameter in parameters),
            406: True,
            413: self.method in UNSAFE,
            415: "requestBody" in operation,
            429: True,
            500: True,
            503: True,
        }
        return {status for status, does_apply in applies.items() if does_apply}


def _bound(schema: dict[str, Any]) -> None:
    """Says of a part of the path how long it is at most."""
    if schema["type"] == "string" and not {"enum", "format", "pattern"} & set(schema):
        schema |= {"minLength": 1, "maxLength": MAX_NAME}
    elif schema["type"] == "integer":
        schema["minimum"] = 0


def _with_problem(
    response: dict[str, Any] | None, codes: dict[str, str], schema: dict[str, Any]
) -> dict[str, Any]:
    """The response, extended by problems with these codes."""
    problem = problem_response(codes, schema)
    if response is None:
        return problem
    description = "\n\n".join(filter(None, [response["description"], problem["description"]]))
    content = {**response.get("content", {}), **problem["content"]}
    return {**response, "description": description, "content": content}
