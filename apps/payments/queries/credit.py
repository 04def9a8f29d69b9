"""Reads: gift cards and store credit."""

from datetime import datetime
from uuid import UUID

from apps.payments.contract.types import CreditLetter
from apps.payments.domain.charges import ChargeStatus
from apps.payments.domain.credit import CreditKind, Movement, bounds, offered
from apps.payments.models import CreditAccount, GiftPurchase
from apps.payments.queries.answers import NextActionAnswer
from apps.payments.queries.credit_codes import code_of, get_by_code, pass_of
from dominos.kernel.edge.answers import Answer
from dominos.kernel.errors import NotFound

SHOWN = 50


class CreditMovementAnswer(Answer):
    """A change of a balance; deposits are positive."""

    kind: Movement
    amount: int
    moved_at: datetime


class CreditAnswer(Answer):
    """A gift card or store credit; pay with `{"credit": <pass>}` in the method. Amounts in minor units."""

    kind: CreditKind
    currency: str
    balance: int
    credit_pass: str
    """Lets its bearer pay with it for some hours."""
    movements: list[CreditMovementAnswer]
    """The latest ones, newest first."""


class GiftOfferAnswer(Answer):
    """The amounts of gift cards in a currency, in minor units."""

    currency: str
    amounts: list[int]
    least: int
    most: int


class GiftPurchaseAnswer(Answer):
    """A gift card being bought. Its code is mailed to the recipient and never shown."""

    id: UUID
    status: ChargeStatus
    amount: int
    currency: str
    recipient_email: str
    next_action: NextActionAnswer | None
    created_at: datetime


def open_credit(code: str) -> CreditAnswer:
    """The account of the code, with a pass to pay with it. NoSuchCredit."""
    return _shown(get_by_code(code))


def list_own_credit(owner_id: UUID) -> list[CreditAnswer]:
    """The person's store credit with a balance, oldest first."""
    return [
        _shown(each) for each in CreditAccount.objects.filter(owner_id=owner_id, balance__gt=0).order_by("id")
    ]


def _shown(account: CreditAccount) -> CreditAnswer:
    last = account.movements.order_by("-id")[:SHOWN]
    return CreditAnswer(
        kind=CreditKind(account.kind),
        currency=account.currency,
        balance=account.spendable,
        credit_pass=pass_of(account.id),
        movements=[CreditMovementAnswer.of(each) for each in last],
    )


def offer_in(currency: str) -> GiftOfferAnswer:
    """The amounts of gift cards in the currency."""
    least, most = bounds(currency)
    return GiftOfferAnswer(currency=currency, amounts=list(offered(currency)), least=least, most=most)


def get_letter(account_id: UUID) -> CreditLetter:
    """The content of the mail about the account. NotFound."""
    account = CreditAccount.objects.filter(id=account_id).first()
    if account is None:
        raise NotFound
    bought = GiftPurchase.objects.filter(account=account).first()
    return CreditLetter(
        email=bought.recipient_email if bought else "",
        locale=bought.locale if bought else "",
        code=code_of(account.id),
        amount=account.balance,
        currency=account.currency,
        sender=bought.sender if bought else "",
        words=bought.words if bought else "",
    )
