"""Credit behind the gateway port: alone, or before a card, as a single payment for everything else."""

from contextlib import suppress
from typing import cast
from uuid import UUID

from apps.payments.domain.credit import CREDIT, Movement, merged
from apps.payments.domain.gateway import (
    AuthorizationRequest,
    DeclineCode,
    Declined,
    GatewayPayment,
    GatewayRefusal,
    GatewayStatus,
    GatewayUnavailable,
    PaymentsAtGateway,
)
from apps.payments.gateways.credit.accounts import move
from apps.payments.gateways.guarded import gateway_of
from apps.payments.gateways.parts import WithParts
from apps.payments.models import CreditHold, CreditMovement, Payment
from dominos.kernel.money import Money
from dominos.kernel.unit_of_work import unit_of_work

ENDED = (GatewayStatus.FAILED, GatewayStatus.VOIDED)


def gateway_for(payment: Payment) -> PaymentsAtGateway:
    """The gateway of the payment, wrapped if credit pays a part of it, or several people each pay theirs."""
    if payment.part_count:
        return WithParts(payment)
    return WithCredit(payment) if payment.credit else gateway_of(payment.gateway)


class WithCredit:
    """The payment's credit pays first, and is refunded first; a card pays the rest.

    A refund is split by what the credit can still get back, which its movement stores under the call's key,
    so that a repeated call splits in the same way.
    """

    def __init__(self, payment: Payment) -> None:
        self._payment = payment
        self._card = None if payment.gateway == CREDIT else gateway_of(payment.gateway)

    def authorize(self, request: AuthorizationRequest, *, key: str) -> GatewayPayment:
        """Reserves the credit, then the rest on the card; if the card is declined, nothing stays reserved."""
        if not self._hold(self._payment.credit):
            raise Declined(DeclineCode.INSUFFICIENT_FUNDS, self._own_reference)
        if self._card is None:
            return self._shown()
        rest = AuthorizationRequest(
            payment_id=request.payment_id,
            order_id=request.order_id,
            amount=request.amount - self._payment.credit,
            currency=request.currency,
            token=request.token,
            customer=request.customer,
        )
        try:
            return self._merged(self._card.authorize(rest, key=key))
        except (Declined, GatewayRefusal):
            self._release()
            raise
        except GatewayUnavailable as error:
            if error.is_unsent:
                self._release()
            raise

    def confirm(self, reference: str, *, key: str) -> GatewayPayment:
        """Continues after the customer's action."""
        if self._card is None:
            return self._shown()
        try:
            return self._merged(self._card.confirm(reference, key=key))
        except Declined:
            self._release()
            raise

    def increment(self, reference: str, *, amount: Money, key: str) -> GatewayPayment:
        """Reserves more: on the card, or of the credit if it pays alone."""
        if self._card is not None:
            rest = Money(amount.amount - self._payment.credit, amount.currency)
            return self._merged(self._card.increment(reference, amount=rest, key=key))
        if not self._hold(amount.amount):
            raise Declined(DeclineCode.INSUFFICIENT_FUNDS, reference)
        return self._shown()

    def capture(self, reference: str, *, amount: Money, key: str) -> GatewayPayment:
        """Captures the card's part, then the credit, and releases what is not needed of either.

        The card's bank may refuse, the credit cannot: a refused payment takes nothing.
        """
        hold = CreditHold.objects.get(payment_id=self._payment.id)
        rest = Money(max(amount.amount - hold.amount, 0), amount.currency)
        card = self._card.capture(reference, amount=rest, key=key) if self._card and rest.amount else None
        self._take(amount.amount - rest.amount)
        if self._card and card is None:
            card = self._card.void(reference, key=key)
        return merged(self._shown(), card)

    def void(self, reference: str, *, key: str) -> GatewayPayment:
        """Releases both."""
        card = self._card.void(reference, key=key) if self._card else None
        self._release()
        return merged(self._shown(), card)

    def refund(self, reference: str, *, amount: Money, key: str) -> GatewayPayment:
        """Refunds to the credit what was taken of it, and the rest to the card."""
        with unit_of_work("payments", interim=True):
            hold = self._locked()
            done = CreditMovement.objects.filter(key=key).first()
            to_credit = done.amount if done else min(amount.amount, hold.taken - hold.returned)
            if done is None and to_credit:
                hold.returned += to_credit
                hold.save(update_fields=["returned"])
                self._give(hold, Movement.RETURNED, to_credit, key)
        rest = Money(amount.amount - to_credit, amount.currency)
        if rest and self._card is None:
            raise GatewayRefusal("More than was paid with credit.")
        return (
            self._merged(self._card.refund(reference, amount=rest, key=key))
            if rest and self._card
            else self.retrieve(reference)
        )

    def retrieve(self, reference: str) -> GatewayPayment:
        """Both as they are now; credit reserved for a card attempt that has ended is released."""
        card = self._card.retrieve(reference) if self._card else None
        if card is not None and card.status in ENDED:
            self._release()
        return merged(self._shown(), card)

    @property
    def _own_reference(self) -> str:
        return f"credit_{self._payment.id.hex}"

    def _merged(self, card: GatewayPayment) -> GatewayPayment:
        return merged(self._shown(), card)

    def _hold(self, total: int) -> bool:
        """Reserves so much in total, once. A released one is reserved anew: its key is that of its turn."""
        with unit_of_work("payments", interim=True):
            new = CreditHold(payment=self._payment, account_id=cast(UUID, self._payment.credit_id))
            CreditHold.objects.bulk_create([new], ignore_conflicts=True)
            hold = self._locked()
            if hold.status == GatewayStatus.CAPTURED or (
                hold.status == GatewayStatus.AUTHORIZED and hold.amount >= total
            ):
                return True
            before = hold.amount if hold.status == GatewayStatus.AUTHORIZED else 0
            turn = CreditMovement.objects.filter(payment_id=hold.pk).count()
            if not self._give(hold, Movement.HELD, before - total, f"{hold.pk}:held:{turn}"):
                return False
            hold.amount, hold.status = total, GatewayStatus.AUTHORIZED.value
            hold.save()
            return True

    def _take(self, amount: int) -> None:
        """Takes so much of what is reserved, once, and releases the rest."""
        with unit_of_work("payments", interim=True):
            hold = self._locked()
            if hold.status != GatewayStatus.AUTHORIZED:
                return
            hold.taken, hold.status = amount, GatewayStatus.CAPTURED.value
            self._give(hold, Movement.RELEASED, hold.amount - amount, f"{hold.pk}:rest")
            hold.save()

    def _release(self) -> None:
        with unit_of_work("payments", interim=True), suppress(CreditHold.DoesNotExist):
            hold = self._locked()
            if hold.status != GatewayStatus.AUTHORIZED:
                return
            turn = CreditMovement.objects.filter(payment_id=hold.pk).count()
            self._give(hold, Movement.RELEASED, hold.amount, f"{hold.pk}:released:{turn}")
            hold.status = GatewayStatus.VOIDED.value
            hold.save()

    def _locked(self) -> CreditHold:
        return (
            CreditHold.objects.select_for_update(of=("self",))
            .select_related("account")
            .get(payment_id=self._payment.id)
        )

    def _give(self, hold: CreditHold, kind: Movement, amount: int, key: str) -> bool:
        return not amount or move(hold.account, kind, amount, key=key, payment_id=_id(hold))

    def _shown(self) -> GatewayPayment:
        """The credit's share, as a gateway would show it."""
        hold = CreditHold.objects.get(payment_id=self._payment.id)
        is_held = hold.status in (GatewayStatus.AUTHORIZED, GatewayStatus.CAPTURED)
        return GatewayPayment(
            reference=self._own_reference,
            payment_id=self._payment.id,
            status=GatewayStatus(hold.status),
            currency=self._payment.currency,
            authorized=hold.amount if is_held else 0,
            captured=hold.taken,
            refunded=hold.returned,
        )


def _id(hold: CreditHold) -> UUID:
    return hold.payment_id
