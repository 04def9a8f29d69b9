"""Bodies and query strings are UTF-8, whatever charset their media type names."""

import re
from collections.abc import Callable, Iterable
from typing import Any

MAX_MEDIA_TYPE = 200
"""Characters of a media type with its parameters; what is longer loses them: reading many takes seconds."""
_CHARSET = re.compile(r";\s*charset\s*=[^;]*", re.IGNORECASE)
type Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def in_utf8(application: Application) -> Application:
    """The WSGI application, told of no charset: Django would decode by any codec of that name, even one of no texts."""

    def called(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if kind := environ.get("CONTENT_TYPE"):
            kind = kind if len(kind) <= MAX_MEDIA_TYPE else kind.partition(";")[0][:MAX_MEDIA_TYPE]
            environ["CONTENT_TYPE"] = _CHARSET.sub("", kind)
        return application(environ, start_response)

    return called
