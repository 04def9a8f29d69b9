"""What strangers send: JSON, instants, degrees, amounts, lists and maps, cursors, headers."""

import json
import time
from base64 import b64encode
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.wsgi import get_wsgi_application
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from dominos.kernel.auth.tokens import BadToken, read
from dominos.kernel.edge import fields
from dominos.kernel.edge.bounds import requests_have_bounds, unbounded
from dominos.kernel.edge.charsets import in_utf8
from dominos.kernel.edge.pagination import Pages
from dominos.kernel.edge.problems import MAX_ERRORS, document, field_errors
from dominos.kernel.edge.serializers import MAX_UNKNOWN, StrictSerializer
from dominos.kernel.errors import FieldError, Invalid
from dominos.kernel.json_input import MAX_BYTES, MAX_DEPTH, BadJson, load
from dominos.kernel.services.client import TIME_LEFT
from dominos.kernel.services.endpoint import rpc
from dominos.kernel.services.signing import SIGNATURE, TIMESTAMP, is_genuine, sign
from dominos.kernel.testing.api import client
from dominos.kernel.testing.probe.models import Effect


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        b"\xff",
        '{"a": 1, "a": 2}',
        '{"a": {"b": 1, "b": 1}}',
        '{"a": NaN}',
        "[Infinity]",
        "[-Infinity]",
        "[1e999]",
        f"[{'9' * 5000}]",
        f"[0.{'1' * 5000}]",
        '["\\u0000"]',
        '{"\\u0000": 1}',
        '["\\ud800"]',
        '{"\\udfff": 1}',
        "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
        "[" * 1500 + "]" * 1500,
        "[" * 100_000,
        '{"a":' * 1500 + "1" + "}" * 1500,
        f"[{'1,' * 30_000}1]",
        f'"{"x" * MAX_BYTES}"',
    ],
    ids=lambda text: repr(text[:12]),
)
def test_json_that_something_behind_us_would_stumble_over_is_refused(text):
    started = time.process_time()
    with pytest.raises(BadJson if text not in ("", "{") else ValueError):
        load(text)
    assert time.process_time() - started < 1


@pytest.mark.parametrize("value", [{"a": [1, -2.5, "ü😀", None, True]}, [], "x", 10**18, [[[[[[1]]]]]]])
def test_ordinary_json_is_read(value):
    assert load(json.dumps(value)) == value
    assert load(json.dumps(value, ensure_ascii=False).encode()) == value


def refused(field, value):
    with pytest.raises(ValidationError):
        field.run_validation(value)


@pytest.mark.parametrize(
    "written",
    [
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "1999-12-31T23:59:59Z",
        "2100-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-14:00",
        "2026-03-01T10:00:00",
        "2026-03-29 03:30",
        "",
        "tomorrow",
        0,
    ],
)
def test_an_instant_lies_in_our_time(written):
    refused(fields.InstantField(), written)
    assert fields.InstantField().run_validation("2026-03-01T10:00:00+02:00") == datetime(
        2026, 3, 1, 8, tzinfo=UTC
    )


@pytest.mark.parametrize("written", ["0001-01-01", "1999-12-31", "2100-01-01", "9999-12-31", "2026-02-30", 5])
def test_a_day_lies_in_our_time(written):
    refused(fields.DayField(), written)
    assert fields.DayField().run_validation("2026-03-01") == date(2026, 3, 1)


@pytest.mark.parametrize("written", ["nan", "inf", "-inf", "1e999", "181", True, "", None, [], 10**400])
def test_degrees_are_numbers_of_degrees(written):
    refused(fields.LongitudeField(), written)


@pytest.mark.parametrize(
    ("written", "read_as"), [("5e-324", 0.0), (-5e-324, 0.0), ("60.17", 60.17), (60, 60.0)]
)
def test_nothing_smaller_than_a_centimetre_is_a_place(written, read_as):
    value = fields.LatitudeField().run_validation(written)
    assert (value, str(value)) == (read_as, str(read_as))


