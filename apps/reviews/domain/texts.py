"""What customers write, as it is stored: without direction overrides and links, of bounded length."""

import re
import unicodedata

MAX_TEXT_CHARS = 2000
MAX_LINES = 20
MAX_MARKS = 3
"""Combining marks on one letter: no language needs more."""
LINK_REMOVED = "[link removed]"
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_JOINERS = frozenset("\u200c\u200d")
"""Format characters that emoji and Persian need; all others are removed."""
_LINK = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]{1,20}://|\bwww\.)\S+"
    r"|\b(?:[a-z0-9-]{1,63}\.)+(?:com|net|org|info|biz|io|fi|de|fr|eu|co|uk|ru|shop|xyz|top|link|ly|me)\b(?:/\S*)?",
    re.IGNORECASE,
)


def cleaned(text: str) -> str:
    """The text normalised to NFC, without links, control and direction characters, cut to the maximal length
    and lines.
    """
    plain = "".join(filter(_is_shown, unicodedata.normalize("NFC", _BREAKS.sub("\n", text))))
    lines = [" ".join(line.split()) for line in _few_marks(_without_links(plain)).split("\n")]
    kept = re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip().split("\n")
    return (
        "\n".join([*kept[: MAX_LINES - 1], " ".join(kept[MAX_LINES - 1 :])]).strip()[:MAX_TEXT_CHARS].strip()
    )


def has_link(text: str) -> bool:
    """Whether the text contains a link; mail addresses are not links."""
    return _LINK.search(text.replace("@", " @")) is not None


def _without_links(text: str) -> str:
    return _LINK.sub(LINK_REMOVED, text)


def _is_shown(sign: str) -> bool:
    return (
        sign in "\n\t" or sign in _JOINERS or unicodedata.category(sign) not in ("Cc", "Cf", "Co", "Cn", "Cs")
    )


def _few_marks(text: str) -> str:
    kept, marks = [], 0
    for sign in text:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks <= MAX_MARKS:
            kept.append(sign)
    return "".join(kept)
