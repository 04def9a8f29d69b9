"""What a person's name is: one definition for whoever registers, orders, drives or is typed in by the staff.

A name is shown to strangers, printed and mailed, so it has no line breaks, no invisible characters that turn text
around, and nothing that a mail program makes a link.
"""

import re
import unicodedata

from dominos.kernel.contact import AS_WRITTEN, NAME, holds_card_number

MAX_NAME = NAME
_JOINERS = {"\u200c", "\u200d"}
"""Zero-width (non-)joiners, which names in Persian and Indian scripts need."""
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_LINK = re.compile(r"//|@|\bwww\.|[^\W_]\.[^\W_]\S*/|[^\W_][\u2024\u3002\uff0e\uff61][^\W_]", re.IGNORECASE)
"""Also a path behind a short domain, and the dots of other scripts, which mail programs take for one."""
_RUN_ON = re.compile(r"(?<=[^\W_]{2}\.)(?=[^\W\d_]{2})")
_DOMAIN = re.compile(r"(?<=[^\s.]\.)(?=[^\W\d_]{2})")
"""Also behind an initial, or a letter behind a dash: "J.Kim", "free-x.com"."""
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
"""What is no sign with an accent, as most type it."""
_BLANKS = re.compile(r"[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000 ]+")


class BadName(ValueError):
    """This is no person's name; the message says why."""


def person_name(text: str) -> str:
    """The name as it is kept: composed, with single blanks, also after a title ("Dr.Hu" would be a link). BadName."""
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
    """The text, in which no mail program sees a link: "Dr.Hu" gets a blank. BadName for what is meant as one."""
    plain = _RUN_ON.sub(" ", text)
    if _LINK.search(plain):
        raise BadName("Write no links and no addresses here.")
    return _DOMAIN.sub(" ", plain)


def name_words(text: str) -> list[str]:
    """The words by which a name is found, in order: small letters without accents, as "jose", "maki", "o", "brien"."""
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN).casefold())
    return "".join(
        sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign)
    ).split()


def shown_name(text: str) -> str:
    """The name for a page or a mail, "" for what is none, wherever it came from."""
    try:
        return person_name(text)
    except BadName:
        return ""
