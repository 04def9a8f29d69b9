"""Names, telephone numbers, postal and mail addresses: their limits, and their normal form for storage.

The only definition of each, for input, storage and comparison. Pure.
"""

import re
import unicodedata
from collections.abc import Iterator

NAME = 100
EMAIL = 254
PHONE = 30
STREET = 200
HOUSE_NUMBER = 40
POSTCODE = 20
CITY = 120
"""Maximal characters. Those of an address match the map that is searched."""

AS_WRITTEN = 4
"""How many times longer than its stored form input may be, because of spaces and combining accents."""

ADDRESS_LINE = STREET + HOUSE_NUMBER + POSTCODE + CITY + 4
"""Maximal characters of `address_line`."""

EMAIL_KEY = 600
"""Maximal characters of `email_key`: a domain grows when encoded in ASCII."""

_GAPS = frozenset({"Zs", "Zl", "Zp", "Cc"})
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_PHONE = re.compile(r"\+?[0-9 ()/.-]+")
_COUNTRY_BEFORE = re.compile(r"\A(?:[A-Z]{1,3} ?- ?(?=\d)|[A-Z]{1,2} ?(?=\d[\d -]{3,}\Z))")
"""Without a dash only where digits alone follow, as many as no postcode has behind letters of its own."""
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_ZIP = re.compile(r"\A(\d{5})-\d{4}\Z")
"""Of which the four digits behind the dash tell a block or a box."""
_WITHOUT_DOTS = frozenset({"gmail.com", "googlemail.com"})
MIN_DIGITS, MAX_DIGITS = 5, 20
_JOINERS = frozenset({"\u200c", "\u200d"})
"""Zero-width (non-)joiners, needed by Persian, Indic scripts and emoji."""
_GROUPS = re.compile(r"[0-9]+(?:(?:[\s\-.()]+|[\W_])[0-9]+)*")
_CARD_NUMBER = re.compile(
    r"3[47][0-9]{13}"  # American Express
    r"|3(?:0[0-5]|[689])[0-9]{11,16}"  # Diners Club
    r"|4(?:[0-9]{15}|[0-9]{18})"  # Visa; its 13 digits are those of telephone numbers, too
    r"|5[0-9]{13,18}|6[0-9]{13,18}"  # Mastercard, Maestro, Discover, UnionPay
    r"|35[0-9]{14,17}|[28][0-9]{15,18}"  # JCB, Mir, Mastercard of 2, UnionPay of 8
)
MIN_CARD_DIGITS, MAX_CARD_DIGITS = 14, 19
_E_164 = re.compile(r"\+[1-9][0-9]{7,14}")
_TRUNK = re.compile(r"(?<=[0-9])\(0\)")
"""The national prefix, as in +49 (0)30 123."""
_WITH_COUNTRY = re.compile(
    r"(?:\+|\A00|\A(?=[1-9]\d{11}))(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})"
)
"""A calling code (ITU-T E.164) behind its sign; no number within a country has twelve digits."""
_TRUNK_DIGIT = re.compile(r"\A[18](?=\d{10}\Z)")
"""What North America and Russia dial before ten digits, as others dial 0."""
LOCAL_DIGITS = 6
"""The number of last digits that every spelling of a number has, even without an area code."""


def one_line(text: str) -> str:
    """The text in NFC on one line: any white space, including line breaks, becomes one space.

    Invisible direction characters, as phones add them to copied text, are removed.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    composed = unicodedata.normalize("NFC", visible(text))
    plain = "".join(" " if unicodedata.category(letter) in _GAPS else letter for letter in composed)
    return " ".join(plain.split())


def visible(text: str, but: frozenset[str] = _JOINERS) -> str:
    """Without invisible characters: soft hyphens, joiners, direction characters. ASCII is returned unchanged."""
    if text.isascii():
        return text
    return "".join(letter for letter in text if letter in but or unicodedata.category(letter) != "Cf")


def plain_words(text: str) -> str:
    """Multi-line text in its stored form: without invisible and control characters."""
    if text.isprintable() and text.isascii():
        return text
    lines = "\n".join(visible(text).splitlines())
    return "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) != "Cc")


def _in_our_signs(text: str) -> str:
    """With digits, dashes and letters of any width as the ones that keyboards have, and nothing invisible."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKC", visible(text, frozenset()))
    return _in_our_digits(_DASHES.sub("-", plain))


def phone_number(text: str) -> str:
    """A telephone number in its stored form, keeping its notation. ValueError if it is not one."""
    plain = one_line(_in_our_signs(text))
    if (
        not _PHONE.fullmatch(plain)
        or not MIN_DIGITS <= len(digits_of(plain)) <= MAX_DIGITS
        or not phone_key(plain)
    ):
        raise ValueError("This is not a telephone number.")
    if holds_card_number(plain):
        raise ValueError("This looks like a card number.")
    return plain


def digits_of(phone: str) -> str:
    """Its digits, in whichever script."""
    return re.sub("[^0-9]", "", _in_our_digits(phone))


def holds_card_number(text: str) -> bool:
    """Whether the text contains a payment card number, with any separators.

    Checks the Luhn digit (ISO/IEC 7812) and the length of the scheme by prefix, in any grouping of adjacent
    digits; date and code may follow. Telephone numbers are shorter, or begin with the zeros of an
    international call.
    """
    if len(text) < MIN_CARD_DIGITS:
        return False
    plain = _in_our_signs(text)
    return any(
        _CARD_NUMBER.fullmatch(number) and passes_luhn(number)
        for found in _GROUPS.findall(plain)
        for number in _neighbours(re.findall("[0-9]+", found))
    )