AMOUNT = {"max_digits": 3, "decimal_places": 1, "min_value": 0, "max_value": 99}


@pytest.mark.parametrize("written", ["1.50", "1.5", 1.5, "1.500000", "01.5", 1.50])
def test_zeros_at_the_end_of_an_amount_say_nothing(written):
    assert fields.AmountField(**AMOUNT).run_validation(written) == Decimal("1.5")


@pytest.mark.parametrize(
    ("written", "read_as"), [("0.00", 0), ("10", 10), ("10.0", 10), ("99.000", 99), (0, 0)]
)
def test_whole_amounts_stay_whole(written, read_as):
    assert fields.AmountField(**AMOUNT).run_validation(written) == read_as


@pytest.mark.parametrize(
    "written",
    ["1.55", "0.05", "100", "-1", "nan", "inf", "1e999999999", "1e-999999999", "9" * 2000, "", [], True],
)
def test_amounts_beyond_their_digits_are_refused(written):
    refused(fields.AmountField(**AMOUNT), written)


def test_lists_and_maps_are_counted_before_anything_is_looked_at():
    looked_at = []

    class Child(serializers.CharField):
        def run_validation(self, data=None):
            looked_at.append(data)
            return data

    refused(fields.ListField(child=Child(), max_length=3), ["x"] * 4)
    refused(fields.MapField(child=Child(), max_entries=3, max_name_length=5), dict.fromkeys("abcd", 1))
    for name in ("toolong", "", "\x00", "a\nb", "\ud800"):
        refused(fields.MapField(child=Child(), max_entries=3, max_name_length=5), {name: 1})
    assert looked_at == []
    assert fields.ListField(child=Child(), max_length=3).run_validation([1, 2, 3]) == [1, 2, 3]


def test_every_request_of_the_platform_has_bounds():
    assert requests_have_bounds() == []


@pytest.mark.parametrize(
    "field",
    [
        serializers.CharField(),
        serializers.IntegerField(min_value=0),
        serializers.DecimalField(max_digits=3, decimal_places=1),
        serializers.FloatField(min_value=0, max_value=1),
        serializers.DateTimeField(),
        serializers.DateField(),
        serializers.ListField(child=serializers.BooleanField(), max_length=3),
        serializers.DictField(),
        serializers.JSONField(),
        fields.ListField(child=serializers.CharField(), max_length=3),
        fields.MapField(
            child=fields.ListField(child=serializers.CharField(), max_length=1),
            max_entries=1,
            max_name_length=1,
        ),
        serializers.DurationField(),
    ],
    ids=lambda field: type(field).__name__,
)
def test_a_field_without_an_end_is_found(field):
    assert list(unbounded(field))


class Small(StrictSerializer):
    """Knows one field."""

    kind = serializers.ChoiceField(["a"])


class Tip(StrictSerializer):
    """An amount in minor units."""

    tip = serializers.IntegerField(min_value=0, max_value=100)


@pytest.mark.parametrize(("sent", "is_taken"), [("2.00", False), (" 2.0", False), ("2", True), (2, True)])
def test_euros_are_not_taken_for_cents(sent, is_taken):
    assert Tip(data={"tip": sent}).is_valid() is is_taken


def test_a_refusal_is_small_however_much_is_wrong():
    many = Small(data={f"{'x' * 300}{number}": 1 for number in range(1000)})
    assert not many.is_valid()
    assert len(many.errors) == MAX_UNKNOWN
    echo = Small(data={"kind": "y" * 100_000})
    with pytest.raises(ValidationError) as caught:
        echo.is_valid(raise_exception=True)
    told = document(
        Invalid("z" * 10_000, errors=[*field_errors(caught.value), *([FieldError("f", "m")] * 500)])
    )
    assert len(told["errors"]) == MAX_ERRORS
    assert len(json.dumps(told)) < 8_000


def cursor_of(tokens):
    return b64encode(tokens).decode()


class Asked:
    """A request for a page."""

    def __init__(self, cursor):
        self.query_params = {"cursor": cursor}


