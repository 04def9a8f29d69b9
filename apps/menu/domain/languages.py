"""Multilingual menus: rows carry translations of their texts under `texts`.

`{"texts": {"fi": {"name": "Suolakurkku"}}}`: a missing translation falls back to the next requested language,
finally to the menu's own, in which the rows themselves are written.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dominos.kernel.texts.languages import SOURCE

Document = dict[str, Any]
Row = dict[str, Any]

LISTS = (
    "categories",
    "dayparts",
    "sizes",
    "crusts",
    "toppings",
    "products",
    "variants",
    "preconfigured",
    "deals",
    "ingredients",
)
"""The lists of a document whose rows have texts."""
TEXTS = "texts"
PICTURE = "picture"
"""A nested row with texts of its own."""


def own_language(document: Mapping[str, Any]) -> str:
    """The language of the rows' own texts."""
    return str(document.get("language", SOURCE))


def languages_of(document: Mapping[str, Any]) -> frozenset[str]:
    """The other languages of which the menu has any translations."""
    rows = [row for name in LISTS for row in document.get(name, ())]
    pictures = [row[PICTURE] for row in rows if row.get(PICTURE)]
    return frozenset(
        language for row in (*rows, *pictures) for language, words in row.get(TEXTS, {}).items() if words
    )


def wanted_of(
    document: Mapping[str, Any], languages: Iterable[str], known: frozenset[str]
) -> tuple[str, ...]:
    """The requested languages that make a difference, most preferred first: those with translations, before
    the menu's own.
    """
    found: dict[str, None] = {}
    for language in languages:
        if language == own_language(document):
            break
        if language in known:
            found[language] = None
    return tuple(found)


def in_languages(document: Document, wanted: tuple[str, ...]) -> Document:
    """The document in one language, without other translations; its `language` is the first wanted one."""
    found = {name: [_said(row, wanted) for row in document[name]] for name in LISTS if name in document}
    if wanted:
        found["variants"] = list(_variants(document, found))
    return {**document, **found, "language": wanted[0] if wanted else own_language(document)}


def missing_in(
    words: Mapping[str, str], texts: Mapping[str, Mapping[str, str]], languages: Iterable[str]
) -> list[str]:
    """The languages in which these texts are not completely translated."""
    said = [word for word, text in words.items() if text]
    return [language for language in languages if any(not texts.get(language, {}).get(word) for word in said)]


def _said(row: Row, wanted: tuple[str, ...]) -> Row:
    said = {key: value for key, value in row.items() if key != TEXTS}
    texts = row.get(TEXTS, {})
    for language in reversed(wanted):
        said |= {field: text for field, text in texts.get(language, {}).items() if text}
    if said.get(PICTURE):
        said[PICTURE] = _said(said[PICTURE], wanted)
    return said


def _variants(document: Document, found: Mapping[str, list[Row]]) -> Iterator[Row]:
    """Variants, of which those called by their size and crust are called by these in every language."""
    before = [{row["code"]: row["name"] for row in document[name]} for name in ("sizes", "crusts")]
    after = [{row["code"]: row["name"] for row in found[name]} for name in ("sizes", "crusts")]
    for row in found["variants"]:
        parts = (row["size"], row["crust"])
        is_called_so = any(parts) and row["name"] == _joined(before, parts)
        yield {**row, "name": _joined(after, parts)} if is_called_so else row


def _joined(names: Iterable[Mapping[str, str]], codes: Iterable[str | None]) -> str:
    return " ".join(each[code] for each, code in zip(names, codes, strict=True) if code)
