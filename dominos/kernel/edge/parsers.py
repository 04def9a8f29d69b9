"""Parsers of request bodies."""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser

from dominos.kernel.json_input import MAX_BYTES, BadJson, TooLong, load


class BodyTooLarge(APIException):
    """The body exceeds the limit."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail, default_code = f"A body has at most {MAX_BYTES} bytes.", "too-large"


class SafeJSONParser(JSONParser):
    """JSON within the limits of `json_input`, in UTF-8 whatever the media type says (RFC 8259 8.1)."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            return load(stream.read(MAX_BYTES + 1))
        except TooLong:
            raise BodyTooLarge from None
        except BadJson as error:
            raise ParseError(f"This is no JSON we read: {error}.") from None
        except ValueError as error:
            raise ParseError(f"JSON parse error - {error}") from None
