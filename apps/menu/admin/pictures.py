"""Pictures: uploaded once, identified by the hash of their content, and chosen for products and categories."""

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
from apps.menu.pictures.renditions import MAX_BYTES, add_photo
from dominos.kernel.audit.admin import Audited
from dominos.kernel.errors import DomainError


class PictureForm(forms.ModelForm[Picture]):
    """Alt text and focal point, and for a new picture its photo."""

    photo = forms.FileField(
        label=gettext_lazy("Photo"),
        help_text=gettext_lazy("JPEG, PNG or WebP, at least 320 pixels a side, at most 900,000 bytes."),
    )

    class Meta:
        model = Picture
        fields = ("photo", "alt", "focal_x", "focal_y")

    def clean_alt(self) -> str:
        """The stripped text; only blanks are rejected."""
        alt: str = self.cleaned_data["alt"].strip()
        if not alt:
            raise ValidationError("Say what the picture shows.")
        return alt

    def clean(self) -> dict[str, Any]:
        """Processes the photo, so that its errors are shown at its field."""
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
    """Changes take effect with the next publication of a menu."""

    list_display = ["alt", "missing", "thumbnail", "width", "height", "added_at"]
    search_fields = ["alt", "key"]
    ordering = ["-added_at"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form of a new picture has a photo; the photo of an existing one cannot be replaced."""
        if obj is None:
            kwargs["form"] = PictureForm
        return super().get_form(request, obj, change, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["thumbnail", "width", "height"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: published versions refer to pictures."""
        return False

    @admin.display(description=gettext_lazy("picture"))
    def thumbnail(self, picture: Picture) -> SafeString:
        return format_html(
            '<img src="/api/v1/menu/pictures/{}" alt="{}" width="96">', picture.file_name, picture.alt
        )
