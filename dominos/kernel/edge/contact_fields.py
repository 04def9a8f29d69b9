"""Serializer fields for names, telephone numbers and addresses; see `kernel/contact.py`."""

from collections.abc import Callable
from typing import Any

from rest_framework import serializers

from dominos.kernel import contact
from dominos.kernel.person_names import BadName, person_name, without_links


def _with_an_end(field: serializers.CharField, text: str) -> str:
    """The text, unless it is far longer than what is stored: looking at endless accents takes endless time."""
    if field.max_length is not None and len(text) > contact.AS_WRITTEN * field.max_length:
        field.fail("max_length", max_length=field.max_length)
    return text


class WordsField(serializers.CharField):
    """Free text, stored as `plain_words`.

    Payment card numbers are refused, since the text is stored and shown.
    """

    default_error_messages = {"card_number": "Write no card numbers here."}

    def to_internal_value(self, data: Any) -> str:
        text = _with_an_end(self, super().to_internal_value(data))
        words = contact.plain_words(text)
        if text and not words:
            self.fail("blank")
        if contact.holds_card_number(words):
            self.fail("card_number")
        return words


class GreetingField(WordsField):
    """Free text that is mailed to strangers: no links, as in names."""

    def to_internal_value(self, data: Any) -> str:
        try:
            return without_links(super().to_internal_value(data))
        except BadName as error:
            raise serializers.ValidationError(str(error), "invalid") from error


class LineField(WordsField):
    """Text on one line in a normal form; its length is that of the stored form."""

    length = contact.NAME
    stored: Callable[[str], str] = staticmethod(contact.one_line)

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": self.length, **options})

    def to_internal_value(self, data: Any) -> str:
        return self.stored(super().to_internal_value(data))


class NameField(LineField):
    """A person's name, as `person_name` has it."""

    def to_internal_value(self, data: Any) -> str:
        try:
            return person_name(super().to_internal_value(data))
        except BadName as error:
            raise serializers.ValidationError(str(error), "invalid") from error


class PhoneField(LineField):
    """A telephone number in any notation."""

    length = contact.PHONE
    default_error_messages = {"invalid_phone": "This is not a telephone number."}

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if not text:
            return text
        try:
            return contact.phone_number(text)
        except ValueError:
            self.fail("invalid_phone")


class EmailField(serializers.EmailField):
    """A mail address."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": contact.EMAIL, **options})

    default_error_messages = {"card_number": WordsField.default_error_messages["card_number"]}

    def to_internal_value(self, data: Any) -> str:
        email = contact.email_address(_with_an_end(self, super().to_internal_value(data)))
        if contact.holds_card_number(email):
            self.fail("card_number")
        return email


class StreetField(LineField):
    """A street."""

    length = contact.STREET


class HouseNumberField(LineField):
    """A house number with all that belongs to it."""

    length = contact.HOUSE_NUMBER


class PostcodeField(LineField):
    """A postcode; optional, since not every address of the map has one."""

    length = contact.POSTCODE
    stored = staticmethod(contact.postcode_text)

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_blank": True, **options})


class CityField(LineField):
    """A town; optional, since not every address of the map has one."""

    length = contact.CITY

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_blank": True, **options})


FIELDS: dict[str, type[LineField]] = {
    "phone": PhoneField,
    "street": StreetField,
    "house_number": HouseNumberField,
    "postcode": PostcodeField,
    "city": CityField,
}
"""The field type for each field name, in all requests."""
