"""Translations of a row's texts."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

LANGUAGE = RegexValidator(r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$", "a code of a language: en, fi")


def check_texts(written: object) -> None:
    """Validates `{language: {field: text}}`."""
    if not isinstance(written, dict):
        raise ValidationError("words by field, by language")
    for language, words in written.items():
        LANGUAGE(language)
        if not isinstance(words, dict) or not all(isinstance(text, str) for text in words.values()):
            raise ValidationError("words by field, by language")


def texts_field() -> Any:
    """`{"fi": {"name": "Suolakurkku"}}`; missing ones fall back to the menu's own language."""
    return models.JSONField(default=dict, db_default={}, blank=True, validators=[check_texts])
