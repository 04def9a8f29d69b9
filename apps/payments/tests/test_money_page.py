"""The page on money is fresh, and the documents can be photographed."""

from django.core.management import call_command
from PIL import Image

from apps.payments.domain.accounts import MEANING, RULES, Account, EntryKind
from apps.payments.invoices.pdf.credit_note import render_credit_note
from apps.payments.invoices.pdf.invoice import render_invoice
from apps.payments.invoices.pdf.samples import CREDIT_NOTE, INVOICE


def test_the_page_on_money_is_fresh():
    call_command("money_page", "--check")


def test_every_account_has_a_meaning_and_every_entry_a_rule():
    assert set(MEANING) == set(Account)
    assert set(RULES) == set(EntryKind)
    booked = {rule.account for rules in RULES.values() for rule in rules}
    assert set(Account) - booked == {Account.GATEWAY_CLEARING}, "the rest is booked by name"


def test_documents_become_pictures(tmp_path):
    call_command("documents", "--to", str(tmp_path))
    for name in ("invoice.png", "credit-note.png"):
        with Image.open(tmp_path / name) as picture:
            assert picture.width > 900
            assert len(picture.convert("L").getcolors()) > 20
    assert render_invoice(INVOICE) == render_invoice(INVOICE)
    assert render_credit_note(CREDIT_NOTE) == render_credit_note(CREDIT_NOTE)


def test_the_sample_documents_add_up():
    amounts = INVOICE["amounts"]
    parts = ("food", "delivery_fee", "small_order_fee", "deposit", "tax_added", "tip", "rounding")
    assert sum(amounts[part] for part in parts) - amounts["discount"] == amounts["total"]
    assert sum(row["gross"] for row in INVOICE["taxes"]) == amounts["total"] - amounts["tip"]
    assert sum(row["tax"] for row in INVOICE["taxes"]) == amounts["tax"]
    assert sum(line["amount"] for line in CREDIT_NOTE["lines"]) == CREDIT_NOTE["amounts"]["total"]
