"""What breaks clients is told from what does not, on a small document and on ours."""

import pytest
import yaml
from django.core.management import CommandError, call_command

from dominos.apps_enabled import ROOT
from dominos.evolution.documents import changes
from dominos.evolution.levels import Level, level_of, needed_version
from tests.architecture.planting import GONE, planted

TEXT = (ROOT / "docs/openapi.yaml").read_text()
SMALL = """
openapi: 3.1.0
info: {title: t, version: 1.2.3}
paths:
  /pizzas/{id}:
    parameters: [{in: path, name: id, required: true, schema: {type: string, format: uuid}}]
    get:
      parameters: [{in: query, name: size, schema: {type: integer, minimum: 1, maximum: 9}}]
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/components/schemas/Pizza'}}}}
        '404': {content: {application/problem+json: {schema: {properties: {code: {enum: [not-found]}}}}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses: {'201': {description: made}}
components:
  schemas:
    Pizza:
      type: object
      required: [name]
      properties:
        name: {type: string, maxLength: 40}
        state: {type: string, enum: [raw, hot]}
        half: {anyOf: [{$ref: '#/components/schemas/Pizza'}, {type: 'null'}]}
    Order:
      type: object
      required: [count]
      properties:
        count: {type: integer, maximum: 20}
        cut: {type: string, enum: [square, pie]}
        notes: {type: array, items: {type: string, maxLength: 90}}
"""
GET, POST = ("paths", "/pizzas/{id}", "get"), ("paths", "/pizzas/{id}", "post")
PIZZA, ORDER = ("components", "schemas", "Pizza"), ("components", "schemas", "Order")
SIZE = (*GET, "parameters", 0)
PLANTED = [
    (GET, GONE, Level.MAJOR),
    (("paths", "/drinks"), {"get": {"responses": {}}}, Level.MINOR),
    (SIZE, GONE, Level.MAJOR),
    ((*SIZE, "required"), True, Level.MAJOR),
    ((*SIZE, "schema", "maximum"), 5, Level.MAJOR),
    ((*SIZE, "schema", "maximum"), 12, Level.MINOR),
    ((*SIZE, "schema", "type"), "string", Level.MAJOR),
    ((*GET, "security"), [{"accessToken": []}], Level.MAJOR),
    ((*GET, "security"), [{}, {"accessToken": []}], None),
    ((*GET, "responses", "200"), GONE, Level.MAJOR),
    ((*GET, "responses", "409"), {}, Level.MINOR),
    (
        (
            *GET,
            "responses",
            "404",
            "content",
            "application/problem+json",
            "schema",
            "properties",
            "code",
            "enum",
        ),
        ["not-found", "gone"],
        Level.MINOR,
    ),
    ((*POST, "requestBody", "required"), True, Level.MAJOR),
    ((*PIZZA, "properties", "name"), GONE, Level.MAJOR),
    ((*PIZZA, "properties", "price"), {"type": "integer"}, Level.MINOR),
    ((*PIZZA, "required"), [], Level.MAJOR),
    ((*PIZZA, "required"), ["name", "state"], Level.MINOR),
    ((*PIZZA, "properties", "state", "enum"), ["raw", "hot", "cold"], Level.MAJOR),
    ((*PIZZA, "properties", "state", "enum"), ["hot"], Level.MINOR),
    ((*PIZZA, "properties", "name", "type"), ["string", "null"], Level.MAJOR),
    ((*PIZZA, "properties", "name", "description"), "what it is called", None),
    ((*PIZZA, "properties", "half", "anyOf"), [{"$ref": "#/components/schemas/Pizza"}], Level.MINOR),
    ((*ORDER, "properties", "cut"), GONE, Level.MAJOR),
    ((*ORDER, "properties", "sauce"), {"type": "string"}, Level.MINOR),
    ((*ORDER, "required"), ["count", "cut"], Level.MAJOR),
    ((*ORDER, "required"), [], Level.MINOR),
    ((*ORDER, "properties", "cut", "enum"), ["square"], Level.MAJOR),
    ((*ORDER, "properties", "cut", "enum"), ["square", "pie", "none"], Level.MINOR),
    ((*ORDER, "properties", "count", "type"), ["integer", "null"], Level.MINOR),
    ((*ORDER, "properties", "notes", "items", "maxLength"), 40, Level.MAJOR),
    ((*ORDER, "properties", "notes", "items", "pattern"), "^a", Level.MAJOR),
    ((*ORDER, "additionalProperties"), False, Level.MAJOR),
]


@pytest.mark.parametrize(("path", "value", "expected"), PLANTED)
def test_a_planted_change_is_told_for_what_it_is(path, value, expected):
    small = yaml.safe_load(SMALL)
    found = changes(small, planted(small, path, value))
    assert bool(found) == (expected is not None)
    assert level_of(found) == (expected or Level.PATCH), [str(change) for change in found]


@pytest.fixture(scope="module")
def ours():
    return yaml.load(TEXT, yaml.CSafeLoader)


@pytest.mark.slow
def test_breaks_of_our_own_document_are_caught(ours, tmp_path):
    assert changes(ours, ours) == []
    schemas = ("components", "schemas")
    optional = ours["components"]["schemas"]["PlacementRequest"]["properties"]
    for path, value in (
        (("paths", "/api/v1/orders", "post"), GONE),
        ((*schemas, "PlacedOrder", "properties", "id"), GONE),
        (
            (*schemas, "PlacementRequest", "required"),
            list(optional),
        ),
    ):
        assert level_of(changes(ours, planted(ours, path, value))) is Level.MAJOR, path
    more = planted(ours, ("paths", "/api/v1/pizzas"), {"get": {"operationId": "x", "responses": {}}})
    released = tmp_path / "released.yaml"
    released.write_text(yaml.dump(more, Dumper=yaml.CSafeDumper))
    with pytest.raises(CommandError, match=r"too low for what changed since 0\.1\.0: make it 1\.0\.0"):
        call_command("api_changes", "--since", str(released))


@pytest.mark.parametrize(
    ("level", "needed"), [(Level.PATCH, "1.4.3"), (Level.MINOR, "1.5.0"), (Level.MAJOR, "2.0.0")]
)
def test_which_version_a_change_needs(level, needed):
    assert needed_version("1.4.2", level) == needed
