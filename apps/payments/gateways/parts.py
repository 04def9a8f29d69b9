"""Parts of a payment behind the gateway port: each on a card of its own, as a single payment for everything else."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from uuid import UUID

from django.db.models import Sum

from apps.payments.contract.events import PartsChanged
from apps.payments.contract.types import PaymentStatus
from apps.payments.domain.gateway import (
    AmountRefused,
    AuthorizationRequest,
    DeclineCode,
    Declined,
    GatewayPayment,
    GatewayRefusal,
    GatewayStatus,
    GatewayUnavailable,
)
from apps.payments.domain.gateway_news import observe
from apps.payments.domain.parts import TAKEN, has_lapsed, left_of, merged, shares
from apps.payments.domain.payment import Position
from apps.payments.gateways.guarded import gateway_of
from apps.payments.models import PartRefund, Payment, PaymentPart
from dominos.kernel.money import Money
from dominos.kernel.unit_of_work import publish, unit_of_work

OPEN_AGAIN = (PaymentStatus.FAILED, PaymentStatus.VOIDED)
"""States of a part whose attempt has ended without money."""


class WithParts:
    """Every call goes to the parts, by keys that begin with the call's, and is told as one outcome.

    Parts that were dealt with before a call was broken off are left out when it is repeated.
    """

    def __init__(self, payment: Payment) -> None:
        self._payment = payment
        self._gateway = gateway_of(payment.gateway)

    def authorize(self, request: AuthorizationRequest, *, key: str) -> GatewayPayment:
        """The payment as it is: each part is authorized by who pays it (`authorized`)."""
        return self.retrieve(reference_of(request.payment_id))

    def confirm(self, reference: str, *, key: str) -> GatewayPayment:
        """Continues after the actions of those who pay."""
        return self.retrieve(reference)

    def increment(self, reference: str, *, amount: Money, key: str) -> GatewayPayment:
        """Raises the host's part: an order that changes afterwards is paid for by the host."""
        held = [part for part in self._parts() if part.status == PaymentStatus.AUTHORIZED]
        own = next((part for part in held if part.payer_id == self._payment.customer_id), None)
        if own is None:
            raise Declined(DeclineCode.CARD_DECLINED, reference)
        more = amount.amount - sum(part.authorized for part in held)
        raised = Money(own.authorized + more, amount.currency)
        keep(own, self._gateway.increment(own.reference, amount=raised, key=f"{key}:{own.id}"))
        return self.shown()

    def capture(self, reference: str, *, amount: Money, key: str) -> GatewayPayment:
        """Captures of each part in proportion to what is reserved; of what needs none the reservation is released."""
        held = [part for part in self._parts() if part.is_paid]
        split = _split(amount.amount, [part.authorized for part in held])
        due = [(part, share) for part, share in zip(held, split, strict=True) if part.status not in TAKEN]

        def take(part: PaymentPart, share: int) -> None:
            taken = Money(share, amount.currency)
            keep(part, self._gateway.capture(part.reference, amount=taken, key=f"{key}:{part.id}"))

        _each(take, (each for each in due if each[1]))
        _each(lambda part, _: self._void(part, key), (each for each in due if not each[1]))
        return self.shown()

    def void(self, reference: str, *, key: str) -> GatewayPayment:
        """Releases every part, refunds those already captured, and closes those that nobody has paid."""
        _each(self._release, ((part, key) for part in self._parts()))
        return self.shown()

    def refund(self, reference: str, *, amount: Money, key: str) -> GatewayPayment:
        """Refunds to each part in proportion to what it has left; what one's bank refuses goes to the others."""
        while (missing := self._missing(amount.amount, key)) or self._begun(key):
            if missing:
                self._split_refund(missing, key)
            _each(self._refund, ((each, amount.currency) for each in self._begun(key)))
        return self.shown()

    def retrieve(self, reference: str) -> GatewayPayment:
        """All parts as they are now: lost answers are fetched, and where one has lapsed the others are released."""
        _each(self._look_at, ((part,) for part in self._parts()))
        is_held = self._payment.status == PaymentStatus.AUTHORIZED and not self._payment.release_reason
        parts = self._parts()
        if is_held and has_lapsed([part.position for part in parts]):
            _each(self._void, ((part, "lapsed") for part in parts if part.is_paid))
        return self.shown()

    def shown(self) -> GatewayPayment:
        """The payment by what is known of its parts; a refund counts once all of it was made."""
        known = GatewayPayment(
            reference=reference_of(self._payment.id),
            payment_id=self._payment.id,
            status=GatewayStatus.REQUIRES_ACTION,
            currency=self._payment.currency,
            is_test=self._payment.is_test,
        )
        seen = merged(known, [part.position for part in self._parts()])
        if seen.status is GatewayStatus.VOIDED and self._is_waiting:
            return known  # each was given up for another card
        if not self._begun():
            return seen
        return replace(seen, refunded=self._payment.refunded, refund_failed=self._payment.refund_failed)

    def give_up(self, part: PaymentPart) -> None:
        """Releases an attempt that waits for its payer, so that another card can be tried."""
        self._void(part, "given-up")

    @property
    def _is_waiting(self) -> bool:
        return self._payment.status == PaymentStatus.REQUIRES_ACTION and not self._payment.release_reason

    def _parts(self) -> list[PaymentPart]:
        return list(PaymentPart.objects.filter(payment=self._payment).order_by("id"))

    def _look_at(self, part: PaymentPart) -> None:
        if part.is_unanswered:
            keep(part, authorized(self._payment, part))
        elif part.reference and part.status not in OPEN_AGAIN:
            keep(part, self._gateway.retrieve(part.reference))

    def _void(self, part: PaymentPart, key: str) -> None:
        keep(part, self._gateway.void(part.reference, key=f"{key}:{part.id}:{part.attempt}"))

    def _release(self, part: PaymentPart, key: str) -> None:
        if part.is_unanswered:
            part, _ = keep(part, authorized(self._payment, part))
        if part.status in TAKEN:
            left = Money(left_of(part.position), self._payment.currency)
            if left:
                self._gateway.refund(part.reference, amount=left, key=f"{key}:{part.id}")
            close(part)
        elif part.status in (PaymentStatus.AUTHORIZED, PaymentStatus.REQUIRES_ACTION):
            self._void(part, key)
        else:
            close(part)

    def _begun(self, key: str = "") -> list[PartRefund]:
        begun = PartRefund.objects.filter(part__payment=self._payment, is_done=False)
        return list((begun.filter(key=key) if key else begun).select_related("part").order_by("id"))

    def _missing(self, amount: int, key: str) -> int:
        rows = PartRefund.objects.filter(part__payment=self._payment, key=key)
        return amount - (rows.aggregate(sum=Sum("amount"))["sum"] or 0)

    def _split_refund(self, amount: int, key: str) -> None:
        """Writes down who gets what of so much. GatewayRefusal where less is left."""
        with unit_of_work("payments", interim=True):
            refused = PartRefund.objects.filter(key=key, amount=0).values("part_id")
            parts = PaymentPart.objects.filter(payment=self._payment).exclude(id__in=refused).order_by("id")
            left = {part: left_of(part.position) - _promised(part) for part in parts}
            split = _split(amount, list(left.values()))
            PartRefund.objects.bulk_create(
                PartRefund(part=part, key=key, amount=share)
                for part, share in zip(left, split, strict=True)
                if share
            )

    def _refund(self, row: PartRefund, currency: str) -> None:
        try:
            returned = Money(row.amount, currency)
            keep(
                row.part,
                self._gateway.refund(row.part.reference, amount=returned, key=f"{row.key}:{row.id}"),
            )
        except GatewayRefusal:
            row.amount = 0
        row.is_done = True
        with unit_of_work("payments", interim=True):
            row.save(update_fields=["amount", "is_done"])


