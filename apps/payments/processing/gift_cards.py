"""Buying a gift card: charged at once by card, then its account is opened."""

from dataclasses import asdict, dataclass
from uuid import UUID

from apps.payments.domain.accounts import EntryKind
from apps.payments.domain.credit import CreditKind
from apps.payments.gateways.credit.accounts import open_account
from apps.payments.ledger.journal import post_credit
from apps.payments.models import GiftPurchase
from apps.payments.processing.charges import Charges, marked, succeeded
from apps.payments.processing.declines import Payer
from dominos.kernel.errors import NotFound
from dominos.kernel.ids import new_id
from dominos.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A gift card to buy: recipient, amount, and the card that pays for it."""

    amount: int
    currency: str
    token: str
    recipient_email: str
    sender: str = ""
    words: str = ""
    locale: str = ""


def buy(wanted: Wanted, payer: Payer, *, key: str) -> GiftPurchase:
    """Buys one: PAID, or REQUIRES_ACTION until the buyer has authenticated. PaymentInProgress, Declined,
    AmountNotChargeable, TooManyDeclines, CardGatewayDown.
    """
    same = {"buyer_id": payer.customer_id, "request_key": key}
    new = GiftPurchase(id=new_id(), **same, **asdict(wanted))
    return succeeded(GIFTS.begin(new, marked(payer, wanted.token), lambda: None, **same))


def confirm(purchase_id: UUID, buyer_id: UUID) -> GiftPurchase:
    """Continues after the buyer's authentication. NotFound, Declined, AmountNotChargeable, CardGatewayDown."""
    purchase = GiftPurchase.objects.filter(id=purchase_id, buyer_id=buyer_id).first()
    if purchase is None:
        raise NotFound
    return succeeded(GIFTS.advance(purchase))


def _open(purchase: GiftPurchase) -> None:
    account_id = new_id()
    purchase.account = open_account(
        CreditKind.GIFT, purchase.amount, purchase.currency, account_id=account_id
    )
    post_credit(EntryKind.GIFT_CARD_SOLD, account_id, Money(purchase.amount, purchase.currency))


GIFTS = Charges(GiftPurchase, "gift", _open)
