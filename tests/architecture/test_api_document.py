"""What docs/openapi.yaml says of requests, errors and defaults, walked whole: nothing of it may be a lie."""

import re
from collections.abc import Iterator
from datetime import time
from functools import cache

import jsonschema_rs
import pytest
import yaml

from dominos.api_jobs import JOBS, job_of
from dominos.apps_enabled import ALL_APPS, ROOT

PATH = ROOT / "docs" / "openapi.yaml"
PROBLEM = "application/problem+json"


@cache
def document():
    return yaml.load(PATH.read_text(), yaml.CSafeLoader)


def operations():
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def places(node, path="") -> Iterator[tuple[str, dict]]:
    """Every object of the document, by where it is."""
    if isinstance(node, dict):
        yield path, node
        for key, value in node.items():
            yield from places(value, f"{path}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from places(value, f"{path}/{index}")


def schemas():
    return places(document()["components"]["schemas"], "schemas")


def resolved(schema):
    while "$ref" in schema:
        schema = document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def parts(schema) -> Iterator[tuple[str, dict]]:
    """What a schema is made of, by name."""
    yield from schema.get("properties", {}).items()
    yield from (
        (key, schema[key]) for key in ("items", "additionalProperties") if isinstance(schema.get(key), dict)
    )
    yield from ((key, part) for key in ("anyOf", "oneOf", "allOf") for part in schema.get(key, ()))


def with_parts(name, schema, seen) -> Iterator[tuple[str, dict]]:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name in seen:
            return
        seen.add(name)
        schema = resolved(schema)
    yield name, schema
    for key, part in parts(schema):
        yield from with_parts(f"{name}.{key}", part, seen)


def requests() -> Iterator[tuple[str, dict]]:
    """Every schema of a request by where it is, what it is made of included; headers are bounded by what reads them."""
    seen: set[str] = set()
    for where, operation in operations():
        for media in operation.get("requestBody", {}).get("content", {}).values():
            yield from with_parts(f"{where} body", media["schema"], seen)
        for parameter in operation.get("parameters", ()):
            if parameter["in"] != "header":
                yield from with_parts(f"{where} ?{parameter['name']}", parameter["schema"], seen)


def refusals() -> Iterator[tuple[str, dict]]:
    """What every operation answers with each status of an error."""
    for where, operation in operations():
        for status, response in operation["responses"].items():
            while "$ref" in response:
                response = document()["components"]["responses"][response["$ref"].rpartition("/")[2]]
            if status >= "400":
                yield f"{where} {status}", response.get("content", {})


def found(wrong):
    assert sorted(wrong) == []


def test_there_is_something_to_walk():
    assert len(list(operations())) > 90
    assert len(list(requests())) > 150


def test_operations_are_grouped_by_the_jobs_that_they_are_for():
    tags = [tag["name"] for tag in document()["tags"]]
    assert tags == [job.name for job in JOBS]
    assert {told["tags"][0] for _, told in operations()} == set(tags), "no job is empty, none is left out"
    found(where for where, told in operations() if len(told["tags"]) != 1 or told["x-app"] not in ALL_APPS)
    with pytest.raises(ValueError, match="needs one job"):
        job_of("/api/v1/orders/{order_id}/unheard-of")


KINDS = {"type", "$ref", "enum", "const", "anyOf", "oneOf", "allOf"}


def is_untyped(schema):
    """Whether a schema lets anything through, or an object or a list without saying of what."""
    if not KINDS & set(schema):
        return True
    if schema.get("type") == "object" and "properties" not in schema:
        more = schema.get("additionalProperties", True)
        return more is True or more == {}
    return schema.get("type") == "array" and not {"items", "prefixItems"} & set(schema)


def test_nothing_is_untyped():
    """But for what a payment gateway signs, which is its own."""
    seen: set[str] = set()
    sent = [(name, schema) for name, schema in requests() if "/payments/webhooks/" not in name]
    got = [part for name, schema in schemas_by_name() for part in with_parts(name, schema, seen)]
    assert len(got) > 500
    found(name for name, schema in [*sent, *got] if is_untyped(schema))


def schemas_by_name():
    return document()["components"]["schemas"].items()


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"description": "x"},
        {"type": "object"},
        {"type": "object", "additionalProperties": {}},
        {"type": "array"},
    ],
)
def test_what_is_untyped_is_found(schema):
    assert is_untyped(schema)


def test_a_default_fits_its_own_schema():
    components = {"components": document()["components"]}
    wrong = []
    for where, schema in [*schemas(), *requests()]:
        if "default" in schema and not isinstance(schema["default"], dict):
            rest = {key: value for key, value in schema.items() if key != "default"}
            if not jsonschema_rs.is_valid({**components, "allOf": [rest]}, schema["default"]):
                wrong.append(where)
    found(wrong)


def test_requests_refuse_unknown_fields_and_say_so():
    found(
        name
        for name, schema in requests()
        if schema.get("type") == "object"
        and "properties" in schema
        and schema.get("additionalProperties") is not False
    )