def reference_of(payment_id: UUID) -> str:
    """The reference of a payment of parts, which no gateway has given."""
    return f"parts_{payment_id.hex}"


def authorized(payment: Payment, part: PaymentPart) -> GatewayPayment:
    """Authorizes the part as its row says; a repeated call has the same key and the same answer."""
    request = AuthorizationRequest(
        payment_id=payment.id,
        order_id=payment.order_id,
        amount=part.amount,
        currency=payment.currency,
        token=part.token,
        customer=part.gateway_customer,
    )
    try:
        return gateway_of(payment.gateway).authorize(request, key=f"part:{part.id}:{part.attempt}:authorize")
    except Declined as error:
        return _declined(payment, error.decline_code, error.reference)
    except AmountRefused as error:
        return _declined(payment, error.problem)
    except GatewayRefusal:
        return _declined(payment, DeclineCode.INVALID_PAYMENT_METHOD)


def confirmed(payment: Payment, part: PaymentPart) -> GatewayPayment:
    """The outcome of the payer's action (3-D Secure)."""
    gateway = gateway_of(payment.gateway)
    try:
        return gateway.confirm(part.reference, key=f"part:{part.id}:{part.attempt}:confirm")
    except Declined as error:
        return _declined(payment, error.decline_code, part.reference)


