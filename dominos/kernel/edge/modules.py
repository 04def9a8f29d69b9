"""What a page's script imports, so that a browser may ask for all of it at once instead of finding it step by step."""

import re
from functools import cache
from os.path import normpath
from pathlib import Path

from django.contrib.staticfiles import finders

_AT_ONCE = re.compile(r'(?:from|import) ?"(\.[^"]+\.m?js)"')
_LATER = re.compile(r'import\("(\.[^"]+)"\)')


@cache
def modules_of(name: str, *, is_later_too: bool = False) -> tuple[str, ...]:
    """The static file `name` and all modules it imports, directly or not; with `is_later_too` what it may load on
    demand, too. What belongs to an app of another deployment is named, and not followed."""
    found: dict[str, None] = {}
    ahead = [name]
    while ahead:
        module = ahead.pop(0)
        found[module] = None
        path = finders.find(module)
        if path is None:
            continue
        text = Path(path).read_text()
        named = _AT_ONCE.findall(text) + (_LATER.findall(text) if is_later_too else [])
        folder = Path("/", module).parent
        ahead += [each for each in (normpath(folder / one).lstrip("/") for one in named) if each not in found]
    return tuple(found)
