"""Production does not start with what would cost money, secrets or orders, and says which setting it is."""

import os
import subprocess
import sys

import pytest
from django.core.cache import cache

from dominos.kernel.config import startup
from dominos.kernel.tests.signing import make_pem

GOOD_SECRET = "kX9_vQz2Lr7-TbN4wYc8HsJd5PfGm3RaUe6KoViBn1MtCx0"[:47] + "qWz"
HERE = "postgresql://user:secret@127.0.0.1:5432/dominos"
AWAY = "postgresql://user:secret@db.example:5432/dominos"


@pytest.fixture
def production(settings, monkeypatch):
    """Set up as it has to be, apart from payments, which check themselves."""
    settings.ENVIRONMENT = "production"
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = GOOD_SECRET, []
    settings.RPC_KEYS = ["ab" * 32]
    settings.REDIS_URL = "redis://127.0.0.1/0"
    settings.ALLOWED_HOSTS = ["dominos.example"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "Dominos <orders@pizza.fi>"
    settings.CALLS_URL, settings.CALL_NUMBERS = "", []
    values = {
        "DATABASE_URL": HERE,
        "PUBLIC_URL": "https://dominos.example",
        "REALTIME_URL": "wss://dominos.example",
        "PAYMENTS_REHEARSAL": "yes",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return settings


def test_it_starts_when_all_is_set_up(production):
    assert startup.refusals() == []


def test_elsewhere_nothing_of_this_is_asked(settings):
    settings.SECRET_KEY = "short"
    assert startup.refusals() == []


@pytest.mark.parametrize(
    ("name", "value", "named"),
    [
        ("SECRET_KEY", "short", "SECRET_KEY"),
        ("SECRET_KEY", "a" * 60, "SECRET_KEY"),
        ("SECRET_KEY", "django-insecure-" + GOOD_SECRET, "SECRET_KEY"),
        ("SECRET_KEY_FALLBACKS", ["short"], "SECRET_KEY_FALLBACKS"),
        ("RPC_KEYS", [], "RPC_KEYS"),
        ("RPC_KEYS", ["ab" * 32, "abcd"], "RPC_KEYS"),
        ("RPC_KEYS", ["no hexadecimal number, but long enough to be thirty-two bytes of it."], "RPC_KEYS"),
        ("JWT_PRIVATE_KEYS", "", "JWT_PRIVATE_KEYS"),
        ("REDIS_URL", "redis://cache.example/0", "REDIS_URL"),
        ("REDIS_URL", "rediss://cache.example/0?ssl_cert_reqs=none", "REDIS_URL"),
        ("ALLOWED_HOSTS", [], "ALLOWED_HOSTS"),
        ("ALLOWED_HOSTS", ["*"], "ALLOWED_HOSTS"),
        ("ALLOWED_HOSTS", ["*", "dominos.example"], "ALLOWED_HOSTS"),
        ("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend", "EMAIL_URL"),
        *(
            ("DEFAULT_FROM_EMAIL", sender, "DEFAULT_FROM_EMAIL")
            for sender in (
                "orders@dominos.example",
                "Dominos <o@mail.example.com>",
                "webmaster@localhost",
                "",
            )
        ),
    ],
)
def test_it_names_the_setting_that_is_wrong(production, name, value, named):
    setattr(production, name, value)
    (text,) = startup.refusals()
    assert text.startswith(named + " ")
    assert "secret@" not in text and GOOD_SECRET not in text


def test_a_key_that_signs_tokens_is_long_enough(production):
    production.JWT_PRIVATE_KEYS += make_pem()
    assert startup.refusals() == ["JWT_PRIVATE_KEYS has to hold RSA keys of 3072 bits or more"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, "") for name in ("PUBLIC_URL", "REALTIME_URL")),
        *(
            ("PUBLIC_URL", url)
            for url in ("http://pizza.fi", "pizza.fi", "https://", "https://pizza.fi/shop")
        ),
        *(("REALTIME_URL", url) for url in ("ws://pizza.fi", "https://pizza.fi")),
        *((name, "file:") for name in ("EMAIL_FALLBACK_URL", "SMS_URL", "SMS_FALLBACK_URL", "PUSH_URL")),
    ],
)
def test_it_names_the_variable_that_is_wrong(production, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    (text,) = startup.refusals()
    assert text.startswith(f"{name} ")


@pytest.mark.parametrize(
    ("name", "value"), [("SMS_URL", "twilio://AC1:secret@"), ("SMS_SENDERS", "+358=Dominos")]
)
def test_sms_have_a_provider_and_a_sender(production, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    (text,) = startup.refusals()
    assert text.startswith("SMS_URL and SMS_SENDERS") and "secret" not in text


def test_it_says_that_nobody_can_prove_a_telephone_and_starts(production):
    assert startup.warnings() == []
    production.SENDS_SMS = False
    (text,) = startup.warnings()
    assert "SMS_URL" in text and "cash" in text and startup.refusals() == []


def test_lines_in_the_clear_have_to_be_allowed(production, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", AWAY + "?sslmode=require")
    production.REDIS_URL = "redis://cache.example/0"
    assert len(startup.refusals()) == 2
    monkeypatch.setenv("UNENCRYPTED", "redis")
    (text,) = startup.refusals()
    assert text.startswith("DATABASE_URL")
    monkeypatch.setenv("DATABASE_URL", AWAY + "?sslmode=verify-full&sslrootcert=system")
    assert startup.refusals() == []
    monkeypatch.setenv("DATABASE_DIRECT_URL", AWAY)
    (text,) = startup.refusals()
    assert text.startswith("DATABASE_DIRECT_URL")


def test_programs_are_asked_by_tls_with_files_that_are_there(production, monkeypatch, tmp_path):
    production.SERVICE_URLS = {"menu": "http://127.0.0.2:8002", "orders": "http://orders.example"}
    production.JWKS_URL = "http://users.example/.well-known/jwks.json"
    assert [text.split()[0] for text in startup.refusals()] == ["ORDERS_URL", "JWKS_URL"]
    monkeypatch.setenv("UNENCRYPTED", "calls")
    assert startup.refusals() == []
    monkeypatch.delenv("UNENCRYPTED")
    production.SERVICE_URLS, production.JWKS_URL = {"orders": "https://orders.example"}, ""
    assert startup.refusals() == []
    monkeypatch.setenv("UNENCRYPTED", "calls")  # which says nothing of what is encrypted all the same
    monkeypatch.setenv("TLS_DIR", str(tmp_path))
    (tmp_path / "ca.crt").touch()
    assert [text.split()[-4] for text in startup.refusals()] == [
        str(tmp_path / name) for name in ("tls.crt", "tls.key")
    ]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (HERE, True),
        ("postgresql://user@/dominos?host=/run/postgresql", True),
        ("postgresql://user@[::1]/dominos", True),
        ("postgresql://user@localhost/dominos?host=db.example", False),
        (AWAY, False),
        (AWAY + "?sslmode=verify-ca", False),
        (AWAY + "?sslmode=verify-full", True),
    ],
)
def test_which_lines_to_a_database_are_private(url, expected):
    assert startup.is_private_database(url) is expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://:secret@127.0.0.1:6379/0", True),
        ("redis://:secret@10.0.0.4:6379/0", False),
        ("rediss://:secret@10.0.0.4:6379/0", True),
        ("unix:///run/valkey.sock", True),
    ],
)
def test_which_lines_to_redis_are_private(url, expected):
    assert startup.is_private_redis(url) is expected


