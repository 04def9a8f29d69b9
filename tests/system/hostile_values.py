"""What nobody means to send: values for parameters, fields, bodies, headers and paths."""

from typing import Any

TEXTS = ["", "\x00", "a\x00b", "x" * 5_000, "' OR 1=1 --", "٣", "😀" * 50, "%", "\u202e", "{}", "null", "-1"]
INSTANTS = [
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59.999999Z",
    "9999-12-31T23:59:59-14:00",
    "2026-02-30T00:00:00Z",
    "2026-03-29T03:30:00",
    "2026-11-29T12:00:60Z",
    "20261129T12",
]
DAYS = ["0001-01-01", "9999-12-31", "2026-02-30", "10000-01-01", "-0001-01-01"]
NUMBERS = [
    "5e-324",
    "-5e-324",
    "1e999",
    "nan",
    "inf",
    "-inf",
    "-0.0",
    "9" * 400,
    "9" * 5_000,
    "1_0",
    "0x1",
    "1e-400",
]
CURSORS = ["cD1hYmM=", "cD0lMDA=", "bz05OTk5OTk5OTk5OTk5OTk5OTk5OTk=", "cD0=", "é", "=", "x" * 5_000, "cj0x"]
VALUES: list[Any] = [
    *(None, True, 0, -1, 2**31, 2**63, 10**25, 1.5, -1e308, 5e-324),
    *("", "\x00", "\ud800", "x" * 5_000, "😀", [], {}, [[]], [None], {"": 1}, {"a": {"b": 1}}, [1] * 300),
]
BODIES: list[tuple[bytes, str]] = [
    (b"", "application/json"),
    *(
        (text, "application/json")
        for text in (b"null", b"[]", b"1", b'"x"', b"{", b"{}", b"\xff\xfe", b"NaN")
    ),
    (b'{"a": 1, "a": 2}', "application/json"),
    (b'{"\\u0000": 1}', "application/json"),
    (b'{"\\ud800": "\\udfff"}', "application/json"),
    (b'{"a": ' + b"9" * 5_000 + b"}", "application/json"),
    (b'{"a": 1e999}', "application/json"),
    (b'{"a": NaN}', "application/json"),
    (b"[" * 1_500 + b"]" * 1_500, "application/json"),
    (b'{"a":' * 1_500 + b"1" + b"}" * 1_500, "application/json"),
    (b"[" * 100_000, "application/json"),
    (b'{"a": "' + b"x" * 300_000 + b'"}', "application/json"),
    (b"{}", "application/json; charset=utf-16"),
    (b"{}", "text/plain"),
    (b"{}", ""),
    (b"a=1", "application/x-www-form-urlencoded"),
    (b"x", "multipart/form-data"),
    (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x"),
    (b"<a/>", "application/xml"),
    (b"{}", "application/vnd.api+json"),
]
HEADERS: list[dict[str, str]] = [
    {"HTTP_ACCEPT": "text/html"},
    {"HTTP_ACCEPT": "*/*;q=x, ;;;"},
    {"HTTP_ACCEPT_ENCODING": "gzip;q=9999999999999999999, br;q=-1, *;q=x"},
    {"HTTP_AUTHORIZATION": "Bearer " + "x" * 9_000},
    {"HTTP_AUTHORIZATION": "Bearer eyJhbGciOiJSUzI1NiIsImtpZCI6W119.e30.x"},
    {"HTTP_AUTHORIZATION": "Bearer \xe9.\xe9.\xe9"},
    {"HTTP_IDEMPOTENCY_KEY": ""},
    {"HTTP_IDEMPOTENCY_KEY": "x" * 5_000},
    {"HTTP_IDEMPOTENCY_KEY": "a\x00\xe9"},
    {"HTTP_IF_NONE_MATCH": "\xe9" * 2_000},
    {"HTTP_X_REQUEST_ID": "9" * 5_000, "HTTP_TRACEPARENT": "\xe9"},
    {"HTTP_X_FORWARDED_FOR": "x, " * 1_000},
    {"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"},
]
SEGMENTS = ["%00", "a%00b", "%ED%A0%80", "x" * 2_000, "%20", "%25", "é", "٣"]
