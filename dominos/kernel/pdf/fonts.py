"""The fonts of a PDF: what it writes in Latin letters, and Noto for the scripts these letters lack.

Each document carries the glyphs it uses and no others. HarfBuzz cuts them out of the whole fonts in a few
milliseconds, so that drawing reads small fonts only.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import uharfbuzz
from fontTools.ttLib import TTFont

BASE = "DejaVu"
REGULAR, BOLD = "", "B"
WEIGHTS: Mapping[str, int] = {REGULAR: 400, BOLD: 700}
_OWN = Path(__file__).parent / "faces"
_OWN_FILES: Mapping[str, Path] = {
    REGULAR: _OWN / "DejaVuSans.ttf",
    BOLD: _OWN / "DejaVuSans-Bold.ttf",
}
REGULAR_FACE = _OWN_FILES[REGULAR]
_NOTO, _NOTO_CJK = "manimgx_fonts", "manimgx_fonts_cjk"
_EMOJI = "NotoEmoji"
_LAST = ("NotoSansSymbols", _EMOJI, "NotoSans-Italic")
"""What also holds characters of other faces, and is asked last."""
_CUT = (
    uharfbuzz.SubsetFlags.DOWNGRADE_CFF2
    | uharfbuzz.SubsetFlags.NO_HINTING
    | uharfbuzz.SubsetFlags.DESUBROUTINIZE
)
_ALWAYS = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100), 0x2013, 0x2022, 0x2212)))
"""What amounts, dates and numbers are written with, and any sentence in a western language."""
_UNSHAPED = (None, "NotoSansCJK", _EMOJI, "NotoSansSymbols")
"""The families whose characters stand beside each other, whatever they are."""
_PART = "[\u203c-\u3299\U0001f000-\U0001faff]\ufe0f?[\U0001f3fb-\U0001f3ff]?"
_SEQUENCE = re.compile(f"[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3|{_PART}(?:\u200d{_PART})*")
"""A flag, a key, and people and things that stand together as one (UTS 51)."""
_VARIANTS = re.compile("[\ufe00-\ufe0f]")
_JOINED = 0xE000
"""The first of the characters for private use that stand for glyphs of the emoji face by their numbers."""
_MAX_JOINED = 0xF8FF
type Cut = tuple[str, str, bytes]
"""A font cut to what is written: its family, its style and the file."""


def cuts_of(text: Iterable[str]) -> Iterator[Cut]:
    """The fonts that have every character of the joined texts, cut to them: the base first, in both weights."""
    lines = [joined(line) for line in text]
    written = {character for line in lines for character in line + line.upper()} - set("\n\r\t")
    wanted = frozenset(written | _ALWAYS)
    yield from _cut_base(wanted)
    for family, characters in sorted(_shared_out(wanted).items()):
        for style in WEIGHTS:
            yield family, style, _cut_noto(family, style, characters)


def joined(text: str) -> str:
    """The text with a character for each picture that several stand for together, as a family or a flag.

    What only says how the character before is drawn is left out: no face here draws one in two ways.
    """
    if text.isascii():
        return text
    return _VARIANTS.sub("", _SEQUENCE.sub(lambda found: _joined(found[0]), text))


@lru_cache(maxsize=1024)
def _joined(sequence: str) -> str:
    if len(_VARIANTS.sub("", sequence)) == 1:
        return sequence
    written = uharfbuzz.Buffer()
    written.add_str(_VARIANTS.sub("", sequence))
    written.guess_segment_properties()
    uharfbuzz.shape(uharfbuzz.Font(_face(_noto()[_EMOJI])), written)
    glyphs = [glyph.codepoint for glyph in written.glyph_infos or ()]
    return chr(_JOINED + glyphs[0]) if len(glyphs) == 1 and glyphs[0] else sequence


def _glyphs_in(characters: Iterable[str]) -> list[int]:
    return sorted(ord(each) - _JOINED for each in characters if _JOINED <= ord(each) <= _MAX_JOINED)


def is_drawable(character: str) -> bool:
    """Whether some font here has the character."""
    return ord(character) in _base_has() or _family_of(character) is not None


def needs_shaping(character: str) -> bool:
    """Whether the character is written from the right, or joins or moves its neighbours."""
    if unicodedata.bidirectional(character) in ("R", "AL") or unicodedata.category(character) in ("Mn", "Mc"):
        return True
    is_foreign = ord(character) not in _base_has()
    return is_foreign and _family_of(character) not in _UNSHAPED


def _cut_base(wanted: frozenset[str]) -> Iterator[Cut]:
    characters = frozenset(character for character in wanted if ord(character) in _base_has())
    for style in WEIGHTS:
        yield BASE, style, _cut_own(style, characters)


def _shared_out(wanted: frozenset[str]) -> Mapping[str, frozenset[str]]:
    """Which family writes which of the characters that the base does not have."""
    shared: dict[str, set[str]] = {}
    for character in wanted:
        family = None if ord(character) in _base_has() else _family_of(character)
        if family is not None:
            shared.setdefault(family, set()).add(character)
    return {family: frozenset(characters) for family, characters in shared.items()}


@lru_cache(maxsize=64)
def _cut_own(style: str, characters: frozenset[str]) -> bytes:
    return _cut(_face(str(_OWN_FILES[style])), characters, None)


@lru_cache(maxsize=256)
def _cut_noto(family: str, style: str, characters: frozenset[str]) -> bytes:
    return _cut(_face(_noto()[family]), characters, WEIGHTS[style])


def _cut(face: uharfbuzz.Face, characters: frozenset[str], weight: int | None) -> bytes:
    wanted = uharfbuzz.SubsetInput()
    wanted.flags = _CUT
    wanted.unicode_set.update(sorted(map(ord, characters)))
    glyphs = _glyphs_in(characters) if face is _face(_noto()[_EMOJI]) else []
    if glyphs:
        wanted.glyph_set.update(glyphs)
        wanted.unicode_set.add(ord("#"))  # a font of glyphs alone has no table of characters to name them in
        wanted.flags |= uharfbuzz.SubsetFlags.RETAIN_GIDS
    if weight is not None:
        wanted.pin_all_axes_to_default(face)
        wanted.pin_axis_location(face, "wght", weight)
    cut = bytes(uharfbuzz.subset(face, wanted).blob.data)
    return _with_characters(cut, glyphs) if glyphs else cut


def _with_characters(font: bytes, glyphs: Iterable[int]) -> bytes:
    """The font with the characters that stand for these glyphs."""
    file, written = TTFont(BytesIO(font)), BytesIO()
    for table in file["cmap"].tables:
        if table.isUnicode():
            table.cmap |= {_JOINED + glyph: file.getGlyphName(glyph) for glyph in glyphs}
    file.save(written)
    return written.getvalue()


@cache
def _face(path: str) -> uharfbuzz.Face:
    """The whole font, mapped into memory: what nobody reads is not loaded."""
    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(path))


@cache
def _base_has() -> frozenset[int]:
    return frozenset(_face(str(_OWN_FILES[REGULAR])).unicodes)


@cache
def _noto() -> Mapping[str, str]:
    """The path of each family, in the order in which they are asked."""
    found = [Path(str(each)) for package in (_NOTO, _NOTO_CJK) for each in files(package).iterdir()]
    fonts = {path.name.split("[")[0].split("-VF")[0]: str(path) for path in found if _is_font(path)}
    return {name: fonts[name] for name in sorted(fonts, key=lambda name: (name in _LAST, name))}


def _is_font(path: Path) -> bool:
    return path.suffix in (".ttf", ".ttc", ".otf")


@cache
def _coverage() -> Mapping[int, str]:
    """The family that writes a code point: the first that has it."""
    families: dict[int, str] = {}
    for family, path in _noto().items():
        for code in _face(path).unicodes:
            families.setdefault(code, family)
    return families


def _family_of(character: str) -> str | None:
    if _glyphs_in(character):
        return _EMOJI
    return _coverage().get(ord(character))
