"""Whom a request is for, found once for each path that names nothing."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import Resolver404, get_resolver, path, re_path

from dominos.kernel.edge.routing import Handler

pytestmark = pytest.mark.urls(__name__)


def view(request, **_):
    return HttpResponse()


urlpatterns = [path("plain", view), path("one/<int:number>", view), re_path("^any", view)]


def test_routes_that_do_not_vary_are_kept_and_no_others(monkeypatch):
    handler, tried = Handler(), []
    resolver = get_resolver()
    resolve = resolver.resolve
    monkeypatch.setattr(resolver, "resolve", lambda path: (tried.append(path), resolve(path))[1])
    for _ in range(2):
        for url in ("/plain", "/one/1", "/one/2", "/anything"):
            request = RequestFactory().get(url)
            match = handler.resolve_request(request)
            assert request.resolver_match is match
            assert match.func is view and match.kwargs == ({"number": int(url[-1])} if "one" in url else {})
        with pytest.raises(Resolver404):
            handler.resolve_request(RequestFactory().get("/missing"))
    assert tried.count("/plain") == 1
    assert all(tried.count(url) == 2 for url in ("/one/1", "/one/2", "/anything", "/missing"))
