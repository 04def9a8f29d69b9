"""Which tokens are believed, over REST and over websockets."""

import base64
import hashlib
import hmac
import json
import time
from uuid import UUID

import pytest
from channels.testing import WebsocketCommunicator
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.urls import path
from rest_framework.response import Response
from rest_framework.test import APIClient

from dominos.kernel.auth import Principal, Role, tokens
from dominos.kernel.auth.keys import _load, signing_keys
from dominos.kernel.auth.principal import MAX_STORES
from dominos.kernel.auth.rights import FRESH_SECONDS, revocations
from dominos.kernel.auth.tokens import BadToken, encode, principal_of
from dominos.kernel.clock import stopped
from dominos.kernel.edge.access import ANYONE, SIGNED_IN, only
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import Unavailable
from dominos.kernel.ids import new_id
from dominos.kernel.sockets.consumers import Close, Socket, socket_path
from dominos.kernel.sockets.guard import websockets
from dominos.kernel.tests.signing import make_pem, payload, sign

pytestmark = pytest.mark.urls(__name__)


class EchoView(ApiView):
    """Says who calls."""

    access = {"GET": SIGNED_IN, "PUT": ANYONE, "POST": only(Role.COURIER)}
    throttle_classes = ()

    def get(self, request):
        return Response({"id": str(self.principal.id)})

    def put(self, request):
        return Response({"signed_in": self.principal.is_authenticated})

    def post(self, request):
        return Response()

    def delete(self, request):
        return Response()


class EchoSocket(Socket):
    """Says who calls."""

    access = only(Role.CUSTOMER)

    async def opened(self):
        await self.send_json({"id": str(self.principal.id)})


urlpatterns = [path("echo", EchoView.as_view())]
sockets = websockets([socket_path("echo", EchoSocket)])


def _part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _by_hand(header: dict, claims: dict, secret: bytes | None) -> str:
    """A token made without a library, which would refuse to make it."""
    text = f"{_part(json.dumps(header).encode())}.{_part(json.dumps(claims).encode())}"
    signature = b"" if secret is None else hmac.digest(secret, text.encode(), hashlib.sha256)
    return f"{text}.{_part(signature)}"


def _public(encoding: Encoding, form: PublicFormat) -> bytes:
    return signing_keys()[0].private.public_key().public_bytes(encoding, form)


def _tampered() -> str:
    head, _, signature = sign(payload()).split(".")
    return f"{head}.{_part(json.dumps(payload(roles=['admin'])).encode())}.{signature}"


