"""The AsyncAPI document names every socket and message, and frames are held to it."""

from functools import cache

import jsonschema_rs
import pytest
import yaml

from apps.menu.live import MenuSocket
from apps.notifications.live import NotificationsSocket
from dominos.apps_enabled import ROOT
from dominos.kernel.messaging.messages import known_messages
from dominos.kernel.sockets.consumers import CLOSE_REASONS, Close
from dominos.kernel.testing.documented import Undocumented
from dominos.kernel.testing.documented_frames import documented_frames
from dominos.management.commands.asyncapi import _sockets

PATH = ROOT / "docs" / "asyncapi.yaml"


@cache
def document():
    return yaml.load(PATH.read_text(), yaml.CSafeLoader)


@pytest.mark.parametrize("route", sorted(_sockets()))
def test_a_socket_says_what_it_sends(route):
    socket = _sockets()[route]
    assert socket.sends
    assert socket.__doc__


def test_every_message_between_apps_is_there():
    apps = {path.parent.parent.name for path in ROOT.glob("apps/*/contract/samples")}
    declared = {f"{type} v{version}" for type, version in known_messages() if type.partition(".")[0] in apps}
    assert declared <= {message["name"] for message in document()["components"]["messages"].values()}


def test_an_example_is_what_its_schema_says():
    components = {"schemas": document()["components"]["schemas"]}
    checked = 0
    for message in document()["components"]["messages"].values():
        for example in message.get("examples", ()):
            data = message["payload"]["allOf"][1]["properties"]["data"]
            schema = {"components": components, "allOf": [data]}
            jsonschema_rs.Draft202012Validator(schema, validate_formats=True).validate(
                example["payload"]["data"]
            )
            checked += 1
    assert checked > 50


def test_every_close_code_is_explained():
    assert set(CLOSE_REASONS) == set(Close)
    assert all(str(code.value) in document()["info"]["description"] for code in Close)


@pytest.mark.parametrize(
    ("socket", "frame"),
    [
        (NotificationsSocket, {"type": "ready", "unread": 1}),
        (MenuSocket, {"type": "opening", "cause": "paused"}),
    ],
)
def test_a_frame_with_more_than_is_documented_is_found(socket, frame):
    frames = documented_frames(PATH)
    frames.check(socket, frame)
    for wrong in (frame | {"secret": 1}, frame | {"type": "other"}, {}):
        with pytest.raises(Undocumented):
            frames.check(socket, wrong)
