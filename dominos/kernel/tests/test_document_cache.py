"""What a public document's readers are answered from memory."""

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path

from dominos.kernel.edge.document_cache import KEPT, from_memory, while_holds

# Django looks at the connection that an earlier test may have left, whatever is asked for.
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]
state = {"text": "one", "asked": 0}


def document(request):
    state["asked"] += 1
    text = state["text"]
    status = 304 if request.headers.get("If-None-Match") == text else 200
    response = HttpResponse(text if status == 200 else "", status=status, headers={"ETag": text})
    return while_holds(response, request, lambda: state["text"] == text)


def other(request):
    state["asked"] += 1
    return HttpResponse("other")


urlpatterns = [path("document", document), path("other", other)]


@pytest.fixture
def ask():
    state.update(text="one", asked=0)
    application = from_memory(WSGIHandler())

    def ask(url="/document", method="GET", **headers):
        began = []
        environ = RequestFactory().generic(method, url, **headers).environ
        body = b"".join(application({**environ, "HTTP_HOST": "testserver"}, lambda *told: began.extend(told)))
        return began[0], dict(began[1]), body

    return ask


def test_it_is_answered_again_with_the_same_headers_and_an_id_of_its_own(ask):
    first, again = ask(), ask(HTTP_X_REQUEST_ID="01a2270c-d88d-7158-80e9-0d2f106b43f6")
    assert state["asked"] == 1
    assert (first[0], first[2]) == (again[0], again[2]) == ("200 OK", b"one")
    assert again[1].pop("X-Request-ID") == "01a2270c-d88d-7158-80e9-0d2f106b43f6"
    assert first[1].pop("X-Request-ID")
    assert first[1] == again[1]
    assert first[1]["Content-Security-Policy"]


def test_what_changed_is_asked_for_anew(ask):
    ask()
    state["text"] = "two"
    assert ask()[2] == b"two"
    assert ask()[2] == b"two"
    assert state["asked"] == 2


@pytest.mark.parametrize(
    "headers",
    [{"HTTP_AUTHORIZATION": "Bearer x"}, {"HTTP_COOKIE": "a=b"}, {"method": "HEAD"}, {"url": "/other"}],
)
def test_nothing_personal_and_nothing_unmarked_comes_from_memory(ask, headers):
    ask(**headers)
    ask(**headers)
    assert state["asked"] == 2


def test_whoever_asks_in_another_way_is_answered_otherwise(ask):
    assert [ask(HTTP_IF_NONE_MATCH=tag)[0] for tag in ("one", "x", "one", "x")] == [
        "304 Not Modified",
        "200 OK",
        "304 Not Modified",
        "200 OK",
    ]
    assert state["asked"] == 2


def test_memory_has_an_end(ask):
    for number in range(KEPT + 1):
        ask(HTTP_IF_NONE_MATCH=str(number))
    ask(HTTP_IF_NONE_MATCH=str(KEPT))
    assert state["asked"] == KEPT + 1
    ask(HTTP_IF_NONE_MATCH="0")
    assert state["asked"] == KEPT + 2
    ask(HTTP_IF_NONE_MATCH="x" * 3_000)
    ask(HTTP_IF_NONE_MATCH="x" * 3_000)
    assert state["asked"] == KEPT + 4


def test_it_is_kept_whatever_stands_between_server_and_django(ask):
    """As what reports errors does: it hands on an object of its own, which iterates over ours."""
    django = WSGIHandler()
    application = from_memory(lambda environ, start_response: iter(django(environ, start_response)))
    for _ in range(2):
        environ = RequestFactory().get("/document").environ
        assert b"".join(application({**environ, "HTTP_HOST": "testserver"}, lambda *told: None)) == b"one"
    assert state["asked"] == 1
