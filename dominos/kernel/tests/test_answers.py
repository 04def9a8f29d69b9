from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import path
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import patched_settings
from drf_spectacular.utils import extend_schema
from pydantic import ValidationError
from rest_framework import serializers

from dominos.kernel.auth import Role
from dominos.kernel.edge.access import ANYONE, SIGNED_IN, only
from dominos.kernel.edge.answers import Answer, Omissible, Page, component_name, json_values, usual
from dominos.kernel.edge.problem_schema import CONTENT_TYPE
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import Conflict, Invalid


class Colour(StrEnum):
    """What it looks like."""

    RED = "red"
    GREEN = "green"


@dataclass(frozen=True)
class Weight:
    grams: int


class PartAnswer(Answer):
    """A part."""

    weight: Weight


class ThingAnswer(Answer):
    """A thing."""

    id: UUID
    """Its id."""
    colour: Colour | None
    title: str
    parts: list[PartAnswer]
    made_on: date | None = None
    seen_at: Omissible[datetime] = None
    copies: int = usual(1)
    tags: list[str] = usual([])


class TooHeavy(Conflict):
    code, title = "too-heavy", "It is too heavy."
    extra = {"limit": int}


class Vague(Invalid):
    code, title = "vague", "It is vague."


class HeavyProblem(Answer):
    """A problem that says how heavy."""

    grams: int


class ThingQuery(serializers.Serializer[Any]):
    colour = serializers.ChoiceField(choices=[c.value for c in Colour])


class Things(ApiView):
    access = {"GET": ANYONE, "POST": only(Role.ADMIN), "PUT": SIGNED_IN, "DELETE": SIGNED_IN}
    problems = {"POST": [TooHeavy, Vague], "PUT": [TooHeavy]}

    @extend_schema(responses=Page[ThingAnswer], operation_id="list")
    def get(self, request): ...

    @extend_schema(request=ThingQuery, responses={201: list[ThingAnswer]}, operation_id="make")
    def post(self, request): ...

    @extend_schema(
        request=None,
        responses={200: ThingAnswer | PartAnswer, (409, CONTENT_TYPE): HeavyProblem},
        operation_id="put",
    )
    def put(self, request): ...

    @extend_schema(request=None, responses={204: None}, operation_id="delete")
    def delete(self, request): ...


class Thing(ApiView):
    access = {"GET": SIGNED_IN}

    @extend_schema(responses=ThingAnswer, operation_id="get")
    def get(self, request, thing_id): ...


urlpatterns = [
    path("api/v1/things", Things.as_view()),
    path("api/v1/things/<uuid:thing_id>", Thing.as_view()),
]
OURS = ("dominos.kernel.", "drf_spectacular.")
ID = UUID("0191e9a0-0000-7000-8000-000000000000")


@pytest.fixture(scope="module")
def document():
    # What the roof does to its own paths does not know these.
    hooks = [hook for hook in settings.SPECTACULAR_SETTINGS["POSTPROCESSING_HOOKS"] if hook.startswith(OURS)]
    with override_settings(ROOT_URLCONF=__name__), patched_settings({"POSTPROCESSING_HOOKS": hooks}):
        return SchemaGenerator().get_schema(public=True)


@pytest.fixture
def responses(document):
    def of(path, method):
        return document["paths"][f"/api/v1/{path}"][method]["responses"]

    return of


def test_answers_are_json_values_and_leave_out_what_is_omissible():
    thing = ThingAnswer(id=ID, colour="red", title="Saw", parts=[PartAnswer(weight=Weight(5))])
    assert json_values([thing]) == [
        {
            "id": str(ID),
            "colour": "red",
            "title": "Saw",
            "parts": [{"weight": {"grams": 5}}],
            "made_on": None,
        }
    ]
    seen = thing.model_copy(update={"seen_at": datetime(2026, 5, 1, 12, tzinfo=UTC)})
    assert json_values(seen)["seen_at"] == "2026-05-01T12:00:00Z"


