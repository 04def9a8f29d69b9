"""Money and percentages in the admin, typed and shown as people write them: 15.90 or 15,90, and 20 for 20 %.

What is stored stays whole numbers: minor units of a currency, basis points. An admin class that mixes `WithAmounts` in
names its fields of money and where each finds its currency:

    class VariantInline(WithAmounts, admin.TabularInline):
        amounts = {"price": "parent.catalogue.currency", "unit_steps": "parent.catalogue.currency"}

A path begins with a field of the form or of its row, or with `parent`, the row that an inline belongs to.
A currency that is called `PERCENT` makes the field one of percentages, kept in basis points.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Field, JSONField, Model
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from dominos.kernel.money import PERCENT, digits

COUNT = "#"
_WRITTEN = re.compile(r"(-?[0-9]{1,15})(?:[.,]([0-9]{1,9}))?")


def places_of(unit: str) -> int:
    """The decimal places of a currency or percentage."""
    return 0 if unit == COUNT else 2 if unit == PERCENT else digits(unit)


def kept(written: object, unit: str) -> int:
    """Parses input to minor units or basis points. ValueError with a readable message.

    More decimals than the unit has are refused, even zeros: 1.500 EUR or 11.000 CLP usually means thousands.
    """
    found = _WRITTEN.fullmatch(str(written).strip())
    if found is None:
        raise ValueError("Write an amount like 15.90 or 15,90.")
    whole, fraction = found[1], found[2] or ""
    places = places_of(unit)
    if len(fraction) > places:
        raise ValueError(
            f"{unit} has {places} decimal places." if places else f"{unit} has no decimal places."
        )
    return int(Decimal(f"{whole}.{fraction or 0}").scaleb(places))


def written(amount: int, unit: str) -> str:
    """An amount in input form: "15.90"; a percentage without trailing zeros: "20", "12.5"."""
    places = places_of(unit)
    text = f"{Decimal(amount).scaleb(-places):.{places}f}"
    return text.rstrip("0").rstrip(".") if unit == PERCENT and "." in text else text


def shown(amount: int | None, unit: str) -> str:
    """An amount with its currency or percent sign, for display; "" for none."""
    return "" if amount is None else f"{written(amount, unit)} {unit}"


class AmountField(forms.CharField):
    """One amount. Its form converts it once the currency is known; `nothing` is stored for empty input."""

    def __init__(self, *, unit: str, least: int | None = 0, nothing: Any = None, **options: Any) -> None:
        self.unit, self.least, self.nothing = unit, least, nothing
        super().__init__(max_length=25, empty_value=None, **options)
        self.widget.attrs |= {"inputmode": "decimal", "size": 9, "class": "vAmountField"}

    def read(self, text: Any, unit: str) -> Any:
        """The stored value of the input. ValueError."""
        amount = kept(text, unit)
        if self.least is not None and amount < self.least:
            raise ValueError("No less than nothing.")
        return amount

    def write(self, value: Any, unit: str) -> str:
        """The input form of a stored value."""
        return written(value, unit)


class AmountsField(AmountField):
    """A list of amounts, separated by spaces or semicolons."""

    def read(self, text: Any, unit: str) -> Any:
        return [kept(part, unit) for part in re.split(r"[\s;]+", str(text).strip())]

    def write(self, value: Any, unit: str) -> str:
        return "; ".join(written(amount, unit) for amount in value)


class StepsField(AmountField):
    """Tiers, one a line, "threshold: value". One unit for both, or two separated by a space; "#" counts things."""

    widget = forms.Textarea

    def __init__(self, *, names: tuple[str, str] | None = None, **options: Any) -> None:
        self.names = names
        super().__init__(**options)
        self.max_length = None
        self.validators = []
        self.widget.attrs |= {"rows": 4, "cols": 20, "placeholder": "0: 2.99"}
        del self.widget.attrs["maxlength"], self.widget.attrs["size"]

    def read(self, text: Any, unit: str) -> Any:
        """Pairs, or objects with these `names`. ValueError."""
        lines = [line for line in re.split(r"[\n;]+", str(text).strip()) if line.strip()]
        return [self._read_step(line, *_both(unit)) for line in lines]

    def _read_step(self, line: str, start: str, unit: str) -> Any:
        threshold, colon, amount = line.partition(":")
        if not colon:
            raise ValueError(
                f"Write one step a line, from what on and how much, like 0: 2.99, and not {line.strip()}."
            )
        step = (kept(threshold, start), kept(amount, unit))
        if min(step) < 0:
            raise ValueError("No less than nothing.")
        return dict(zip(self.names, step, strict=True)) if self.names else list(step)

    def write(self, value: Any, unit: str) -> str:
        """The steps, line by line."""
        start, what = _both(unit)
        steps = [[step[name] for name in self.names] if self.names else step for step in value]
        return "\n".join(
            f"{written(threshold, start)}: {written(amount, what)}" for threshold, amount in steps
        )


def _both(unit: str) -> tuple[str, str]:
    first, _, second = unit.partition(" ")
    return first, second or first


class AmountsForm[M: Model](forms.ModelForm[M]):
    """A form whose amounts are entered in readable form."""

    parent: Model | None = None

    def unit_of(self, field: AmountField) -> str:
        """The currency of an amount, by its path; "" while it is unknown."""
        first, *rest = field.unit.split(".")
        if field.unit == PERCENT:
            return PERCENT
        found = self.parent if first == "parent" else self._own(first)
        for name in rest:
            found = _follow(found, name)
        return str(found or "")

    def _own(self, name: str) -> Any:
        method = getattr(self, name, None)
        if callable(method):
            return method()
        typed = getattr(self, "cleaned_data", {}).get(name)
        return typed if typed else _follow(self.instance, name)

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        value = super().get_initial_for_field(field, field_name)
        if not isinstance(field, AmountField) or value is None or isinstance(value, str):
            return value
        return field.write(value, self.unit_of(field)) if value else "0" if value == 0 else ""

    def _post_clean(self) -> None:
        for name, field in self.fields.items():
            if not isinstance(field, AmountField) or name not in self.cleaned_data:
                continue
            text = self.cleaned_data[name]
            try:
                value = field.nothing if text is None else field.read(text, self.unit_of(field))
                self.cleaned_data[name] = value
            except ValueError as error:
                self.add_error(name, str(error))
        super()._post_clean()  # type: ignore[misc]


class AmountsInlineFormSet(BaseInlineFormSet[Any, Any, Any]):
    """Inline rows, each of which can see the row it belongs to while both are being entered."""

    def _construct_form(self, index: int, **options: Any) -> Any:
        return self._of_parent(super()._construct_form(index, **options))  # type: ignore[misc]

    def _of_parent(self, form: Any) -> Any:
        form.parent = self.instance
        return form

    @property
    def empty_form(self) -> Any:
        return self._of_parent(super().empty_form)


class WithAmounts:
    """A mixin for model admins and inlines with money; read-only amounts are shown with their currency."""

    amounts: ClassVar[Mapping[str, str]] = {}
    amount_fields: ClassVar[Mapping[str, type[AmountField]]] = {}
    form: Any = AmountsForm
    formset: Any = AmountsInlineFormSet

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        for name in self.amounts:
            setattr(self, _shown(name), self._reader(name))

    def _reader(self, name: str) -> Callable[[Any], str]:
        field: Any = self.model._meta.get_field(name)  # type: ignore[attr-defined]
        unit = self.amounts[name]

        def read(row: Any) -> str:
            currency: Any = row
            for step in unit.split("."):
                currency = _follow(currency, step)
            value = getattr(row, name)
            return shown(value, str(currency)) if currency and isinstance(value, int) else str(value or "")

        return admin.display(description=field.verbose_name, ordering=name)(read)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """The field of the form for a column."""
        if db_field.name in self.amounts:
            field: Any = self._amount_field(db_field)
        else:
            field = super().formfield_for_dbfield(db_field, request, **options)  # type: ignore[misc]
        if field is not None and db_field.name in getattr(self, "list_editable", ()):
            field.widget.attrs["aria-label"] = str(field.label)
        return field

    def _amount_field(self, column: Field[Any, Any] | JSONField[Any, Any]) -> AmountField:
        kind = self.amount_fields.get(column.name, AmountField)
        return kind(
            unit=self.amounts[column.name],
            nothing=None if column.null else column.get_default(),
            required=not column.blank,
            label=str(column.verbose_name).capitalize(),
            help_text=column.help_text,
            initial=column.get_default(),
        )

    def get_changelist_form(self, request: HttpRequest, **options: Any) -> Any:
        """The form of the rows of a list, with the same amounts."""
        return super().get_changelist_form(request, **{"form": AmountsForm, **options})  # type: ignore[misc]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The columns of a list; amounts that are not typed in it are read with their currency."""
        typed = getattr(self, "list_editable", ())
        return [
            _shown(name) if name in self.amounts and name not in typed else name
            for name in super().get_list_display(request)  # type: ignore[misc]
        ]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The fields of a form, without those that are there for who only reads."""
        readers = set(map(_shown, self.amounts))
        return [name for name in super().get_fields(request, obj) if name not in readers]  # type: ignore[misc]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The groups of a form; amounts that are only looked at are read with their currency."""
        read = set(getattr(self, "readonly_fields", ()))
        if not self.has_change_permission(request, obj):  # type: ignore[attr-defined]
            read = set(self.amounts)
        return [
            (title, {**group, "fields": [self._field(name, read) for name in group["fields"]]})
            for title, group in super().get_fieldsets(request, obj)  # type: ignore[misc]
        ]

    def _field(self, name: Any, read: set[str]) -> Any:
        return _shown(name) if name in self.amounts and name in read else name

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Also the amounts that are only read."""
        return [*super().get_readonly_fields(request, obj), *map(_shown, self.amounts)]  # type: ignore[misc]


def _shown(name: str) -> str:
    return f"{name}_with_currency"


def _follow(row: Any, name: str) -> Any:
    try:
        return getattr(row, name, None)
    except ObjectDoesNotExist:
        return None
