"""Batches of single-use codes, created here and downloaded as a list."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from apps.menu.models import CodeBatch, Deal
from apps.menu.queries.deal_codes import codes_of
from apps.menu.store_menus.code_batches import make_codes
from dominos.kernel.admin import shows_only
from dominos.kernel.audit.admin import Audited


class BatchForm(forms.ModelForm[CodeBatch]):
    """Offers only the deals that need a code."""

    class Meta:
        model = CodeBatch
        fields = ["name", "deal", "number", "ends_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "deal" in self.fields:
            deals = Deal.objects.filter(needs_code=True).order_by("code").distinct()
            known = [(code, f"{code}: {name}") for code, name in deals.values_list("code", "name")]
            self.fields["deal"] = forms.ChoiceField(choices=known, help_text=self.fields["deal"].help_text)


@admin.register(CodeBatch)
class CodeBatchAdmin(Audited, admin.ModelAdmin[CodeBatch]):
    """Batches are immutable, because codes were handed out, but may end earlier or be deleted."""

    form = BatchForm
    list_display = ["name", "deal", "number", "ends_on", "created_at"]
    search_fields = ["name", "deal"]
    actions = ["download"]

    def get_readonly_fields(self, request: HttpRequest, obj: CodeBatch | None = None) -> list[str]:
        """Everything but name and end, once the batch exists."""
        return ["deal", "number"] if obj else []

    def save_model(self, request: HttpRequest, obj: CodeBatch, form: Any, change: bool) -> None:
        """Creates the codes together with a new batch."""
        super().save_model(request, obj, form, change)
        if not change:
            make_codes(obj)

    @shows_only
    @admin.action(description=gettext_lazy("Download the codes"), permissions=["change"])
    def download(self, request: HttpRequest, batches: QuerySet[CodeBatch]) -> HttpResponse:
        lines = [f"{code}\r\n" for batch in batches for code in codes_of(batch.id)]
        answer = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="codes.csv"'
        return answer