@pytest.mark.parametrize("more", [{}, {"copies": 0}, {"tags": ["old"]}, {"copies": 2, "tags": ["a", "b"]}])
def test_what_is_as_usual_is_left_out_and_read_as_it_was(more):
    thing = ThingAnswer(id=ID, colour=None, title="Saw", parts=[], **more)
    sent = json_values(thing)
    assert {key: value for key, value in sent.items() if key in ("copies", "tags")} == more
    assert ThingAnswer.model_validate(sent) == thing


def test_answers_are_built_from_attributes_know_no_others_and_stay_as_they_are():
    part = PartAnswer.of(type("Row", (), {"weight": Weight(5), "secret": 1})())
    assert part == PartAnswer(weight=Weight(5))
    with pytest.raises(ValidationError):
        PartAnswer(weight=Weight(5), secret=1)
    with pytest.raises(ValidationError):
        part.weight = Weight(6)


def test_the_component_says_what_is_always_there_and_what_may_be_null(document):
    schemas = document["components"]["schemas"]
    thing = schemas["Thing"]
    assert thing["description"] == "A thing."
    assert thing["required"] == ["id", "colour", "title", "parts", "made_on"]
    assert "additionalProperties" not in thing
    assert thing["properties"] == {
        "id": {"type": "string", "format": "uuid", "description": "Its id."},
        "colour": {"anyOf": [{"$ref": "#/components/schemas/Colour"}, {"type": "null"}]},
        "title": {"type": "string"},
        "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Part"}},
        "made_on": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
        "seen_at": {"type": "string", "format": "date-time"},
        "copies": {"type": "integer", "default": 1},
        "tags": {"type": "array", "items": {"type": "string"}, "default": []},
    }
    assert schemas["Part"]["properties"] == {"weight": {"$ref": "#/components/schemas/Weight"}}


def test_an_enumeration_is_one_component_for_requests_and_answers(document):
    schemas = document["components"]["schemas"]
    assert schemas["Colour"]["enum"] == ["red", "green"]
    assert schemas["ThingQueryRequest"]["properties"]["colour"] == {"$ref": "#/components/schemas/Colour"}
    assert not [name for name in schemas if name.endswith("Enum")]


def test_pages_lists_and_unions_of_answers(document, responses):
    thing = {"$ref": "#/components/schemas/Thing"}
    page = document["components"]["schemas"]["ThingPage"]
    assert page["required"] == ["next", "previous", "results"]
    assert page["properties"]["results"] == {"type": "array", "items": thing}
    made = responses("things", "post")["201"]["content"]["application/json"]["schema"]
    assert made == {"type": "array", "items": thing}
    either = responses("things", "put")["200"]["content"]["application/json"]["schema"]
    assert either == {"anyOf": [thing, {"$ref": "#/components/schemas/Part"}]}
    assert component_name(Page[ThingAnswer]) == "ThingPage"


def test_statuses_follow_from_access_input_and_declared_errors(responses):
    everywhere = {"401", "406", "429", "500", "503"}
    assert set(responses("things", "get")) == everywhere | {"200"}
    assert set(responses("things", "post")) == everywhere | {
        *("201", "400", "403", "409", "413", "415", "422")
    }
    assert set(responses("things", "delete")) == everywhere | {*("204", "400", "403", "413", "422")}
    assert set(responses("things/{thing_id}", "get")) == everywhere | {"200", "403", "404"}


def test_declared_errors_are_named_with_what_they_mean(responses):
    made = responses("things", "post")
    assert made["409"]["description"] == "`too-heavy`: It is too heavy."
    assert made["400"]["description"] == "`invalid`: The input is not valid.\n\n`vague`: It is vague."
    assert made["403"] == {"$ref": "#/components/responses/Forbidden"}


def test_problems_of_a_status_have_one_shape_with_all_their_members(document, responses):
    whole, codes = responses("things", "put")["409"]["content"][CONTENT_TYPE]["schema"]["allOf"]
    assert whole == {"$ref": "#/components/schemas/PutConflict"}
    assert codes["properties"]["code"]["enum"] == ["too-heavy"]
    schemas = document["components"]["schemas"]
    told, problem = schemas["PutConflict"], schemas["Problem"]
    assert told["required"] == problem["required"]
    assert set(told["properties"]) - set(problem["properties"]) == {"grams", "limit"}
    assert told["properties"]["limit"] == {"type": "integer"}
