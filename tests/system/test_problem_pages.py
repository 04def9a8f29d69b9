"""Where the `type` of a problem leads: every code has a page, which loads nothing from elsewhere."""

import re

import pytest
import yaml
from django.test import Client

from dominos.apps_enabled import ROOT
from dominos.gateway.answers import local_replies
from dominos.kernel.edge.app_document import codes_of, operations
from dominos.kernel.edge.problem_pages import problem_types
from dominos.kernel.edge.problem_schema import PROBLEMS, TITLES
from dominos.kernel.edge.problem_types import errors


@pytest.fixture(scope="module")
def document():
    return yaml.load((ROOT / "docs" / "openapi.yaml").read_text(), yaml.CSafeLoader)


def answered(document):
    """Every code that an operation, the server before it or the gateway answers, and every error there is."""
    of_operations = {code for *_, told in operations(document) for code in codes_of(document, told)}
    of_gateway = {each["body_format_override"]["json_format"]["code"] for each in local_replies()["mappers"]}
    return of_operations | of_gateway | {code for code, _ in TITLES.values()} | {code for code, _ in errors()}


def test_no_code_is_without_a_page(document):
    codes = answered(document)
    assert len(codes) > 110
    assert codes == set(problem_types())
    for code in codes:
        answer = Client().get(f"/api/problems/{code}/")
        assert answer.status_code == 200, code
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', answer.content.decode()), code
    assert Client().get("/api/problems/nonsense/").status_code == 404


def test_what_members_refer_to_is_in_the_document(document):
    names = re.findall(r"'#/components/schemas/(\w+)'", str(document[PROBLEMS]))
    assert names and set(names) <= set(document["components"]["schemas"])


def test_a_page_says_what_to_do_and_where_it_is_answered():
    page = Client().get("/api/problems/quote-used/").content.decode()
    for said in ("quote-used", "409 quote-used", "Do not place it again", "<dt><code>order_id</code></dt>"):
        assert said in page
    assert '<a href="/api/docs/#/Order/place_order"><code>POST /api/v1/orders</code></a>' in page
    assert "<dd>string (uuid)</dd>" in page
    assert "Every one may." in Client().get("/api/problems/throttled/").content.decode()
    listed = Client().get("/api/problems/").content.decode()
    assert all(f'href="/api/problems/{code}/"' in listed for code in problem_types())


def test_the_type_of_a_refusal_is_its_page():
    for refusal in (Client().get("/api/v1/nothing"), Client().get("/api/v1/orders")):
        page = Client().get(refusal.json()["type"])
        assert page.status_code == 200
        assert refusal.json()["code"] in page.content.decode()