KID = signing_keys()[0].kid
FORGED = {
    "rubbish": lambda: "rubbish",
    "three parts of rubbish": lambda: "a.b.c",
    "not ASCII": lambda: "ä.ö.ü",
    "expired": lambda: sign(payload(exp=int(time.time()) - 1)),
    "without expiry": lambda: sign(payload(exp=None)),
    "without subject": lambda: sign(payload(sub=None)),
    "subject is no id": lambda: sign(payload(sub="root")),
    "not yet valid": lambda: sign(payload(nbf=int(time.time()) + 60)),
    "other issuer": lambda: sign(payload(iss="somebody")),
    "without issuer": lambda: sign(payload(iss=None)),
    "for somebody else": lambda: sign(payload(aud="another service")),
    "for nobody": lambda: sign(payload(aud=None)),
    "refresh token": lambda: sign(payload(token_type="refresh")),
    "without type": lambda: sign(payload(token_type=None)),
    "changed claims": _tampered,
    "signature cut off": lambda: sign(payload()).rpartition(".")[0] + ".",
    "unknown key": lambda: sign(payload(), _load(make_pem())),
    "stranger's key, our kid": lambda: sign(payload(), _load(make_pem()), {"kid": KID}),
    "without kid": lambda: sign(payload(), headers={}),
    "kid is a path": lambda: sign(payload(), headers={"kid": "../../dev/null"}),
    "kid is no text": lambda: _by_hand({"alg": "RS256", "kid": 7}, payload(), b"x"),
    "alg none": lambda: _by_hand({"alg": "none", "kid": KID}, payload(), None),
    "alg None": lambda: _by_hand({"alg": "None", "kid": KID}, payload(), None),
    "HS256 by the public key as PEM": lambda: _by_hand(
        {"alg": "HS256", "kid": KID}, payload(), _public(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    ),
    "HS256 by the public key as DER": lambda: _by_hand(
        {"alg": "HS256", "kid": KID}, payload(), _public(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    ),
    "HS256 by the JWK": lambda: _by_hand(
        {"alg": "HS256", "kid": KID}, payload(), json.dumps(signing_keys()[0].jwk).encode()
    ),
    "key in the header": lambda: sign(
        payload(), _load(make_pem()), {"kid": "x", "jku": "http://127.0.0.1/evil", "x5u": "http://127.0.0.1/"}
    ),
}


@pytest.fixture(params=FORGED)
def forged(request) -> str:
    return FORGED[request.param]()


def _get(authorization: str | None):
    headers = {} if authorization is None else {"HTTP_AUTHORIZATION": authorization}
    return APIClient().get("/echo", **headers)


async def _open(url: str = "echo", **options):
    """What the socket says: the first message, or the close code."""
    communicator = WebsocketCommunicator(sockets, url, **options)
    accepted, _ = await communicator.connect()
    assert accepted
    said = await communicator.receive_output(5)
    await communicator.disconnect()
    return said["code"] if said["type"] == "websocket.close" else json.loads(said["text"])


def test_a_forged_token_is_not_believed(forged):
    with pytest.raises(BadToken):
        principal_of(forged)


def test_rest_answers_401_to_a_forged_token(forged):
    answer = _get(f"Bearer {forged}")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert (answer["Content-Type"], answer.data["code"]) == ("application/problem+json", "not-authenticated")


@pytest.mark.django_db
async def test_a_socket_closes_on_a_forged_token(forged):
    headers = [(b"authorization", f"Bearer {forged}".encode())]
    assert await _open(headers=headers) == Close.NOT_AUTHENTICATED


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer ", "Basic YTpi", "Token x"])
def test_rest_answers_401_without_a_token(authorization):
    assert _get(authorization).status_code == 401


def test_a_bad_token_is_refused_even_where_anyone_may_call():
    assert APIClient().put("/echo").data == {"signed_in": False}
    assert APIClient().put("/echo", HTTP_AUTHORIZATION="Bearer rubbish").status_code == 401


def test_a_good_token_opens_rest():
    claims = payload()
    assert _get(f"Bearer {encode(claims)}").data == {"id": claims["sub"]}
    assert _get(f"bearer {encode(claims)}").status_code == 200


def test_the_wrong_role_is_a_403_and_an_undeclared_method_is_closed():
    headers = {"HTTP_AUTHORIZATION": f"Bearer {encode(payload())}"}
    assert APIClient().post("/echo", **headers).status_code == 403
    assert APIClient().head("/echo", **headers).status_code == 200
    assert APIClient().get("/echo", **headers)["Cache-Control"] == "no-store"
    assert APIClient().head("/echo").status_code == 401
    assert APIClient().delete("/echo", **headers).status_code == 403


async def test_a_socket_takes_the_token_from_header_or_subprotocol_and_never_from_its_address():
    claims = payload()
    token = encode(claims)
    who = {"id": claims["sub"]}
    assert await _open(headers=[(b"authorization", f"Bearer {token}".encode())]) == who
    assert await _open(subprotocols=["access-token", token]) == who
    assert await _open(f"echo?token={token}") == Close.NOT_AUTHENTICATED


async def test_a_socket_closes_cleanly_without_a_token_or_with_the_wrong_role():
    assert await _open() == Close.NOT_AUTHENTICATED
    assert await _open(subprotocols=["access-token", "rubbish"]) == Close.NOT_AUTHENTICATED
    courier = encode(payload(roles=["courier"]))
    assert await _open(subprotocols=["access-token", courier]) == Close.FORBIDDEN


@pytest.mark.parametrize("claim", ["iat", "nbf"])
def test_clocks_that_differ_by_seconds_are_forgiven_and_more_is_not(claim):
    assert principal_of(encode(payload(**{claim: int(time.time()) + 10})))
    with pytest.raises(BadToken):
        principal_of(encode(payload(**{claim: int(time.time()) + 600})))


def test_a_token_is_verified_once_until_it_ends_or_its_key_goes(monkeypatch, settings):
    verified = []
    decoded = tokens._decoded
    monkeypatch.setattr(tokens, "_decoded", lambda token: verified.append(token) or decoded(token))
    token = encode(payload(exp=int(time.time()) + 60))
    assert principal_of(token) == principal_of(token)
    assert verified == [token]
    end = time.time() + 61
    with monkeypatch.context() as later:
        later.setattr(time, "time", lambda: end)
        principal_of(token)
    assert verified == [token, token]
    settings.JWT_PRIVATE_KEYS = make_pem()
    with pytest.raises(BadToken):
        principal_of(token)


def test_a_process_remembers_so_many_tokens(monkeypatch):
    monkeypatch.setattr(tokens, "KEPT_TOKENS", 2)
    monkeypatch.setattr(tokens, "_kept", {})
    for _ in range(3):
        principal_of(encode(payload()))
    assert len(tokens._kept) == 2


class Source:
    """Somebody who knows what people may do."""

    def __init__(self, least=None, stores=()):
        self.least, self.stores, self.asked = least or {}, frozenset(stores), 0

    def revocations(self):
        self.asked += 1
        return self.least

    def stores_of(self, user_id):
        return self.stores, self.stores


@pytest.fixture
def source():
    before = revocations._source
    source = Source()
    revocations.ask(source)
    yield source
    revocations.ask(before)


def test_a_list_is_asked_for_each_quarter_of_a_minute_not_by_each_request(source):
    claims = payload(epoch=3)
    with stopped() as clock:
        for _ in range(5):
            assert principal_of(encode(claims)).epoch == 3
        assert source.asked == 1
        source.least = {UUID(claims["sub"]): 4}
        clock.advance(seconds=FRESH_SECONDS)
        with pytest.raises(BadToken):
            principal_of(encode(claims))
        assert principal_of(encode({**claims, "epoch": 4}))
        assert source.asked == 2


def said(token):
    """What a token says, without its signature, which is as long as its key."""
    return token.rpartition(".")[0]


def test_claims_of_many_stores_are_bounded_and_asked_for(source):
    source.stores = stores = frozenset(new_id() for _ in range(MAX_STORES + 1))
    manager = Principal(new_id(), frozenset(Role), stores, stores)
    token = encode({**payload(), **manager.claims()})
    assert len(said(token)) < 650
    assert principal_of(token) == manager
    most = frozenset(list(stores)[:MAX_STORES])
    of_most = encode({**payload(), **Principal(new_id(), frozenset(Role), most, most).claims()})
    assert len(said(of_most)) < 2_150
    revocations.ask(None)
    other = Principal(new_id(), frozenset(Role), stores, stores)
    with pytest.raises(Unavailable):
        principal_of(encode({**payload(), **other.claims()}))


async def test_a_socket_of_somebody_who_lost_rights_closes(source, monkeypatch):
    monkeypatch.setattr("dominos.kernel.sockets.consumers.FRESH_SECONDS", 0.05)
    monkeypatch.setattr("dominos.kernel.auth.rights.FRESH_SECONDS", 0.01)
    monkeypatch.setattr("dominos.kernel.auth.rights.RETRY_SECONDS", 0.01)
    claims = payload()
    communicator = WebsocketCommunicator(sockets, "echo", subprotocols=["access-token", encode(claims)])
    await communicator.connect()
    assert await communicator.receive_json_from(5) == {"id": claims["sub"]}
    source.least = {UUID(claims["sub"]): 1}
    assert (await communicator.receive_output(5))["code"] == Close.NOT_AUTHENTICATED
    await communicator.disconnect()


def test_claims_carry_roles_and_stores_and_skip_roles_of_a_newer_version():
    store = new_id()
    caller = principal_of(encode(payload(roles=["store_staff", "pilot"], stores=[str(store)])))
    assert (caller.roles, caller.store_ids) == ({Role.STORE_STAFF}, {store})
    assert caller.works_for(store) and not caller.works_for(new_id())
    assert principal_of(encode({**payload(), **caller.claims()})) == caller
