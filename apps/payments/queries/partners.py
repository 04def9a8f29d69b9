"""What partners collected for us, keep and have paid out, according to the ledger."""

from collections import defaultdict
from uuid import UUID

from django.db.models import Sum

from apps.payments.contract.types import PartnerBalance
from apps.payments.domain.accounts import SALES, Account, EntryKind
from apps.payments.models.journal import Posting

FIGURE_OF = dict.fromkeys(SALES, "taken") | {
    EntryKind.REFUND: "refunded",
    EntryKind.COMMISSION: "commission",
    EntryKind.PARTNER_PAYOUT: "paid_out",
}


def list_balances(partner_id: UUID) -> list[PartnerBalance]:
    """The partner's balance in each currency it collected."""
    rows = (
        Posting.objects.filter(entry__partner_id=partner_id, account=Account.PARTNER_CLEARING)
        .values_list("entry__currency", "entry__kind")
        .annotate(sum=Sum("amount"))
    )
    figures: dict[str, dict[str, int]] = defaultdict(dict)
    for currency, kind, amount in rows:
        figure = FIGURE_OF[EntryKind(kind)]
        figures[currency][figure] = amount if figure == "taken" else -amount
    return [PartnerBalance(currency=currency, **figures[currency]) for currency in sorted(figures)]
