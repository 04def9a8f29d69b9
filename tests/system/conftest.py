"""The demo city, for tests of the whole platform."""

import pytest
import redis
from django.core.management import call_command


@pytest.fixture
def city(transactional_db, tmp_path, settings, monkeypatch):
    """All apps filled with the demo city. Mail goes to a folder of the test's own."""
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    monkeypatch.setenv("DOMINOS_STATE_DIR", str(tmp_path / "state"))
    call_command("load_city", verbosity=0)
    call_command("seed", verbosity=0)
    return tmp_path
