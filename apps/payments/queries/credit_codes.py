"""Codes of gift cards: derived from the account's id, found by their digest, and exchanged for a short-lived pass."""

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
    """The part of the order's total that the account can pay now. CreditElsewhere in another currency."""
    account = CreditAccount.objects.get(id=account_id)
    if account.currency != order.currency:
        raise CreditElsewhere(currency=account.currency)
    return min(account.spendable, order.amounts.total)


def code_of(account_id: UUID) -> str:
    """The code to spend the account. It is not stored; a new platform secret makes another one."""
    return code_for(b"payments.credit" + account_id.bytes)


def pass_of(account_id: UUID) -> str:
    """A token that lets its bearer pay with the account for a while, so that codes are entered (and guessed)
    in one place only.
    """
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
    """The account of a pass. NoSuchCredit for an invalid or expired one."""
    try:
        account_id = UUID(_signer.unsign(text, max_age=GOOD_FOR))
    except (BadSignature, ValueError):
        raise NoSuchCredit from None
    return CreditAccount.objects.get(id=account_id)
