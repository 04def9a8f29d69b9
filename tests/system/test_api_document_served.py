"""The API's document is a file: served from memory, the same for everybody, and not generated for anybody."""

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


def test_the_image_has_the_document():
    assert "!docs/openapi.yaml" in (ROOT / ".dockerignore").read_text().split()
    assert "COPY docs/openapi.yaml docs/openapi.yaml" in (ROOT / "Dockerfile").read_text()
