"""Opening accounts and changing their balances: each movement once per key, never below 0."""

from uuid import UUID

from django.db.models import F

from apps.payments.contract.events import CreditIssued
from apps.payments.domain.credit import CreditKind, Movement
from apps.payments.models import CreditAccount, CreditMovement
from apps.payments.queries.credit_codes import code_of
from dominos.kernel.typed_codes import digest_of
from dominos.kernel.unit_of_work import publish


def open_account(
    kind: CreditKind,
    amount: int,
    currency: str,
    *,
    account_id: UUID,
    owner_id: UUID | None = None,
    order_id: UUID | None = None,
) -> CreditAccount:
    """A new account with the amount on it; called within a unit of work. Publishes an event, so that its code
    is mailed.
    """
    account = CreditAccount.objects.create(
        id=account_id,
        kind=kind.value,
        owner_id=owner_id,
        currency=currency,
        code_digest=digest_of(code_of(account_id)),
        order_id=order_id,
    )
    first = Movement.BOUGHT if kind is CreditKind.GIFT else Movement.GRANTED
    move(account, first, amount, key=f"{account_id}:{first}")
    event = CreditIssued(account_id=account_id, order_id=order_id, amount=amount, currency=currency)
    publish(event, subject=account_id)
    return account


def move(
    account: CreditAccount, kind: Movement, amount: int, *, key: str, payment_id: UUID | None = None
) -> bool:
    """Changes the balance by the amount; called within a unit of work. False, without a change, if the
    balance is too low.

    Nothing is reserved of a blocked account. The update locks the row: of concurrent requests for the same
    money one gets it.
    """
    left = CreditAccount.objects.filter(id=account.id, balance__gte=-amount)
    if kind is Movement.HELD:
        left = left.filter(is_blocked=False)
    if not left.update(balance=F("balance") + amount):
        return False
    CreditMovement.objects.create(
        account=account, kind=kind.value, key=key, amount=amount, payment_id=payment_id
    )
    return True
