"""Published menu versions: rules, bytes to serve and texts in each language, built when needed."""

import gzip
from functools import cached_property
from typing import Any

import brotli

from apps.menu import domain
from apps.menu.domain import documents, languages, public_documents
from apps.menu.domain.availability import NOTHING, SoldOut
from apps.menu.domain.deals.store_deals import StoreDeal, read_deals, unorderable_deals
from apps.menu.domain.orderability import unorderable
from apps.menu.domain.preconfigured import least_price
from apps.menu.domain.recipes import Left, least_portions
from apps.menu.queries.document_answers import MenuAnswer, MenuNutritionAnswer
from dominos.kernel.edge.answers import Answer

KEPT_AVAILABILITIES = 16
BROTLI_QUALITY = 6
"""Smaller than gzip and faster; quality 11 makes a menu a sixth smaller and takes sixty times as long."""
ASCII_COST = 1.05
"""How much longer an ASCII-only body may be: clients parse ASCII faster than UTF-8 with few other characters."""


class Body:
    """A document as it is sent: plain, and compressed once for all requests."""

    def __init__(self, answer: Answer) -> None:
        written = answer.model_dump_json().encode()
        escaped = answer.model_dump_json(ensure_ascii=True).encode()
        self.plain = escaped if len(escaped) <= ASCII_COST * len(written) else written

    @cached_property
    def gzipped(self) -> bytes:
        return gzip.compress(self.plain, mtime=0)

    @cached_property
    def brotlied(self) -> bytes:
        packed: bytes = brotli.compress(self.plain, quality=BROTLI_QUALITY)
        return packed


class PublishedMenu:
    """One published version in a language, without what is sold out: rules and bytes to serve, built when needed.

    `spoken` are the languages its texts are in before the menu's own, most preferred first.
    """

    def __init__(self, version: str, document: documents.Document, spoken: tuple[str, ...] = ()) -> None:
        self.version = version
        self.document = document
        self.spoken = spoken
        self.sold_out = NOTHING
        self.whole = self
        self._reduced: dict[SoldOut, PublishedMenu] = {}

    def without(self, sold_out: SoldOut) -> "PublishedMenu":
        """The same version with these items sold out; the rules are shared."""
        if not sold_out:
            return self.whole
        kept = self.whole._reduced
        if sold_out not in kept:
            while len(kept) >= KEPT_AVAILABILITIES:
                kept.pop(next(iter(kept)), None)
            menu = PublishedMenu(self.version, self.document, self.spoken)
            menu.sold_out, menu.whole = sold_out, self.whole
            kept[sold_out] = menu
            return menu
        return kept[sold_out]

    @property
    def tag(self) -> str:
        """Identifies what is sold, in any language: the version and what is sold out."""
        return f"{self.version}.{self.sold_out.digest}" if self.sold_out else self.version

    @property
    def spoken_tag(self) -> str:
        """Identifies the content: what is sold, and its languages if they are not the menu's own."""
        return ".".join([self.tag, *self.spoken])

    @property
    def etag(self) -> str:
        """Weak, since the same content is sent plain and compressed."""
        return f'W/"{self.spoken_tag}"'

    def is_known_to(self, if_none_match: str) -> bool:
        """Whether the caller's `If-None-Match` matches this content (RFC 9110, weak comparison)."""
        tags = (tag.strip().removeprefix("W/") for tag in if_none_match.split(","))
        return any(tag in ("*", f'"{self.spoken_tag}"') for tag in tags)

    @cached_property
    def rules(self) -> domain.Menu:
        return documents.read(self.document) if self.whole is self else self.whole.rules

    @cached_property
    def least_portions(self) -> Left:
        """The smallest amount of each ingredient that any recipe takes."""
        return least_portions(self.rules) if self.whole is self else self.whole.least_portions

    @cached_property
    def deals(self) -> dict[str, StoreDeal]:
        """The version's deals by code."""
        return read_deals(self.document.get("deals", ())) if self.whole is self else self.whole.deals

    @cached_property
    def unorderable(self) -> dict[str, list[str]]:
        """What cannot be ordered in its default configuration, by list of the document."""
        found = unorderable(self.rules, self.document["preconfigured"], self.sold_out)
        return {**found, "deals": [code for code in self.deals_gone if self.deals[code].is_listed]}

    @cached_property
    def deals_gone(self) -> list[str]:
        """The deals that cannot be used, unlisted ones included."""
        return unorderable_deals(self.rules, self.deals, self.sold_out) if self.sold_out else []

    @cached_property
    def preconfigured(self) -> list[dict[str, Any]]:
        """The rows of the document, each with its lowest price."""
        if self.whole is not self:
            return self.whole.preconfigured
        priced = [(row, least_price(self.rules, row)) for row in self.document["preconfigured"]]
        return [row if price is None else {**row, "least_price": price} for row, price in priced]

    @property
    def unorderable_codes(self) -> set[str]:
        """The same codes in one set."""
        return {code for codes in self.unorderable.values() for code in codes}

    @cached_property
    def body(self) -> Body:
        """The public document."""
        public = public_documents.public_document(self.document)
        now = {"version": self.version, "unorderable": self.unorderable, "preconfigured": self.preconfigured}
        return Body(MenuAnswer.of({**public, **now}))

    @cached_property
    def nutrition(self) -> Body:
        """The nutrition facts, which do not depend on what is sold out."""
        if self.whole is not self:
            return self.whole.nutrition
        facts = public_documents.nutrition_document(self.document)
        return Body(MenuNutritionAnswer.of({**facts, "version": self.version}))


class PublishedVersion:
    """One published version in all its languages."""

    def __init__(self, version: str, document: documents.Document) -> None:
        self.version = version
        self._document = document
        self._known = languages.languages_of(document)
        self._menus: dict[tuple[str, ...], PublishedMenu] = {}

    def spoken(self, *wanted: str) -> PublishedMenu:
        """The menu in the first of these languages that it has; missing translations fall back to the next,
        finally to its own.
        """
        spoken = languages.wanted_of(self._document, wanted, self._known)
        if spoken not in self._menus:
            said = languages.in_languages(self._document, spoken)
            self._menus[spoken] = PublishedMenu(self.version, said, spoken)
        return self._menus[spoken]
