"""The transitive imports of a page's script, for module preloading."""

import re
from functools import cache
from os.path import normpath
from pathlib import Path

from django.contrib.staticfiles import finders

_AT_ONCE = re.compile(r'(?:from|import) ?"(\.[^"]+\.m?js)"')
_LATER = re.compile(r'import\("(\.[^"]+)"\)')


@cache
def modules_of(name: str, *, is_later_too: bool = False) -> tuple[str, ...]:
    """The static file `name` and all modules it imports, transitively; with `is_later_too` dynamic imports as well.

    Modules of an app in another deployment are listed, but not followed.
    """
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
