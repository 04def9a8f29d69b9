"""The rules of people's names: one definition for registration, orders, couriers and staff input.

Names are shown to strangers, printed and mailed, so they contain no line breaks, no invisible characters that reverse
text, and nothing that a mail program would turn into a link.
"""

import re
import unicodedata

from dominos.kernel.contact import AS_WRITTEN, NAME, holds_card_number

MAX_NAME = NAME
_JOINERS = {"\u200c", "\u200d"}
"""Zero-width (non-)joiners, which names in Persian and Indian scripts need."""
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_LINK = re.compile(r"//|@|\bwww\.|[^\W_]\.[^\W_]\S*/|[^\W_][\u2024\u3002\uff0e\uff61][^\W_]", re.IGNORECASE)
"""Also matches a path after a short domain, and dots of other scripts, which mail programs accept."""
_RUN_ON = re.compile(r"(?<=[^\W_]{2}\.)(?=[^\W\d_]{2})")
_DOMAIN = re.compile(r"(?<=[^\s.]\.)(?=[^\W\d_]{2})")
"""Also matches after an initial, or a letter after a dash: "J.Kim", "free-x.com"."""
_PLAIN = str.maketrans(
    {
        **dict(zip("ØøŁłĐđÐðĦħıŦŧ", "oollddddhhitt", strict=False)),
        "Æ": "ae",
        "æ": "ae",
        "Œ": "oe",
        "œ": "oe",
        "Þ": "th",
        "þ": "th",
    }
)
"""Characters that do not decompose into a base letter and an accent, and how most people type them."""
_BLANKS = re.compile(r"[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000 ]+")


class BadName(ValueError):
    """Not a person's name; the message says why."""


def person_name(text: str) -> str:
    """The normalised name: composed, with single spaces, also after a title ("Dr.Hu" would be a link). BadName."""
    if len(text) > AS_WRITTEN * MAX_NAME:
        raise BadName(f"A name has at most {MAX_NAME} characters.")
    name = _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip(" ")
    name = without_links(name)
    if "<" in name or ">" in name:
        raise BadName("Write no links and no addresses here.")
    if any(unicodedata.category(sign) in _INVISIBLE and sign not in _JOINERS for sign in name):
        raise BadName("A name has no line breaks and no invisible characters.")
    if not any(unicodedata.category(sign)[0] in "LN" for sign in name):
        raise BadName("A name has letters.")
    if holds_card_number(name):
        raise BadName("A name is no card number.")
    if len(name) > MAX_NAME:
        raise BadName(f"A name has at most {MAX_NAME} characters.")
    return name


def without_links(text: str) -> str:
    """The text without anything that mail programs turn into a link: "Dr.Hu" gets a space. BadName for actual links."""
    plain = _RUN_ON.sub(" ", text)
    if _LINK.search(plain):
        raise BadName("Write no links and no addresses here.")
    return _DOMAIN.sub(" ", plain)


def name_words(text: str) -> list[str]:
    """The search words of a name, sorted: lower case without accents, as "jose", "maki", "o", "brien"."""
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN).casefold())
    return "".join(
        sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign)
    ).split()


def shown_name(text: str) -> str:
    """The name as shown on a page or in a mail; "" if it is invalid, whatever its source."""
    try:
        return person_name(text)
    except BadName:
        return ""
