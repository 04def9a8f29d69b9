import pytest
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse

from dominos.kernel.testing.documented import Documented, Undocumented

DOCUMENT = """
paths:
  /api/v1/things/{thing_id}:
    get:
      responses:
        '200':
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Thing'}
            application/pdf:
              schema: {type: string, format: binary}
        '204': {description: nothing}
        '404': {$ref: '#/components/responses/NotFound'}
components:
  schemas:
    Thing:
      type: object
      required: [id, made_on]
      properties:
        id: {type: string, format: uuid}
        made_on: {type: [string, 'null'], format: date}
        parts: {type: array, items: {$ref: '#/components/schemas/Thing'}}
    Problem: {type: object, properties: {code: {type: string}}, required: [code], additionalProperties: true}
  responses:
    NotFound:
      content:
        application/problem+json:
          schema: {$ref: '#/components/schemas/Problem'}
"""
ROUTE = "api/v1/things/<uuid:thing_id>"
THING = {"id": "0191e9a0-0000-7000-8000-000000000000", "made_on": None}


@pytest.fixture
def check(tmp_path):
    path = tmp_path / "openapi.yaml"
    path.write_text(DOCUMENT)
    document = Documented(path)
    return lambda response, method="GET", route=ROUTE: document.check(method, route, response)


def problem(**members):
    return JsonResponse({"code": "not-found", **members}, status=404, content_type="application/problem+json")


def test_what_the_document_says_passes(check):
    check(JsonResponse(THING))
    check(JsonResponse(THING | {"parts": [THING | {"made_on": "2026-05-01"}]}))
    check(problem(more=1))
    check(HttpResponse(status=204))
    check(HttpResponse(b"%PDF", content_type="application/pdf"))
    check(HttpResponse(content_type="application/json"), "HEAD")
    check(HttpResponse(status=405), "PUT")


@pytest.mark.parametrize(
    "response",
    [
        JsonResponse({"id": THING["id"]}),
        JsonResponse(THING | {"unknown": 1}),
        JsonResponse(THING | {"id": "x"}),
        JsonResponse(THING | {"parts": [THING | {"made_on": "yesterday"}]}),
        JsonResponse(THING | {"parts": [THING | {"unknown": 1}]}),
        JsonResponse(THING, status=201),
        JsonResponse(THING, status=204),
        HttpResponse(b"<p>", content_type="text/html"),
        StreamingHttpResponse([b"x"], content_type="text/csv"),
        JsonResponse({"code": "not-found"}, status=404),
        JsonResponse({}, status=404, content_type="application/problem+json"),
    ],
    ids=lambda response: f"{response.status_code} {getattr(response, 'content', b'')[:60].decode()}",
)
def test_anything_else_fails(check, response):
    with pytest.raises(Undocumented):
        check(response)


def test_operations_that_are_not_documented_fail(check):
    with pytest.raises(Undocumented):
        check(JsonResponse(THING), "POST")
    with pytest.raises(Undocumented):
        check(JsonResponse(THING), route="api/v1/others")
