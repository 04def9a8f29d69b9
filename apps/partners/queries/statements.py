"""A partner's account with us, for the partner."""

from uuid import UUID

from apps.partners.queries.webhooks import partner_of
from apps.payments.contract.service import PaymentsService
from dominos.kernel.edge.answers import Answer
from dominos.kernel.services import service


class PartnerStatementAnswer(Answer):
    """The partner's account with us, in minor units of `currency`."""

    currency: str
    taken: int
    refunded: int
    commission: int
    paid_out: int
    due: int
    """What it still owes; negative if we owe it."""


def list_statements(key_id: UUID) -> list[PartnerStatementAnswer]:
    """By currency, for those in which it collected money."""
    balances = service(PaymentsService).get_partner_balances(partner_id=partner_of(key_id).id)
    return PartnerStatementAnswer.of_all(balances)
