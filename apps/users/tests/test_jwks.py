"""The keys users publish, read by a process that has no users."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from apps.users.tests.builders import PASSWORD, make_person
from dominos.kernel.auth.keys import signing_keys
from dominos.kernel.testing.api import client

JWKS = "/.well-known/jwks.json"
READER = """
import django; django.setup()
from django.apps import apps
from dominos.kernel.auth.tokens import principal_of
assert not apps.is_installed("apps.users")
print(principal_of(__import__("sys").argv[1]).id)
"""


def test_the_key_set_may_be_cached():
    answer = client().get(JWKS)
    assert [key["kid"] for key in answer.json()["keys"]] == [key.kid for key in signing_keys()]
    assert answer["Cache-Control"] == "public, max-age=300"
    assert client().get(JWKS, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304
    assert client().post(JWKS).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_a_process_without_users_believes_a_token_by_the_published_keys(live_server):
    person = make_person()
    pair = client().post("/api/v1/auth/token", {"email": person.email, "password": PASSWORD}).data
    other = next(app for app in settings.ALL_APPS if app != "users")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "dominos.settings",
        "DOMINOS_APPS": other,
        "JWT_PRIVATE_KEYS": "",
        "JWKS_URL": live_server.url + JWKS,
    }
    read = subprocess.run(
        [sys.executable, "-c", READER, pair["access"]], env=environment, capture_output=True, text=True
    )
    assert read.stdout.strip() == str(person.id), read.stderr
