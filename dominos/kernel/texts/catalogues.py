"""The translations: read from each app's `locale/<language>.po`, compiled for Python and for pages."""

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

import structlog
from django.conf import settings

from dominos.kernel.texts.languages import TRANSLATED
from dominos.kernel.texts.source_text import CODE

log = structlog.get_logger(__name__)
KERNEL = Path(__file__).resolve().parent.parent
FOR_PAGES = "kernel/texts/{language}.js"
"""The static file with what pages say in a language."""
STYLES = frozenset({".js", ".mjs"})


def areas() -> dict[str, Path]:
    """The folders whose words are translated, by name: the kernel first, then each app."""
    apps = sorted(
        path for path in (Path(settings.BASE_DIR) / "apps").iterdir() if (path / "apps.py").exists()
    )
    return {"kernel": KERNEL} | {path.name: path for path in apps}


def file_of(area: Path, language: str) -> Path:
    """Where the translations of an area stand."""
    return area / "locale" / f"{language}.po"


def compiled_for_python(language: str) -> Path:
    """Where Django looks for them."""
    return KERNEL / "locale" / language / "LC_MESSAGES" / "django.mo"


def compiled_for_pages(language: str) -> Path:
    """What pages load; see `FOR_PAGES`."""
    return KERNEL / "static" / FOR_PAGES.format(language=language)


def compile_if_stale() -> None:
    """Compiles what was changed since it was compiled last; an image, which nobody changes, has all compiled."""
    for language in TRANSLATED:
        sources = [path for area in areas().values() if (path := file_of(area, language)).exists()]
        compiled = (compiled_for_python(language), compiled_for_pages(language))
        if not sources or _is_fresh(compiled, sources):
            continue
        try:
            for path, content in zip(compiled, compile_language(language, sources), strict=True):
                _replace(path, content)
        except OSError as error:
            log.warning("texts are not compiled", language=language, error=type(error).__name__)


def _is_fresh(compiled: Iterable[Path], sources: Iterable[Path]) -> bool:
    newest = max(path.stat().st_mtime_ns for path in sources)
    return all(path.exists() and path.stat().st_mtime_ns >= newest for path in compiled)


def compile_language(language: str, sources: Iterable[Path]) -> tuple[bytes, bytes]:
    """The catalogue for Python (a .mo), and that for pages, a script that sets `TEXTS`."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    whole = Catalog(locale=language, fuzzy=False)
    for_pages: dict[str, str | list[str]] = {}
    for path in sources:
        for message in read(path, language):
            if not message.id or not message.string or not all(_forms(message.string)):
                continue
            whole.add(message.id, message.string, context=message.context)
            if message.context == CODE:
                for_pages[f"{CODE}:{message.id}"] = message.string
            elif any(Path(file).suffix in STYLES for file, _ in message.locations):
                key = message.id if isinstance(message.id, str) else message.id[0]
                for_pages[key] = message.string if isinstance(message.string, str) else list(message.string)
    binary = BytesIO()
    write_mo(binary, whole)
    return binary.getvalue(), _script(for_pages)


def _forms(string: str | Iterable[str]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)


def _script(texts: dict[str, str | list[str]]) -> bytes:
    return f"globalThis.TEXTS = {json.dumps(texts, ensure_ascii=False, sort_keys=True)};\n".encode()


def read(path: Path, language: str) -> Iterator:  # type: ignore[type-arg]
    """The messages of a catalogue."""
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        yield from read_po(file, locale=language)


def _replace(path: Path, content: bytes) -> None:
    """At once, for programs that start at the same time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as unfinished:
        unfinished.write(content)
    Path(unfinished.name).chmod(0o644)
    Path(unfinished.name).replace(path)


def digest_for_pages(language: str) -> str:
    """By what browsers tell a changed catalogue from the one they keep; "" where there is none."""
    path = compiled_for_pages(language)
    return sha256(path.read_bytes()).hexdigest()[:12] if path.exists() else ""
