"""Bodies and query strings are decoded as UTF-8, whatever charset their media type names."""

import re
from collections.abc import Callable, Iterable
from typing import Any

MAX_MEDIA_TYPE = 200
"""Characters of a media type with its parameters; longer ones lose the parameters, whose parsing is slow."""
_CHARSET = re.compile(r";\s*charset\s*=[^;]*", re.IGNORECASE)
type Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def in_utf8(application: Application) -> Application:
    """Wraps the WSGI application and removes the charset: Django would decode by any Python codec of that name."""

    def called(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if kind := environ.get("CONTENT_TYPE"):
            kind = kind if len(kind) <= MAX_MEDIA_TYPE else kind.partition(";")[0][:MAX_MEDIA_TYPE]
            environ["CONTENT_TYPE"] = _CHARSET.sub("", kind)
        return application(environ, start_response)

    return called
