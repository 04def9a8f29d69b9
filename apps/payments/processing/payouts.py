"""Posting partners' payouts."""

from uuid import UUID

from apps.payments.contract.types import PartnerBalance
from apps.payments.ledger.journal import post_payout
from apps.payments.queries.partners import list_balances
from dominos.kernel.audit import record
from dominos.kernel.errors import NotFound
from dominos.kernel.money import Money
from dominos.kernel.postgres.locks import one_at_a_time
from dominos.kernel.unit_of_work import unit_of_work


def book_payout(
    partner_id: UUID, *, reference: str, amount: int, currency: str, by: UUID
) -> list[PartnerBalance]:
    """Posts a payout once, negative if it was returned, and returns the partner's balances.

    Raises NotFound for a currency in which it collected nothing, PayoutDiffers if the reference belongs to
    another one.
    """
    if currency not in {balance.currency for balance in list_balances(partner_id)}:
        raise NotFound("The partner took no money in this currency.")
    with unit_of_work("payments"):
        one_at_a_time(f"payout of {partner_id}")
        if entry := post_payout(partner_id, reference, Money(amount, currency)):
            record("partner_payout_booked", about=entry, by=by, partner=str(partner_id), amount=amount)
    return list_balances(partner_id)
