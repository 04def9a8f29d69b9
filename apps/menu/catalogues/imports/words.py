"""The language of a menu file, and merging the texts of another file of the same menu as a translation."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from apps.menu.catalogues.draft_rows import Rows, Tables
from apps.menu.models.texts import LANGUAGE
from dominos.kernel.texts.languages import NAMES, SOURCE

WORDS = ("name", "description")


def language_of(source: Mapping[str, Any]) -> str:
    """The language that the file declares, `fi_FI` as `fi`; English if it declares none."""
    about = source.get("Misc")
    said = about.get("LanguageCode") if isinstance(about, Mapping) else None
    code = str(said or SOURCE).replace("_", "-").lower()[:10]
    if (spoken := code.partition("-")[0]) in NAMES:
        return spoken
    try:
        LANGUAGE(code)
    except ValidationError:
        return SOURCE
    return code


def with_words(tables: Tables, others: Tables, language: str) -> Tables:
    """The tables with translations from the other files; translations edited by hand are kept.

    Items that another file does not define have their code as a name there, which is not taken.
    """
    return {
        model: _spoken(model, rows, others.get(model, []), language) if rows and "code" in rows[0] else rows
        for model, rows in tables.items()
    }


def _spoken(model: type[Model], rows: Rows, others: Rows, language: str) -> Rows:
    known = dict(model._default_manager.filter(id__in=[row["id"] for row in rows]).values_list("id", "texts"))
    said = {
        row["id"]: {field: row[field] for field in WORDS if row.get(field) not in (None, "", row["code"])}
        for row in others
    }
    return [
        {
            **row,
            "texts": {**known.get(row["id"], {}), **row.get("texts", {}), language: said[row["id"]]}
            if row["id"] in said
            else row.get("texts", known.get(row["id"], {})),
        }
        for row in rows
    ]
