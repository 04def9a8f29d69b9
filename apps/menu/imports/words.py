"""The language of a menu file, and the words of another file of the same menu, for who reads another language."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from apps.menu.catalogues.tables import Rows, Tables
from apps.menu.models.texts import LANGUAGE
from dominos.kernel.texts.languages import SOURCE

WORDS = ("name", "description")


def language_of(source: Mapping[str, Any]) -> str:
    """The language that the file says its words are in; English where it says none."""
    about = source.get("Misc")
    said = about.get("LanguageCode") if isinstance(about, Mapping) else None
    language = str(said or SOURCE).lower()[:10]
    try:
        LANGUAGE(language)
    except ValidationError:
        return SOURCE
    return language


def with_words(tables: Tables, others: Tables, language: str) -> Tables:
    """The tables with the words that the others have for the same rows; what was written by hand in others stays."""
    return {
        model: _spoken(model, rows, others.get(model, []), language) if rows and "code" in rows[0] else rows
        for model, rows in tables.items()
    }


def _spoken(model: type[Model], rows: Rows, others: Rows, language: str) -> Rows:
    known = dict(model._default_manager.filter(id__in=[row["id"] for row in rows]).values_list("id", "texts"))
    said = {row["id"]: {field: row[field] for field in WORDS if row.get(field)} for row in others}
    return [
        {
            **row,
            "texts": {**known.get(row["id"], {}), **row.get("texts", {}), language: said[row["id"]]}
            if row["id"] in said
            else row.get("texts", known.get(row["id"], {})),
        }
        for row in rows
    ]
