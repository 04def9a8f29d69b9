"""Store credit granted for complaints."""

from apps.payments.contract.commands import GrantCredit
from apps.payments.domain.accounts import EntryKind
from apps.payments.domain.credit import CreditKind
from apps.payments.gateways.credit.accounts import open_account
from apps.payments.ledger.journal import post_credit
from apps.payments.models import CreditAccount
from dominos.kernel.money import Money


def grant(command: GrantCredit) -> None:
    """Opens the account, posts it and publishes that; once, however often it is commanded."""
    if command.amount <= 0 or CreditAccount.objects.filter(id=command.credit_id).exists():
        return
    open_account(
        CreditKind.GRANTED,
        command.amount,
        command.currency,
        account_id=command.credit_id,
        owner_id=command.owner_id,
        order_id=command.order_id,
    )
    amount = Money(command.amount, command.currency)
    post_credit(EntryKind.CREDIT_GRANTED, command.credit_id, amount, store_id=command.store_id)
