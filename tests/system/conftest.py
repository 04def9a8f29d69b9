"""The demo city, for tests of the whole platform."""

import pytest
import redis

from dominos.development.databases import copy_of, demo_city, using


@pytest.fixture
def city(transactional_db, tmp_path, settings):
    """All apps filled with the demo city, in a database of the test's own. Mail goes to a folder of its own, too."""
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    with copy_of(demo_city(), "city") as name, using(name):
        yield tmp_path