def test_without_users_the_key_set_has_to_be_found(settings):
    settings.ENABLED_APPS = ["orders"]
    settings.JWKS_URL = ""
    (text,) = [text for text in startup.refusals() if "JWKS_URL" in text]
    settings.JWKS_URL = "http://users/.well-known/jwks.json"
    assert not [text for text in startup.refusals() if "JWKS_URL" in text]
    assert text.startswith("JWKS_URL is not set")


@pytest.mark.slow
def test_a_program_says_all_that_is_wrong_and_ends():
    values = os.environ | {
        "DOMINOS_ENV": "production",
        "TRUSTED_PROXIES": "1",
        "EMAIL_URL": "file:",
        "SECRET_KEY": "short",
        "HEALTH_PORT": "0",
        "PAYMENTS_GATEWAY": "embedded",
    }
    for name in ("ALLOWED_HOSTS", "PAYMENTS_REHEARSAL"):
        values.pop(name, None)
    ended = subprocess.run(
        [sys.executable, "-m", "dominos.serve", "worker"],
        env=values,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode == 1
    told = {line.removeprefix("worker does not start: ").split()[0] for line in ended.stderr.splitlines()}
    assert {"SECRET_KEY", "EMAIL_URL", "ALLOWED_HOSTS", "PAYMENTS_GATEWAY"} <= told


def test_what_is_kept_in_the_cache_is_data():
    cache.set("startup-test", {"at": 1.5})
    raw = cache._cache.get_client("x").get(cache.make_key("startup-test"))
    assert raw == b'{"at":1.5}'
    assert cache.get("startup-test") == {"at": 1.5}
    with pytest.raises(TypeError):
        cache.set("startup-test", object())
    cache.set("startup-test", 4)
    assert cache.incr("startup-test") == 5
    cache.delete("startup-test")
