"""Sentences in the JavaScript of pages: arguments of `t`, `tn`, `parts` and `table`, and what is not marked yet."""

import re
from collections.abc import Iterator
from pathlib import Path

from dominos.kernel.texts.source_text import Found

_LITERAL = r"""(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\.)*`)"""
_ONE = re.compile(rf"(?<![\w.])(?:t|parts|mark)\(\s*({_LITERAL})")
_TWO = re.compile(rf"(?<![\w.])tn\(\s*({_LITERAL})\s*,\s*({_LITERAL})")
_TABLE = re.compile(r"(?<![\w.])table\(\{(.*?)\}\)", re.DOTALL)
_ENTRY = re.compile(rf"[\w\"'-]+\s*:\s*({_LITERAL})")
_COMMENT = re.compile(r"(?<![:\w\"'`/])//[^\n]*|/\*.*?\*/", re.DOTALL)
_CODE = re.compile(
    r"\bimport\b[^;]*;|\.(?:querySelector|closest|matches)(?:All)?\([^)]*\)|new Error\([^)]*\)"
)
_MARKUP_TEXT = re.compile(
    r">([^<>{}`$=;()]*[A-Za-z]{2}[^<>{}`$=;()]*)(?=<|\$\{)|\}([^<>{}`$=;()\n]*[A-Za-z]{2}[^<>{}`$=;()\n]*)</"
)
_ATTRIBUTE = re.compile(
    r"\b(?:aria-label|title|placeholder|label|alt|caption|button|action|data-label)=\"([A-Z][^\"]*)\""
)
_PROPERTY = re.compile(rf"\b(?:label|title|text|action|caption|placeholder|button)\s*:\s*({_LITERAL})")
_SENTENCE = re.compile(r"""["'`]([A-Z][a-z']+(?: [^"'`\n]*)?[.!?]|[A-Z][a-z']+ [a-z][^"'`\n]*)["'`]""")


def sentences(path: Path, text: str) -> Iterator[Found]:
    """What is marked."""
    code = _COMMENT.sub("", text)
    for found in _ONE.finditer(code):
        yield Found(path, (_read(found[1]),))
    for found in _TWO.finditer(code):
        yield Found(path, (_read(found[1]), _read(found[2])))
    for table in _TABLE.finditer(code):
        for entry in _ENTRY.finditer(table[1]):
            yield Found(path, (_read(entry[1]),))


def unmarked(text: str) -> Iterator[str]:
    """What looks like words for people and is not marked; a guess that finds what a page says, not all it may say."""
    code = _COMMENT.sub("", text)
    for known in (_TWO, _ONE, _TABLE, _CODE):
        code = known.sub("(", code)
    seen: set[str] = set()
    for pattern in (_MARKUP_TEXT, _ATTRIBUTE, _PROPERTY, _SENTENCE):
        for found in pattern.finditer(code):
            words = " ".join(
                next(part for part in found.groups() if part is not None).strip("\"'` \n").split()
            )
            if (
                re.search(r"[A-Za-z]{2}", words)
                and words not in seen
                and "&&" not in words
                and "=>" not in words
            ):
                seen.add(words)
                yield words


def _read(literal: str) -> str:
    plain = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), literal[1:-1])
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], plain)
