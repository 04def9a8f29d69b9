"""Bringing the catalogues to what the code says, and counting what is missing."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from dominos.kernel.texts import admin_words, pages_source, python_source, template_source
from dominos.kernel.texts.catalogues import areas, file_of
from dominos.kernel.texts.languages import TRANSLATED
from dominos.kernel.texts.source_text import Found
from dominos.kernel.texts.untranslated import AS_IT_IS

SKIPPED = frozenset({"tests", "migrations", "testing", "vendor", "maplibre", "locale", "management"})
_HEAD = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {plural}\\n"

"""
CODE, TEMPLATES = frozenset({".py", ".js"}), frozenset({".html", ".txt", ".webmanifest"})
type Key = tuple[str, tuple[str, ...]]


@dataclass
class Area:
    """What one folder says: sentences with the files they stand in, and words that are not marked, by file."""

    name: str
    folder: Path
    sentences: dict[Key, set[str]] = field(default_factory=dict)
    unmarked: dict[str, list[str]] = field(default_factory=dict)


def found_in_code() -> list[Area]:
    """Every area; a sentence belongs to the first that says it."""
    files = {name: list(_files(folder)) for name, folder in areas().items()}
    trees = {
        path: ast.parse(path.read_bytes())
        for paths in files.values()
        for path in paths
        if path.suffix == ".py"
    }
    refusing = python_source.refusals(trees.values())
    owners: dict[Key, Area] = {}
    found = []
    for name, folder in areas().items():
        area = Area(name, folder)
        for path in files[name]:
            for one in _sentences(path, trees.get(path), refusing):
                owner = owners.setdefault((one.context, one.texts), area)
                where = owner.sentences.setdefault((one.context, one.texts), set())
                where.add(str(path.relative_to(folder.parent)))
            if words := _unmarked(path, trees.get(path)):
                area.unmarked[str(path.relative_to(folder))] = words
        for context, text in admin_words.found(name):
            owner = owners.setdefault((context, (text,)), area)
            owner.sentences.setdefault((context, (text,)), set()).add(f"{folder.name}/models")
        found.append(area)
    return found


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).parts
        is_read = path.suffix in CODE or (path.suffix in TEMPLATES and "templates" in inside)
        if is_read and SKIPPED.isdisjoint(inside) and path.parent.parts[-2:] != ("kernel", "texts"):
            yield path


def _is_template(path: Path) -> bool:
    return "templates" in path.parts


def _sentences(path: Path, tree: ast.Module | None, refusing: frozenset[str]) -> Iterator[Found]:
    if tree is not None:
        yield from python_source.sentences(path, tree, refusing)
    elif _is_template(path):
        yield from template_source.sentences(path)
    else:
        yield from pages_source.sentences(path, path.read_text())


def _unmarked(path: Path, tree: ast.Module | None) -> list[str]:
    words: Iterator[str]
    if path.name == "service_worker.js":
        return []
    if tree is not None:
        words = python_source.unmarked(tree)
    elif _is_template(path):
        words = template_source.unmarked(path)
    else:
        words = pages_source.unmarked(path.read_text())
    return [each for each in words if each not in AS_IT_IS]


def updated(area: Area, language: str, known: Mapping[Key, tuple[str, ...]]) -> Catalog:
    """The area's catalogue of what the code says now, with the translations that are known."""
    fresh = Catalog(locale=language, charset="utf-8", header_comment="", fuzzy=False)
    for key in sorted(area.sentences, key=lambda key: (key[1], key[0])):
        context, texts = key
        id_ = texts if len(texts) > 1 else texts[0]
        string = known.get(key, ("",) * len(texts))
        places = [(name, 0) for name in sorted(area.sentences[key])]
        fresh.add(id_, string if len(texts) > 1 else string[0], locations=places, context=context or None)
    return fresh


def translations(language: str) -> dict[Key, tuple[str, ...]]:
    """All that is translated, whichever area has it."""
    known: dict[Key, tuple[str, ...]] = {}
    for folder in areas().values():
        path = file_of(folder, language)
        if not path.exists():
            continue
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                string = message.string if isinstance(message.string, tuple | list) else (message.string,)
                ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
                if message.id and all(string):
                    known[message.context or "", tuple(map(str, ids))] = tuple(map(str, string))
    return known


def write(area: Area, language: str, catalogue: Catalog) -> None:
    """Writes it in an order that does not change, without dates, so that two who change it seldom meet."""
    path, content = file_of(area.folder, language), _written(catalogue)
    if is_written(area, language, catalogue):
        return
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


def is_written(area: Area, language: str, catalogue: Catalog) -> bool:
    """Whether the area's file holds just this."""
    path = file_of(area.folder, language)
    return path.read_bytes() == _written(catalogue) if path.exists() else not len(catalogue)


def _written(catalogue: Catalog) -> bytes:
    out = BytesIO()
    write_po(out, catalogue, width=110, omit_header=True, include_lineno=False)
    return _HEAD.format(plural=catalogue.plural_forms).encode() + out.getvalue().strip(b"\n") + b"\n"


def counted(found: list[Area]) -> dict[str, dict[str, int]]:
    """How many sentences lack their translation, by area and language, and how many words are not marked."""
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for language in TRANSLATED:
        known = translations(language)
        for area in found:
            counts[area.name][language] = sum(key not in known for key in area.sentences)
    for area in found:
        counts[area.name]["unmarked"] = sum(map(len, area.unmarked.values()))
    return dict(counts)


def missing(found: list[Area]) -> list[str]:
    """What lacks a translation, or is not marked."""
    known = {language: translations(language) for language in TRANSLATED}
    lines = []
    for area in found:
        for key, files in sorted(area.sentences.items()):
            if lacking := [language for language in TRANSLATED if key not in known[language]]:
                lines.append(f"{min(files)}: {key[1][0]!r} is not in {', '.join(lacking)}")
        for file, words in area.unmarked.items():
            lines += [f"{area.folder.name}/{file}: {each!r} is not marked" for each in words]
    return lines
