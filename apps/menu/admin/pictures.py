"""Pictures: uploaded once, known by what they show, and chosen at products and categories."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from apps.menu.admin.texts import WithTexts
from apps.menu.models import Picture
from apps.menu.pictures.adding import MAX_BYTES, add_photo
from dominos.kernel.audit.admin import Audited
from dominos.kernel.errors import DomainError


class PictureForm(forms.ModelForm[Picture]):
    """The alt text and the focal point, and for a new picture its photo."""

    photo = forms.FileField(
        label=gettext_lazy("Photo"),
        help_text=gettext_lazy("JPEG, PNG or WebP, at least 320 pixels a side, at most 900,000 bytes."),
    )

    class Meta:
        model = Picture
        fields = ("photo", "alt", "focal_x", "focal_y")

    def clean_alt(self) -> str:
        """The text without blanks around it; blanks alone say nothing."""
        alt: str = self.cleaned_data["alt"].strip()
        if not alt:
            raise ValidationError("Say what the picture shows.")
        return alt

    def clean(self) -> dict[str, Any]:
        """Keeps the photo, so that what is wrong with it is told at its field."""
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and given.get("photo"):
            given["photo"].seek(0)
            try:
                self.instance = add_photo(
                    given["photo"].read(MAX_BYTES + 1),
                    alt=given["alt"],
                    focal=(given["focal_x"], given["focal_y"]),
                )
            except DomainError as refusal:
                self.add_error("photo", refusal.detail)
        return given


@admin.register(Picture)
class PictureAdmin(Audited, WithTexts, admin.ModelAdmin[Picture]):
    """Whatever is changed here counts from a menu's next publication on."""

    list_display = ["alt", "missing", "thumbnail", "width", "height", "added_at"]
    search_fields = ["alt", "key"]
    ordering = ["-added_at"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """A new picture's form has a photo; what a picture shows does not change."""
        if obj is None:
            kwargs["form"] = PictureForm
        return super().get_form(request, obj, change, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["thumbnail", "width", "height"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Versions that were published name it."""
        return False

    @admin.display(description=gettext_lazy("picture"))
    def thumbnail(self, picture: Picture) -> SafeString:
        return format_html(
            '<img src="/api/v1/menu/pictures/{}" alt="{}" width="96">', picture.file_name, picture.alt
        )