def keep(part: PaymentPart, seen: GatewayPayment) -> tuple[PaymentPart, bool]:
    """Records what the gateway shows of this attempt: the part, and whether its state changed.

    Stale news, and news of another attempt, change nothing.
    """
    with unit_of_work("payments", interim=True):
        kept = PaymentPart.objects.select_for_update().get(id=part.id)
        if kept.attempt != part.attempt or kept.reference not in ("", seen.reference):
            return kept, False
        before = kept.status
        kept.position, _ = observe(kept.position, seen)
        kept.reference = kept.reference or seen.reference
        kept.amount = max(kept.amount, kept.authorized)
        kept.failure_code = seen.decline_code if kept.status == PaymentStatus.FAILED else ""
        is_waiting = kept.status == PaymentStatus.REQUIRES_ACTION
        kept.next_action = asdict(seen.next_action) if is_waiting and seen.next_action else None
        kept.save()
        is_changed = kept.status != before
        if is_changed:
            tell_parts_changed(part.payment_id)
        return kept, is_changed


def close(part: PaymentPart) -> None:
    """Ends a part that holds no money: nobody pays it any more."""
    with unit_of_work("payments", interim=True):
        kept = PaymentPart.objects.select_for_update().get(id=part.id)
        kept.position = Position(PaymentStatus.VOIDED)
        kept.save()
        tell_parts_changed(part.payment_id)


def tell_parts_changed(payment_id: UUID) -> None:
    """Publishes that somebody's part changed; called within a unit of work."""
    order_id = Payment.objects.values_list("order_id", flat=True).get(id=payment_id)
    publish(PartsChanged(order_id=order_id, payment_id=payment_id), subject=order_id)


def _declined(payment: Payment, code: str, reference: str = "") -> GatewayPayment:
    return GatewayPayment(
        reference=reference,
        payment_id=payment.id,
        status=GatewayStatus.FAILED,
        currency=payment.currency,
        decline_code=code,
    )


def _split(amount: int, limits: list[int]) -> list[int]:
    try:
        return shares(amount, limits)
    except ValueError as error:
        raise GatewayRefusal("The parts do not have so much.") from error


def _promised(part: PaymentPart) -> int:
    begun = part.refunds.filter(is_done=False)
    return begun.aggregate(sum=Sum("amount"))["sum"] or 0


def _each[*Given](call: Callable[[*Given], None], given: Iterable[tuple[*Given]]) -> None:
    """Calls for each, also after one failed; then raises the first refusal, or that a gateway did not answer."""
    refused: list[GatewayRefusal] = []
    silent: list[GatewayUnavailable] = []
    for one in given:
        try:
            call(*one)
        except GatewayRefusal as error:
            refused.append(error)
        except GatewayUnavailable as error:
            silent.append(error)
    if silent or refused:
        raise (silent or refused)[0]
