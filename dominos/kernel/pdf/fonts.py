"""The fonts of a PDF: what it writes in Latin letters, and Noto for the scripts these letters lack.

Each document carries the glyphs it uses and no others. HarfBuzz cuts them out of the whole fonts in a few
milliseconds, so that drawing reads small fonts only.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

import uharfbuzz

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
_LAST = ("NotoSansSymbols", "NotoEmoji", "NotoSans-Italic")
"""What also holds characters of other faces, and is asked last."""
_CUT = (
    uharfbuzz.SubsetFlags.DOWNGRADE_CFF2
    | uharfbuzz.SubsetFlags.NO_HINTING
    | uharfbuzz.SubsetFlags.DESUBROUTINIZE
)
_ALWAYS = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100), 0x2013, 0x2022, 0x2212)))
"""What amounts, dates and numbers are written with, and any sentence in a western language."""
_UNSHAPED = (None, "NotoSansCJK", "NotoEmoji", "NotoSansSymbols")
"""The families whose characters stand beside each other, whatever they are."""
type Cut = tuple[str, str, bytes]
"""A font cut to what is written: its family, its style and the file."""


def cuts_of(text: Iterable[str]) -> Iterator[Cut]:
    """The fonts that have every character of the texts, cut to them: the base first, in both weights."""
    written = {character for line in text for character in line + line.upper()} - set("\n\r\t")
    wanted = frozenset(written | _ALWAYS)
    yield from _cut_base(wanted)
    for family, characters in sorted(_shared_out(wanted).items()):
        for style in WEIGHTS:
            yield family, style, _cut_noto(family, style, characters)


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
    if weight is not None:
        wanted.pin_all_axes_to_default(face)
        wanted.pin_axis_location(face, "wght", weight)
    return bytes(uharfbuzz.subset(face, wanted).blob.data)


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
    return _coverage().get(ord(character))
