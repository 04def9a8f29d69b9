"""Reading notifications over REST and hearing them over a websocket."""

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator

from apps.notifications.models import Notification
from apps.notifications.tests.builders import deliver
from apps.users.contract.events import EmailVerified
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.sockets.consumers import Close
from dominos.kernel.testing.api import client, principal, token
from dominos.kernel.testing.asgi import application

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/v1/notifications"


@pytest.fixture
def ada():
    return principal(Role.CUSTOMER)


def tell(user_id, title="Hello"):
    return Notification.objects.create(
        user_id=user_id, subject_id=new_id(), kind="welcome", title=title, body="Hi", data={"a": 1}
    )


def test_a_person_reads_their_own_newest_first(ada):
    first, second = tell(ada.id, "first"), tell(ada.id, "second")
    tell(new_id(), "somebody else's")
    page = client(ada).get(URL).data
    assert [item["id"] for item in page["results"]] == [str(second.id), str(first.id)]
    assert page["results"][0] == {
        "id": str(second.id),
        "kind": "welcome",
        "title": "second",
        "body": "Hi",
        "data": {"a": 1},
        "created_at": page["results"][0]["created_at"],
        "read_at": None,
    }


def test_they_come_in_pages_of_two_statements_at_most(ada, django_assert_num_queries):
    for n in range(5):
        tell(ada.id, str(n))
    api = client(ada)
    with django_assert_num_queries(1):
        page = api.get(URL, {"page_size": 2}).data
    rest = api.get(page["next"]).data
    assert [item["title"] for item in page["results"] + rest["results"]] == ["4", "3", "2", "1"]


def test_what_was_read_is_not_unread(ada):
    old, new = tell(ada.id), tell(ada.id)
    api = client(ada)
    read = api.post(f"{URL}/{old.id}/read")
    assert read.status_code == 200 and read.data["read_at"]
    assert api.post(f"{URL}/{old.id}/read").data["read_at"] == read.data["read_at"]
    assert [item["id"] for item in api.get(URL, {"unread": "true"}).data["results"]] == [str(new.id)]
    assert len(api.get(URL).data["results"]) == 2


def test_somebody_elses_is_not_there(ada):
    foreign = tell(new_id())
    assert client(ada).post(f"{URL}/{foreign.id}/read").status_code == 404
    foreign.refresh_from_db()
    assert foreign.read_at is None


@pytest.mark.parametrize("query", [{"unread": "perhaps"}, {"cursor": "rubbish"}])
def test_a_bad_query_is_refused(ada, query):
    assert client(ada).get(URL, query).status_code == 400


def test_nobody_has_no_notifications():
    assert client().get(URL).status_code == 401
    assert client().post(f"{URL}/{new_id()}/read").status_code == 401


def socket(caller=None):
    headers = [(b"authorization", f"Bearer {token(caller)}".encode())] if caller else []
    return WebsocketCommunicator(application, "ws/v1/notifications", headers=headers)


async def test_a_notification_arrives_live_at_its_person_only(customers):
    person = customers.add()
    mine, other = socket(principal(Role.CUSTOMER, id=person.id)), socket(principal(Role.CUSTOMER))
    for each in (mine, other):
        await each.connect()
        assert await each.receive_json_from(5) == {"type": "ready", "unread": 0}

    await sync_to_async(deliver)(EmailVerified(user_id=person.id))

    heard = await mine.receive_json_from(5)
    stored = await Notification.objects.aget()
    assert (heard["type"], heard["id"], heard["title"]) == ("notification", str(stored.id), "Welcome, Ada")
    assert await other.receive_nothing(0.2)
    await asyncio.gather(mine.disconnect(), other.disconnect())


async def test_the_socket_closes_without_a_token():
    nobody = socket()
    await nobody.connect()
    said = await nobody.receive_output(5)
    assert (said["type"], said["code"]) == ("websocket.close", Close.NOT_AUTHENTICATED)
    await nobody.disconnect()


def test_notifications_are_json():
    assert (
        json.dumps(client(principal(Role.COURIER)).get(URL).data)
        == '{"next": null, "previous": null, "results": []}'
    )
