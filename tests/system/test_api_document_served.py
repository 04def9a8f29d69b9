"""The API's document is a file: served from memory, the same for everybody, and not generated for anybody."""

import json
import re

from django.test import Client

from dominos.apps_enabled import ROOT

WRITTEN = (ROOT / "docs" / "openapi.yaml").read_bytes()


def test_the_document_is_served_as_it_is_written(monkeypatch):
    monkeypatch.setattr("drf_spectacular.generators.SchemaGenerator.get_schema", None)
    answer = Client().get("/api/schema/")
    assert (answer.status_code, answer.content) == (200, WRITTEN)
    assert answer["Content-Type"] == "application/vnd.oai.openapi"
    packed = Client().get("/api/schema/", HTTP_ACCEPT_ENCODING="gzip")
    assert (packed["Content-Encoding"], len(packed.content) * 4 < len(WRITTEN)) == ("gzip", True)
    again = Client().get("/api/schema/", HTTP_IF_NONE_MATCH=answer["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])
    assert Client().post("/api/schema/").status_code == 405


def test_an_app_has_a_document_of_its_own():
    answer = Client().get("/api/schema/partners/")
    part = json.loads(answer.content)
    assert {"/api/v1/partners/token", "/api/v1/partners/webhooks"} <= set(part["paths"])
    assert (
        all(path.startswith("/api/v1/partners/") for path in part["paths"])
        and "order.placed" in part["webhooks"]
    )
    names = set(re.findall(r'"#/components/schemas/(\w+)"', answer.content.decode()))
    assert names and names <= set(part["components"]["schemas"]), "nothing is referred to that is not there"
    assert "WebhookDelivery" in names and "PlacedOrder" not in part["components"]["schemas"]
    assert len(answer.content) * 5 < len(WRITTEN)
    again = Client().get("/api/schema/partners/", HTTP_IF_NONE_MATCH=answer["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert Client().get("/api/schema/nothing/").status_code == 404


def test_the_image_has_the_document():
    assert "!docs/openapi.yaml" in (ROOT / ".dockerignore").read_text().split()
    assert "COPY docs/openapi.yaml docs/openapi.yaml" in (ROOT / "Dockerfile").read_text()
