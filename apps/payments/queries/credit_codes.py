"""Codes of gift cards: computed from the account's id, found again by their digest, and opened for a while."""

from datetime import timedelta
from uuid import UUID

from django.core.signing import BadSignature, TimestampSigner

from apps.orders.contract.types import OrderSummary
from apps.payments.contract.errors import CreditElsewhere, NoSuchCredit
from apps.payments.models import CreditAccount
from dominos.kernel.typed_codes import code_for, digest_of, is_code

GOOD_FOR = timedelta(hours=12)
_signer = TimestampSigner(salt="payments.credit", sep=".")


def spendable(order: OrderSummary, account_id: UUID) -> int:
    """What of the order's total the account can pay now. CreditElsewhere where it is of another currency."""
    account = CreditAccount.objects.get(id=account_id)
    if account.currency != order.currency:
        raise CreditElsewhere(currency=account.currency)
    return min(account.spendable, order.amounts.total)


def code_of(account_id: UUID) -> str:
    """What whoever spends the account types. It stands nowhere; a new secret of the platform makes another one."""
    return code_for(b"payments.credit" + account_id.bytes)


def pass_of(account_id: UUID) -> str:
    """What lets its bearer pay with the account for a while: the code is asked for, and guessed, in one place only."""
    return _signer.sign(str(account_id))


def get_by_code(code: str) -> CreditAccount:
    """The account of the code. NoSuchCredit."""
    found = None
    if is_code(code):
        found = CreditAccount.objects.filter(code_digest=digest_of(code)).first()
    if found is None:
        raise NoSuchCredit
    return found


def get_by_pass(text: str) -> CreditAccount:
    """The account a pass opens. NoSuchCredit for a wrong or an old one."""
    try:
        account_id = UUID(_signer.unsign(text, max_age=GOOD_FOR))
    except (BadSignature, ValueError):
        raise NoSuchCredit from None
    return CreditAccount.objects.get(id=account_id)
