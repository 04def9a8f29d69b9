import pytest
from django.http import HttpResponse
from django.middleware.security import SecurityMiddleware
from django.test import RequestFactory

from dominos.kernel.edge.security import EncryptedMiddleware, SecurityHeadersMiddleware, also_from

PATHS = [
    "/board/",
    "/courier/",
    "/api/docs/",
    "/api/docs/?script=",
    "/api/v1/nothing",
    "/health/live",
    "/admin/login/",
]


@pytest.mark.django_db
@pytest.mark.parametrize("path", PATHS)
def test_every_response_says_what_it_may_load(client, path):
    response = client.get(path)
    policy = response["Content-Security-Policy"]
    assert {"default-src 'self'", "frame-ancestors 'none'", "object-src 'none'"} <= set(policy.split("; "))
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Permissions-Policy"].startswith("camera=(self)")
    assert "Referrer-Policy" in response


@pytest.mark.parametrize("path", ["/api/docs/", "/api/problems/", "/admin/login/", "/board/"])
@pytest.mark.django_db
def test_pages_have_nothing_inline(client, path):
    text = client.get(path).content.decode()
    assert "<style" not in text
    assert " style=" not in text
    assert all(
        "src=" in tag or "json" in tag for tag in (part.split(">")[0] for part in text.split("<script")[1:])
    )


def test_a_view_may_let_its_page_load_more(settings):
    settings.REALTIME_URL = "ws://live.example"

    @also_from(img_src="blob:", worker_src="blob:", connect_src="https://tiles.example")
    def page(request):
        return HttpResponse()

    parts = SecurityHeadersMiddleware(page)(RequestFactory().get("/"))["Content-Security-Policy"].split("; ")
    assert "img-src 'self' data: blob:" in parts
    assert "worker-src 'self' blob:" in parts
    assert "connect-src 'self' ws://live.example https://tiles.example" in parts


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 301),
        ("HEAD", "/about", 301),
        ("GET", "/api/v1/stores", 403),
        ("POST", "/mail-events/x", 403),
    ],
)
def test_plain_http_leads_pages_to_https_and_refuses_programs(settings, method, path, status):
    settings.SECURE_SSL_REDIRECT = True
    middleware = EncryptedMiddleware(SecurityMiddleware(lambda request: HttpResponse()))
    assert middleware(RequestFactory().generic(method, path)).status_code == status
    assert middleware(RequestFactory().generic(method, path, secure=True)).status_code == 200
