"""Sentences in templates: of `translate` and `blocktranslate`, and what is not marked yet."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.template import Engine, Template
from django.template.base import TextNode
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from dominos.kernel.texts.source_text import Found

_TAG = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->|<[^>]*>|<[^>]*$|^[^<]*>", re.DOTALL)
_ATTRIBUTE = re.compile(r"\b(?:aria-label|title|placeholder|alt)=\"([^\"]*[A-Za-z]{2}[^\"]*)\"")
_MARKED = re.compile(r"\{% blocktranslate.*?endblocktranslate %\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_MARKUP = frozenset({".html"})
_NAMED = re.compile(r"\"(?:name|short_name|description|label)\":\s*\"([^\"]*[A-Za-z]{2}[^\"]*)\"")
"""What a manifest says to people."""


def _template(path: Path) -> Template:
    return Template(path.read_text(), engine=Engine.get_default())


def sentences(path: Path) -> Iterator[Found]:
    """What is marked."""
    nodes: Any = _template(path).nodelist
    for node in nodes.get_nodes_by_type(TranslateNode):
        literal = getattr(node.filter_expression.var, "literal", None)
        if literal is not None:  # else a sentence of the data, which is marked where it stands
            yield Found(path, (str(literal),), _context(node))
    for node in nodes.get_nodes_by_type(BlockTranslateNode):
        texts = [node.render_token_list(node.singular)[0]]
        if node.plural and node.countervar and node.counter:
            texts.append(node.render_token_list(node.plural)[0])
        if node.trimmed:
            texts = [" ".join(line.strip() for line in text.strip().splitlines()) for text in texts]
        yield Found(path, tuple(texts), _context(node))


def _context(node: TranslateNode | BlockTranslateNode) -> str:
    return str(node.message_context.var) if node.message_context else ""


def unmarked(path: Path) -> Iterator[str]:
    """Words that stand in the template as they are."""
    text = path.read_text()
    if path.suffix == ".webmanifest":
        yield from _NAMED.findall(_MARKED.sub("", text))
        return
    if path.suffix in _MARKUP:
        for found in _ATTRIBUTE.finditer(_MARKED.sub("", text)):
            yield found[1]
    nodes: Any = _template(path).nodelist
    pieces = nodes.get_nodes_by_type(TextNode)
    joined = "\x00".join(node.s for node in pieces)
    plain = (
        _TAG.sub("\n", joined.replace("\x00", "")) if path.suffix in _MARKUP else joined.replace("\x00", "\n")
    )
    for line in plain.splitlines():
        if re.search(r"[A-Za-z]{2}", line):
            yield " ".join(line.split())
