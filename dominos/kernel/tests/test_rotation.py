"""Keys rotated as `docs/how-to/deploy.md` says: at no moment does a program refuse what another has signed."""

import re
import secrets
from itertools import pairwise, product
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.signing import Signer

from dominos.kernel.auth import Role
from dominos.kernel.auth.tokens import decode
from dominos.kernel.config.secret_keys import digest, digests
from dominos.kernel.ids import new_id
from dominos.kernel.services.signing import is_genuine, sign
from dominos.kernel.testing.api import client, principal, token
from dominos.kernel.testing.probe.models import Effect
from dominos.kernel.tests.signing import make_pem

DOCUMENT = Path(__file__).parents[3] / "docs" / "how-to" / "deploy.md"
STEPS = [
    row.split() for row in re.findall(r"^\| \d\. [^|]+\| `([a-z ]+)` \|", DOCUMENT.read_text(), re.MULTILINE)
]


def moments():
    """Which orders of keys run side by side, and what is still about: while a step is rolled out, and after it."""
    for before, after in pairwise([["old"], *STEPS]):
        yield [before, after]
        yield [after]


def test_the_document_ends_with_the_new_key_alone():
    assert STEPS[-1] == ["new"]


def test_tokens_hold_throughout(settings):
    keys = {name: make_pem() for name in ("old", "new")}

    def become(order):
        settings.JWT_PRIVATE_KEYS = "\n".join(keys[name] for name in order)

    for fleet in moments():
        for issuer, verifier in product(fleet, fleet):
            become(issuer)
            signed = token(principal(Role.CUSTOMER))
            become(verifier)
            assert decode(signed)["roles"] == ["customer"], (issuer, verifier)


def test_calls_between_programs_hold_throughout(settings):
    keys = {name: secrets.token_hex(32) for name in ("old", "new")}
    for fleet in moments():
        for caller, answerer in product(fleet, fleet):
            settings.RPC_KEYS = [keys[name] for name in caller]
            headers = sign("POST", "/internal/rpc/x/y", b"{}")
            settings.RPC_KEYS = [keys[name] for name in answerer]
            assert is_genuine("POST", "/internal/rpc/x/y", b"{}", headers), (caller, answerer)


def test_what_the_secret_signs_holds_throughout(settings):
    person = get_user_model()(password="x")
    for fleet in moments():
        for issuer, verifier in product(fleet, fleet):
            settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS = issuer
            link, session, mark = (
                Signer(salt="link").sign("order"),
                person.get_session_auth_hash(),
                digest(b"request"),
            )
            settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS = verifier
            assert Signer(salt="link").unsign(link) == "order"
            assert session in {person.get_session_auth_hash(), *person.get_session_auth_fallback_hash()}
            assert mark in digests(b"request"), (issuer, verifier)


@pytest.mark.django_db(transaction=True)
@pytest.mark.urls("dominos.kernel.testing.probe.urls")
@pytest.mark.parametrize("caller", [None, principal(Role.CUSTOMER)])
def test_a_request_that_comes_again_after_a_step_has_one_effect(settings, caller):
    key, answers = str(new_id()), []
    for order in (["old"], *STEPS[:-1]):
        settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS = order
        answers.append(client(caller).post("/open", {"name": "x"}, HTTP_IDEMPOTENCY_KEY=key))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == Effect.objects.count() == 1