def _neighbours(groups: list[str]) -> Iterator[str]:
    """Groups of digits that stand together as one number, as long as it may be one of a card."""
    for first in range(len(groups)):
        number = ""
        for group in groups[first : first + MAX_CARD_DIGITS + 1]:
            number += group
            if len(number) > MAX_CARD_DIGITS:
                break
            yield number


def passes_luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others."""
    doubled = (int(d) * 2 if i % 2 else int(d) for i, d in enumerate(reversed(digits)))
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _in_our_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(letter, letter)) for letter in text)


def international(phone: str) -> str:
    """The number in E.164 form; "" for one without country code."""
    plain = re.sub(r"\A00", "+", re.sub(r"[ /.-]", "", phone))
    plain = re.sub(r"[()]", "", _TRUNK.sub("", plain))
    return plain if _E_164.fullmatch(plain) else ""


def dialled(phone: str, beside: str) -> str:
    """The same for a number that may lack its country code, which is then taken from the telephone `beside`,
    such as the store's.

    "(212) 555-0100" beside +1 201 555 0123 is +12125550100. "" if no such number exists there.
    """
    if number := international(phone):
        return number
    import phonenumbers

    try:
        country = phonenumbers.region_code_for_country_code(phonenumbers.parse(beside).country_code or 0)
        read = phonenumbers.parse(phone, country)
    except phonenumbers.NumberParseException:
        return ""
    is_one = phonenumbers.is_valid_number(read)
    return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164) if is_one else ""


def is_ordinary(number: str) -> bool:
    """Whether an E.164 number may be rung at our expense.

    Not one at a premium or shared rate, of a whole company, or of no country, such as a satellite's.
    """
    import phonenumbers

    try:
        read = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return False
    kinds = phonenumbers.PhoneNumberType
    dear = (kinds.PREMIUM_RATE, kinds.SHARED_COST, kinds.UAN, kinds.PAGER)
    return phonenumbers.number_type(read) not in dear and phonenumbers.region_code_for_country_code(
        read.country_code or 0
    ) not in ("001", "ZZ")


def phone_key(phone: str) -> str:
    """Equal for +358 40 1234567, 00358... and 040 1234567: the digits of a subscriber within their country."""
    dialled = re.sub("[^0-9+]", "", _in_our_digits(phone))
    return _TRUNK_DIGIT.sub("", _WITH_COUNTRY.sub("", dialled, count=1).lstrip("0"))


def local_forms(key: str) -> list[str]:
    """A telephone's key, and its forms without more and more of its area code."""
    return [key[start:] for start in range(max(len(key) - LOCAL_DIGITS, 0) + 1)]


def is_same_phone(one: str, other: str) -> bool:
    """Whether two numbers may be the same telephone: equal, or one lacks the area or country code."""
    shorter, longer = sorted((phone_key(one), phone_key(other)), key=len)
    return bool(shorter) and shorter in local_forms(longer)


def email_address(text: str) -> str:
    """A mail address in its stored form: NFC, lower case, without invisible characters."""
    if text.isascii():
        return text.strip().lower()
    composed = unicodedata.normalize("NFC", visible(text, frozenset()))
    return unicodedata.normalize("NFC", composed.strip().lower())


def email_key(email: str) -> str:
    """Equal for all spellings of one mailbox; at most `EMAIL_KEY` characters.

    Ignores case, a tag after a plus, Gmail's dots and its two domains, and whether a domain is encoded in
    ASCII.
    """
    plain = unicodedata.normalize("NFKC", email_address(email)).lower()
    mailbox, _, domain = plain.rpartition("@")
    if not mailbox:
        return plain
    mailbox = mailbox.partition("+")[0] or mailbox
    if domain in _WITHOUT_DOTS:
        return f"{mailbox.replace('.', '')}@gmail.com"
    return f"{mailbox}@{_in_ascii(domain)}"


def email_on_the_wire(email: str) -> str:
    """The address for mail servers, its domain in ASCII."""
    mailbox, _, domain = email.rpartition("@")
    return f"{mailbox}@{_in_ascii(domain)}"


def _in_ascii(domain: str) -> str:
    """As IDNA 2008 has it, for which ß is a letter of its own: straße.de and strasse.de belong to two owners."""
    if domain.isascii():
        return domain
    labels = re.split("[.\u3002]", domain)
    return ".".join(
        label if label.isascii() else f"xn--{label.encode('punycode').decode()}" for label in labels
    )


def postcode_text(text: str) -> str:
    """A postcode in its stored form."""
    return one_line(_in_our_signs(text)).upper()


def postcode_key(postcode: str) -> str:
    """Equal for all spellings of one postcode: FI-00120, FI 00120 and 00 120 are 00120, 10001-1234 is 10001."""
    plain = _COUNTRY_BEFORE.sub("", postcode_text(postcode))
    plain = _ZIP.sub(r"\1", plain)
    return "".join(sign for sign in plain if sign.isalnum())


def is_ideographic(text: str) -> bool:
    """Whether the text contains a Chinese character or a Japanese syllable."""
    return _IDEOGRAPH.search(text) is not None


def address_lines(street: str, house_number: str, postcode: str, city: str) -> tuple[str, str]:
    """As on an envelope: street and number, then postcode and city; in ideographs the postcode, then large to small."""
    if is_ideographic(street + city):
        return postcode, f"{city}{street}{house_number}"
    return f"{street} {house_number}".strip(), f"{postcode} {city}".strip()


def address_line(street: str, house_number: str, postcode: str, city: str) -> str:
    """The same in one line."""
    parts = address_lines(street, house_number, postcode, city)
    return (" " if is_ideographic(street + city) else ", ").join(part for part in parts if part)
