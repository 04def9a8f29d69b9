"""SMS: their text, number of parts, and sender."""

import unicodedata
from collections.abc import Mapping

GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The default alphabet, seven bits a character. Source: 3GPP TS 23.038, 6.2.1."""
GSM_7_EXTENDED = frozenset("\f^{}\\[~]|€")
"""Characters that take two. Source: 3GPP TS 23.038, 6.2.1.1."""
ONE_GSM_7, EACH_GSM_7, ONE_UCS_2, EACH_UCS_2 = 160, 153, 70, 67
"""Signs of a message alone, and of each part of several, by alphabet. Source: 3GPP TS 23.040, 9.2.3.24.1."""
MAX_PARTS = 3
_SIGNS = {
    "\u2013": "-",
    "\u2014": "-",
    "\u2019": "'",
    "\u2018": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2026": "...",
}
"""Typographic characters that would force UCS-2, with half the length, and their plain replacements."""


def parts_of(text: str) -> int:
    """The number of messages a network makes of the text; each is charged."""
    if all(sign in GSM_7 or sign in GSM_7_EXTENDED for sign in text):
        length = sum(2 if sign in GSM_7_EXTENDED else 1 for sign in text)
        return 1 if length <= ONE_GSM_7 else -(-length // EACH_GSM_7)
    length = len(text.encode("utf-16-be")) // 2
    return 1 if length <= ONE_UCS_2 else -(-length // EACH_UCS_2)


def sms_text(brand: str, title: str, link: str, warning: str = "") -> str:
    """The text of an SMS: sender, title, the warning about a code, the link; at most `MAX_PARTS` parts.

    The title is shortened if it is too long. Line breaks and direction characters are removed.
    """
    title = _plain(title)
    while True:
        words = f"{brand}: {title}" if title[-1:] in ("?", "!") else f"{brand}: {title.rstrip('.')}."
        text = " ".join(part for part in (words, warning, link) if part)
        if parts_of(text) <= MAX_PARTS or not title:
            return text
        title = title[:-10]


def _plain(text: str) -> str:
    composed = unicodedata.normalize("NFC", "".join(_SIGNS.get(sign, sign) for sign in text))
    visible = "".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in composed)
    return " ".join(visible.split())


def sender_for(number: str, senders: Mapping[str, str]) -> str:
    """The sender of an SMS to the number: by the longest prefix that has one; "" matches all."""
    known = [prefix for prefix in senders if number.startswith(prefix)]
    return senders[max(known, key=len)] if known else ""
