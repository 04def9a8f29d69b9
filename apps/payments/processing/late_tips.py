"""Tips given after the hand-over: charged at once, and the courier's as soon as they are paid."""

from dataclasses import dataclass, field
from uuid import UUID

import structlog
from django.db.models import QuerySet

from apps.orders.contract.service import OrdersService
from apps.orders.contract.tips import MAX_TIP_TIMES, largest_tip
from apps.payments.contract.errors import NoTipTaken
from apps.payments.contract.events import TipPaid
from apps.payments.domain.accounts import EntryKind
from apps.payments.domain.charges import ChargeStatus
from apps.payments.domain.gateway import GatewayPayment
from apps.payments.gateways.guarded import gateway_of
from apps.payments.ledger.journal import post_tip
from apps.payments.ledger.locks import hold
from apps.payments.models import LateTip
from apps.payments.processing.charges import BATCH, LEASE, Charges, marked, succeeded
from apps.payments.processing.declines import Payer
from apps.payments.queries.late_tips import facts_of, given_of, tip_refusal
from dominos.kernel.clock import now
from dominos.kernel.errors import FieldError, Invalid, NotFound
from dominos.kernel.ids import new_id
from dominos.kernel.leases import claim, work_off
from dominos.kernel.money import Money
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import publish, unit_of_work

log = structlog.get_logger(__name__)
SUMS = (
    (EntryKind.TIP_RETURNED, "refunded"),
    (EntryKind.CHARGEBACK, "disputed"),
    (EntryKind.CHARGEBACK_REVERSAL, "dispute_won"),
)
"""What a gateway tells of a tip later, each a sum that only grows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TipRequest:
    """A customer's request to tip who brought the order; `key` is its idempotency key. Minor units."""

    order_id: UUID
    amount: int
    key: str
    token: str = field(repr=False)
    gateway_customer: str = ""


def give(request: TipRequest, payer: Payer) -> LateTip:
    """Charges the tip: PAID, or REQUIRES_ACTION until the customer has authenticated.

    Raises NotFound, NoTipTaken, Invalid, PaymentInProgress, Declined, AmountNotChargeable, TooManyDeclines,
    CardGatewayDown.
    """
    order = service(OrdersService).get_order(order_id=request.order_id)
    if order.customer_id != payer.customer_id:
        raise NotFound
    same = {"order_id": request.order_id, "payer_id": payer.customer_id, "request_key": request.key}
    facts = facts_of(request.order_id)
    refusal = tip_refusal(facts)
    if refusal and not LateTip.objects.filter(**same).exists():
        raise NoTipTaken(reason=refusal.value)
    assert facts.store_id is not None and facts.courier_id is not None
    new = LateTip(
        id=new_id(),
        **same,
        order_number=order.number,
        store_id=facts.store_id,
        courier_id=facts.courier_id,
        amount=request.amount,
        currency=order.currency,
        token=request.token,
        gateway_customer=request.gateway_customer,
    )

    def refuse_too_much() -> None:
        hold(f"tips:{order.order_id}")
        given = order.amounts.tip + given_of(LateTip.objects.exclude(id=new.id), order.order_id)
        if given + request.amount > largest_tip(order.amounts.food):
            told = f"A tip is at most {MAX_TIP_TIMES} times what the food costs."
            raise Invalid(errors=[FieldError("amount", told, "too_large")])

    return succeeded(TIPS.begin(new, marked(payer, request.token), refuse_too_much, **same))


def confirm(order_id: UUID, tip_id: UUID, payer_id: UUID) -> LateTip:
    """Continues after the customer's authentication. NotFound, Declined, AmountNotChargeable, CardGatewayDown."""
    tip = LateTip.objects.filter(id=tip_id, order_id=order_id, payer_id=payer_id).first()
    if tip is None:
        raise NotFound
    return succeeded(TIPS.advance(tip))


def follow(tip_id: UUID, gateway: str, seen: GatewayPayment) -> bool:
    """Records what the gateway shows, if it is a tip; False if it is not."""
    tip = TIPS.known(tip_id, gateway, seen)
    if tip is not None and any(getattr(seen, name) for _, name in SUMS):
        _record_sums(tip.id, seen)
    return tip is not None


def ask_return(tips: QuerySet[LateTip]) -> int:
    """Has what is left of these tips given back by a worker; returns the number. The courier keeps theirs."""
    with unit_of_work("payments"):
        wanted = [tip for tip in tips.select_for_update() if tip.returnable]
        LateTip.objects.filter(id__in=[tip.id for tip in wanted]).update(is_returned=True, due_at=now())
        return len(wanted)


def finish_due() -> int:
    """Finishes due tips, and gives back those that support wants given back; returns the number."""
    wanted = LateTip.objects.filter(status=ChargeStatus.PAID, is_returned=True, due_at__isnull=False)
    returned = work_off(lambda: claim(wanted, LEASE, batch=BATCH), _give_back)
    return returned + TIPS.finish_due()


def _give_back(tip: LateTip) -> None:
    gateway = gateway_of(tip.gateway)
    try:
        seen = gateway.retrieve(tip.reference)
        if left := tip.amount - seen.refunded - seen.charged_back:
            key = TIPS.key(tip, "refund")
            seen = gateway.refund(tip.reference, amount=Money(left, tip.currency), key=key)
    except Exception as error:
        log.warning("tip not given back", tip=str(tip.id), error=str(error))
        return
    _record_sums(tip.id, seen)
    with unit_of_work("payments"):
        LateTip.objects.filter(id=tip.id).update(due_at=None)


def _record_sums(tip_id: UUID, seen: GatewayPayment) -> None:
    """Books what is new of what went back. What is its courier's stays theirs: the chain bears it."""
    with unit_of_work("payments"):
        tip = LateTip.objects.select_for_update().get(id=tip_id)
        for kind, name in SUMS:
            shown = getattr(seen, name)
            if (more := shown - getattr(tip, name)) > 0:
                post_tip(tip, kind, more, after=shown)
                setattr(tip, name, shown)
        tip.save(update_fields=[name for _, name in SUMS])


def _earn(tip: LateTip) -> None:
    """Books it as the tip of an order is, on the day that it is paid, and tells of it."""
    post_tip(tip, EntryKind.TIP_PAID, tip.amount)
    entry = post_tip(tip, EntryKind.TIP_EARNED, tip.amount)
    told = TipPaid(
        order_id=tip.order_id,
        tip_id=tip.id,
        store_id=tip.store_id,
        courier_id=tip.courier_id,
        amount=tip.amount,
        currency=tip.currency,
        business_date=entry.business_date if entry else None,
    )
    publish(told, subject=tip.order_id)


TIPS = Charges(LateTip, "tip", _earn)
