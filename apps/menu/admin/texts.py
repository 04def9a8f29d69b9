"""Translations of an entry's texts, edited side by side, with missing ones marked."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from apps.menu.domain.languages import TEXTS, missing_in
from dominos.kernel.texts.languages import NAMES, SOURCE

WORDS = ("name", "description", "alt")
"""The translatable fields, where a row has them."""
LABELS = {
    "name": gettext_lazy("name"),
    "description": gettext_lazy("description"),
    "alt": gettext_lazy("what it shows"),
}


class TextsWidget(forms.Widget):
    """An input for each field and language; missing translations are marked."""

    template_name = "admin/menu/texts.html"

    def __init__(self, words: Mapping[str, int], languages: tuple[str, ...]) -> None:
        super().__init__()
        self.words, self.languages = words, languages

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        texts: Mapping[str, Mapping[str, str]] = value if isinstance(value, dict) else {}
        languages = dict.fromkeys([*self.languages, *texts])
        context["rows"] = [
            {
                "language": NAMES.get(language, language),
                "code": language,
                "fields": self._fields(name, texts, language),
            }
            for language in languages
        ]
        return context

    def _fields(
        self, name: str, texts: Mapping[str, Mapping[str, str]], language: str
    ) -> list[dict[str, object]]:
        return [
            {
                "name": f"{name}.{language}.{word}",
                "label": LABELS[word],
                "value": texts.get(language, {}).get(word, ""),
                "most": most,
            }
            for word, most in self.words.items()
        ]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for key in data:
            place, _, word = key.rpartition(".")
            field, _, language = place.rpartition(".")
            if field == name and word in self.words and (text := data[key].strip()):
                found.setdefault(language, {})[word] = text
        return found

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(key.startswith(f"{name}.") for key in data)


class TextsField(forms.Field):
    """`{language: {field: text}}`; no text may be longer than the row's own field."""

    widget: TextsWidget

    def __init__(self, words: Mapping[str, int], languages: tuple[str, ...]) -> None:
        label = gettext_lazy("In other languages")
        super().__init__(required=False, label=label, widget=TextsWidget(words, languages))

    def clean(self, value: Any) -> dict[str, dict[str, str]]:
        """The entered texts without blank ones."""
        for language, words in value.items():
            for word, text in words.items():
                if len(text) > (most := self.widget.words[word]):
                    where = NAMES.get(language, language)
                    raise ValidationError(f"{where}: at most {most} characters.")
        return dict(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or {}) != (data or {})


class WithTexts:
    """A mixin for the admin of rows with translations."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """The form field of all translations."""
        if db_field.name != TEXTS:
            return super().formfield_for_dbfield(db_field, request, **options)  # type: ignore[misc]
        known = {field.name: field.max_length for field in db_field.model._meta.fields}
        return TextsField({word: known[word] for word in WORDS if word in known}, tuple(NAMES))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """Leaves out the language of the row's own texts."""
        form: Any = super().get_form(request, obj, change, **options)  # type: ignore[misc]
        if obj is not None and TEXTS in form.base_fields:
            form.base_fields[TEXTS].widget.languages = other_languages(obj)
        return form

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        """The same for the rows of an inline."""
        formset: Any = super().get_formset(request, obj, **options)  # type: ignore[misc]
        if obj is not None and TEXTS in formset.form.base_fields:
            formset.form.base_fields[TEXTS].widget.languages = other_languages(obj)
        return formset

    @admin.display(description=gettext_lazy("missing in"))
    def missing(self, row: Any) -> str:
        """The languages without a complete translation."""
        words = {word: getattr(row, word, "") for word in WORDS}
        return ", ".join(missing_in(words, row.texts, other_languages(row)))


def other_languages(row: Any) -> tuple[str, ...]:
    """The platform's languages except that of the row's own texts."""
    catalogue = getattr(row, "catalogue", None)
    own = catalogue.language if catalogue is not None else SOURCE
    return tuple(language for language in NAMES if language != own)


class MissingIn(admin.SimpleListFilter):
    """Filters entries whose translation into a language is incomplete."""

    title = gettext_lazy("missing in")
    parameter_name = "missing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(NAMES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        language = self.value()
        if language not in NAMES:
            return queryset
        missing = Q()
        for word in (field.name for field in queryset.model._meta.fields if field.name in WORDS):
            missing |= ~Q(**{word: ""}) & Q(**{f"{TEXTS}__{language}__{word}__isnull": True})
        is_own = Q(catalogue__language=language) if hasattr(queryset.model, "catalogue") else Q(pk__in=[])
        return queryset.filter(missing).exclude(is_own)