@pytest.mark.parametrize(
    "cursor",
    [
        "cD1hYmM=",
        cursor_of(b"p=%00"),
        cursor_of(b"p=" + b"9" * 5000),
        cursor_of(b"o=" + b"9" * 5000),
        cursor_of(b"r=" + b"9" * 5000),
        cursor_of(b"r=x"),
        cursor_of(b"o=-1"),
        cursor_of(b"p="),
        cursor_of(b"\xff"),
        "é",
    ],
)
def test_what_is_no_cursor_of_a_column_is_refused(cursor):
    pages = Pages()
    pages.ordering, pages._model = ["-id"], Effect
    with pytest.raises(Invalid):
        pages.decode_cursor(Asked(cursor))


@pytest.mark.parametrize("header", [{"kid": []}, {"kid": 1}, {"alg": "none"}, {}, [], "x"])
def test_a_forged_token_is_a_bad_one_whatever_its_header(header):
    def part(value):
        return b64encode(json.dumps(value).encode()).decode().rstrip("=")

    for token in (
        f"{part(header)}.{part({})}.x",
        f"{part('[' * 20_000)}..",
        "a.b.c",
        "é",
        "\x00",
        "." * 9000,
    ):
        with pytest.raises(BadToken):
            read(token)
    deep = b64encode(b"[" * 100_000).decode()
    with pytest.raises(BadToken):
        read(f"{deep}.{deep}.{deep}")


@pytest.mark.parametrize("timestamp", ["9" * 5000, "٣" * 10, "-1", "1e9", "nan", "", " 1"])
def test_a_signatures_timestamp_is_a_unix_time(timestamp):
    headers = {**sign("POST", "/x", b""), TIMESTAMP: timestamp}
    assert not is_genuine("POST", "/x", b"", headers)
    assert not is_genuine("POST", "/x", b"", {**sign("POST", "/x", b""), SIGNATURE: "é"})


@pytest.mark.parametrize("left", ["9" * 5000, "-1", "nan", "inf", "-inf", "1e400", "soon", "", "0x10", "١٢٣"])
def test_the_time_that_is_left_is_seconds(rf, left):
    path = "/internal/rpc/probe/nothing"
    headers = {
        f"HTTP_{name.upper().replace('-', '_')}": value for name, value in sign("POST", path, b"{}").items()
    }
    request = rf.post(
        path,
        b"{}",
        content_type="application/json",
        **headers,
        **{f"HTTP_{TIME_LEFT.upper().replace('-', '_')}": left},
    )
    assert rpc(request, "probe", "nothing").status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["base64", "utf-16", "hex", "idna", "\xe9", "x; y=1"])
def test_a_query_string_is_utf8_whatever_charset_the_media_type_names(charset):
    """Django alone answers 500 where the name is that of a codec which is none of texts."""
    started = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/health/live",
        "QUERY_STRING": "a=1",
        "CONTENT_TYPE": f"application/json; charset={charset}",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.input": BytesIO(),
        "wsgi.url_scheme": "http",
    }
    in_utf8(get_wsgi_application())(environ, lambda status, headers: started.append(status))
    assert started == ["200 OK"]


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("application/json; charset=utf-16", "application/json"),
        ("multipart/form-data; boundary=abc", "multipart/form-data; boundary=abc"),
        ("application/json;" + "a=b;" * 8_000, "application/json"),
        ("a" * 32_000, "a" * 200),
    ],
)
def test_a_media_type_has_an_end(given, read):
    """Django reads its parameters in a time that grows with their square: 1.6 s for 390 kB, on every path."""
    seen = []
    in_utf8(lambda environ, _: seen.append(environ["CONTENT_TYPE"]) or [])({"CONTENT_TYPE": given}, None)
    assert seen == [read]


@pytest.mark.django_db
def test_a_query_string_of_many_parameters_is_refused():
    answer = client().get("/api/v1/stores?" + "a=1&" * 1_200)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