BOUNDS = {
    "array": {"maxItems"},
    "integer": {"maximum", "minimum"},
    "number": {"maximum"},
    "string": {"maxLength", "format", "pattern"},
}


def is_bounded(schema):
    if "enum" in schema:
        return True
    if isinstance(schema.get("additionalProperties"), dict):
        return "maxProperties" in schema
    kinds = schema.get("type", ())
    kinds = [kinds] if isinstance(kinds, str) else kinds
    return all(BOUNDS[kind] & set(schema) for kind in kinds if kind in BOUNDS)


def test_requests_say_how_much_they_take():
    # What a gateway signs is its own; only its bytes are counted.
    found(name for name, schema in requests() if not is_bounded(schema) and "/payments/webhooks/" not in name)


def test_nothing_is_nullable_or_formatted_in_a_way_that_json_schema_does_not_know():
    found(where for where, schema in schemas() if "nullable" in schema)
    found(where for where, schema in schemas() if schema.get("format") == "time")
    for _, schema in schemas():
        if "example" in schema and schema.get("pattern", "").startswith("^([01]"):
            assert time.fromisoformat(schema["example"])


def test_a_reference_stands_alone_or_beside_annotations():
    beside = {"description", "title", "default", "deprecated", "example", "examples", "readOnly", "writeOnly"}
    found(where for where, schema in schemas() if "$ref" in schema and set(schema) - {"$ref"} - beside)


def test_patterns_are_understood_by_every_client():
    """ECMA 262, which JSON Schema asks for, knows no `\\A` and `\\Z`."""
    patterns = [schema["pattern"] for _, schema in requests() if "pattern" in schema]
    assert patterns
    found(pattern for pattern in patterns if re.search(r"\\[AZz]|\(\?[P<#]", pattern))


def test_every_error_of_an_operation_is_a_typed_problem_under_its_own_status():
    wrong = []
    for where, operation in operations():
        statuses = set(operation["responses"])
        if "default" in statuses or min(statuses) >= "400" or "429" not in statuses:
            wrong.append(where)
    for where, content in refusals():
        (whole, _) = content.get(PROBLEM, {}).get("schema", {}).get("allOf", ({}, {}))
        if set(content) != {PROBLEM} or "code" not in resolved(whole).get("properties", ()):
            wrong.append(where)
    found(wrong)


def test_every_error_of_an_operation_has_one_of_the_codes_it_names():
    wrong = []
    for where, content in refusals():
        code = content[PROBLEM]["schema"]["allOf"][1]["properties"]["code"]
        if code["type"] != "string" or not code["enum"]:
            wrong.append(where)
    found(wrong)


def test_every_list_in_pages_says_how_to_turn_them():
    wrong = []
    for where, operation in operations():
        for media in operation["responses"].get("200", {}).get("content", {}).values():
            if media.get("schema", {}).get("$ref", "").endswith("Page"):
                names = {parameter["name"] for parameter in operation.get("parameters", ())}
                if not {"cursor", "page_size"} <= names or "400" not in operation["responses"]:
                    wrong.append(where)
    found(wrong)


@pytest.mark.parametrize(
    ("operation_id", "status", "members"),
    [
        ("place_order", "409", {"quote_id", "was", "now", "lines", "order_id", "deals", "starts_at"}),
        ("payments_pay", "402", {"decline_code"}),
        ("payments_pay", "422", {"limit", "currency"}),
    ],
)
def test_problems_with_members_have_one_shape(operation_id, status, members):
    operation = next(each for _, each in operations() if each["operationId"] == operation_id)
    schema = resolved(operation["responses"][status]["content"][PROBLEM]["schema"]["allOf"][0])
    assert members <= set(schema["properties"])
    assert not members & set(schema["required"])


def test_whole_numbers_are_sent_as_whole_numbers():
    """A count of half pizzas is no integer, and says so."""
    assert resolved(document()["components"]["schemas"]["Load"])["properties"]["to_make"]["type"] == "number"


def shown(operation):
    """Its bodies as JSON that clients send, and good answers."""
    sent = operation.get("requestBody", {})
    good = [answer for status, answer in operation["responses"].items() if status < "300"]
    for content in (each.get("content", {}) for each in (sent, *good)):
        if "application/json" in content:
            yield content["application/json"]


def test_every_operation_shows_a_call_and_an_answer_that_fit_their_schemas():
    wanted = [(where, media) for where, operation in operations() for media in shown(operation)]
    schemas = {f"{where} {number}": media["schema"] for number, (where, media) in enumerate(wanted)}
    examples = {f"{where} {number}": media.get("example") for number, (where, media) in enumerate(wanted)}
    # All in one schema: each that is compiled compiles the components.
    whole = {"components": document()["components"], "properties": schemas}
    errors = jsonschema_rs.validator_for(whole).iter_errors(examples)
    found(f"{error.instance_path} {error.message[:200]}" for error in errors)
    found(
        where
        for where, operation in operations()
        for each in operation.get("parameters", ())
        if each.get("required") and "example" not in each
    )
