"""Charging a card at once, beside the payments of orders: gift cards, and tips after the hand-over.

Every step is idempotent: a request that is repeated ends as it did before.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db.models import QuerySet

from apps.payments.contract.errors import AmountNotChargeable, CardGatewayDown, PaymentInProgress
from apps.payments.domain.charges import OPEN, ChargeStatus, status_of
from apps.payments.domain.gateway import (
    AmountProblem,
    AmountRefused,
    AuthorizationRequest,
    DeclineCode,
    Declined,
    GatewayPayment,
    GatewayRefusal,
    GatewayStatus,
    GatewayUnavailable,
)
from apps.payments.gateways import conf
from apps.payments.gateways.guarded import gateway_of
from apps.payments.ledger.locks import hold
from apps.payments.models.charges import Charge
from apps.payments.processing.declines import Payer, card_mark, count_decline, counts_of, refuse_too_many
from dominos.kernel.clock import now
from dominos.kernel.errors import DomainError
from dominos.kernel.leases import claim, work_off
from dominos.kernel.money import Money
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)
CHECK_AFTER, LEASE, BATCH = timedelta(minutes=2), timedelta(minutes=2), 10
GIVEN_UP_AFTER = timedelta(hours=1)
"""Payers who have not returned from their bank by then are given up, and the authorization is released."""


def marked(payer: Payer, token: str) -> Payer:
    """The payer, with the mark of the card. CardGatewayDown."""
    try:
        return replace(payer, card=card_mark(conf.gateway_name(), token))
    except GatewayUnavailable as error:
        raise gateway_down(error) from error


def gateway_down(error: GatewayUnavailable) -> CardGatewayDown:
    told = "The card gateway does not answer. Ask again in a moment."
    return CardGatewayDown(told, reason=error.outage.value)


def problem_of(charge: Charge) -> DomainError | None:
    """Why it failed; None if it did not."""
    if charge.status != ChargeStatus.FAILED:
        return None
    if charge.failure_code in frozenset(AmountProblem):
        return AmountNotChargeable(reason=charge.failure_code)
    return Declined(charge.failure_code)


def succeeded[C: Charge](charge: C) -> C:
    """The charge, paid or waiting for its payer. Declined or AmountNotChargeable if it failed."""
    if problem := problem_of(charge):
        raise problem
    return charge


@dataclass(frozen=True)
class Charges[C: Charge]:
    """What cards are charged for at once. `name` begins the gateway's keys; `settle` is done once, with the payment.

    Its unit of work is the one that records the charge as PAID, which saves what `settle` changes of it.
    """

    model: type[C]
    name: str
    settle: Callable[[C], None]

    def rows(self) -> QuerySet[C]:
        """All of them."""
        found: QuerySet[C] = self.model.objects.all()
        return found

    def begin(self, new: C, payer: Payer, refuse: Callable[[], None], **same: Any) -> C:
        """Begins it, or finds that of the same request, then takes it as far as the gateway lets it.

        `same` are the columns that tell a request: its key, and who pays for what; of these none is begun while it is
        unknown what became of another, which a worker finds out. `refuse` may raise in the transaction that begins it.
        Returns it PAID, FAILED, or REQUIRES_ACTION until the payer has authenticated. PaymentInProgress,
        TooManyDeclines, CardGatewayDown.
        """
        new.gateway, new.due_at = conf.gateway_name(), now() + CHECK_AFTER
        with unit_of_work("payments", interim=True):
            self.model.objects.bulk_create([new], ignore_conflicts=True)
            kept = self.rows().annotate(**counts_of(payer)).get(**same)
            if kept.pk == new.pk:
                refuse_too_many(kept)
                self._refuse_beside_unknown(
                    kept, {name: same[name] for name in same if name != "request_key"}
                )
                refuse()
        charge = self.advance(kept)
        if isinstance(problem_of(charge), Declined) and kept.status == ChargeStatus.BEGUN:
            with unit_of_work("payments", interim=True):
                count_decline(payer)
        return charge

    def _refuse_beside_unknown(self, new: C, whose: Mapping[str, Any]) -> None:
        hold(f"{self.name}:{':'.join(map(str, whose.values()))}")
        if self.rows().filter(**whose, status=ChargeStatus.BEGUN).exclude(pk=new.pk).exists():
            raise PaymentInProgress("What became of the last try is not known yet. Look again in a moment.")

    def due(self) -> QuerySet[C]:
        """Those whose payer has not returned to learn the outcome, and other work that is due."""
        return self.rows().filter(due_at__lte=now())

    def finish_due(self) -> int:
        """Finishes due charges, and gives up those whose payer has left; returns the number."""
        return work_off(
            lambda: claim(self.rows().filter(status__in=OPEN), LEASE, batch=BATCH), self._finish_or_give_up
        )

    def _finish_or_give_up(self, charge: C) -> None:
        try:
            charge = self.advance(charge)
            is_left = charge.created_at < now() - GIVEN_UP_AFTER
            if charge.status == ChargeStatus.REQUIRES_ACTION and is_left:
                gateway = gateway_of(charge.gateway)
                self.record(charge, gateway.void(charge.reference, key=self.key(charge, "void")))
        except Exception as error:
            log.warning("charge not finished", of=self.name, charge=str(charge.id), error=str(error))

    def advance(self, charge: C) -> C:
        """Takes the charge as far as the gateway lets it. CardGatewayDown."""
        if charge.status not in OPEN:
            return charge
        try:
            seen = self._seen(charge)
            if seen.status is GatewayStatus.AUTHORIZED:
                amount = Money(charge.amount, charge.currency)
                gateway = gateway_of(charge.gateway)
                seen = gateway.capture(seen.reference, amount=amount, key=self.key(charge, "capture"))
        except GatewayUnavailable as error:
            raise gateway_down(error) from error
        except Declined as error:
            seen = _failed(charge, error.decline_code)
        except AmountRefused as error:
            seen = _failed(charge, error.problem)
        except GatewayRefusal:
            seen = _failed(charge, DeclineCode.INVALID_PAYMENT_METHOD.value)
        return self.record(charge, seen)

    def _seen(self, charge: C) -> GatewayPayment:
        gateway = gateway_of(charge.gateway)
        if charge.reference:
            return gateway.confirm(charge.reference, key=self.key(charge, "confirm"))
        request = AuthorizationRequest(
            payment_id=charge.id,
            order_id=charge.id,
            amount=charge.amount,
            currency=charge.currency,
            token=charge.token,
            customer=getattr(charge, "gateway_customer", ""),
        )
        return gateway.authorize(request, key=self.key(charge, "authorize"))

    def record(self, charge: C, seen: GatewayPayment) -> C:
        """Records what the gateway shows, durably: a decline ends the request. A paid charge is settled, once."""
        with unit_of_work("payments", interim=True):
            kept = self.rows().select_for_update().get(id=charge.id)
            if kept.status not in OPEN:
                return kept
            kept.reference = kept.reference or seen.reference
            kept.status = status_of(seen).value
            is_failed = kept.status == ChargeStatus.FAILED
            kept.failure_code = (seen.decline_code or "card_declined") if is_failed else ""
            is_waiting = kept.status == ChargeStatus.REQUIRES_ACTION and seen.next_action is not None
            kept.next_action = asdict(seen.next_action) if is_waiting and seen.next_action else None
            if kept.status not in OPEN:
                kept.due_at, kept.token = None, ""
            if kept.status == ChargeStatus.PAID:
                self.settle(kept)
            kept.save()
            return kept

    def known(self, charge_id: UUID, gateway: str, seen: GatewayPayment) -> C | None:
        """The one that a gateway's news is about, recorded if it is paid: news may be faster than the answer."""
        found = self.rows().filter(id=charge_id, gateway=gateway, reference__in=("", seen.reference)).first()
        if found is not None and seen.status is GatewayStatus.CAPTURED:
            return self.record(found, seen)
        return found

    def key(self, charge: C, call: str) -> str:
        """The gateway's key of a call."""
        return f"{self.name}:{charge.id}:{call}"


def _failed(charge: Charge, code: str) -> GatewayPayment:
    return GatewayPayment(
        reference=charge.reference,
        payment_id=charge.id,
        status=GatewayStatus.FAILED,
        currency=charge.currency,
        decline_code=code,
    )
