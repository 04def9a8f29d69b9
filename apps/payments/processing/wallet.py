"""Customers' saved cards, by the gateway's token."""

from dataclasses import asdict, replace
from uuid import UUID

from apps.payments.contract.errors import CardGatewayDown, CardNotReady
from apps.payments.domain.gateway import (
    DeclineCode,
    Declined,
    GatewayCard,
    GatewayRefusal,
    GatewayUnavailable,
    SetupStatus,
)
from apps.payments.gateways import conf
from apps.payments.gateways.guarded import gateway_of
from apps.payments.models import GatewayCustomer, SavedCard
from apps.payments.processing.declines import Payer, card_mark, count_decline, counts_of, refuse_too_many
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.unit_of_work import unit_of_work

NO_ANSWER = "The card gateway does not answer. Ask again in a moment."


def add_card(payer: Payer, token: str, *, key: str) -> SavedCard:
    """Saves the card: READY, or REQUIRES_ACTION until its owner acted. Declined, TooManyDeclines, Unavailable."""
    name, user_id = conf.gateway_name(), payer.customer_id
    gateway = gateway_of(name)
    try:
        payer = replace(payer, card=card_mark(name, token))
        customer = _customer(name, payer)
        seen = gateway.save_card(customer, token, key=f"user:{user_id}:card:{key}")
    except GatewayUnavailable as error:
        raise CardGatewayDown(NO_ANSWER, reason=error.outage.value) from error
    except Declined:
        _count(payer)
        raise
    except GatewayRefusal as error:
        _count(payer)
        raise Declined(DeclineCode.INVALID_PAYMENT_METHOD) from error
    method = SavedCard(user_id=user_id, gateway=name, customer=customer, reference=seen.reference)
    _take_over(method, seen)
    with unit_of_work("payments"):
        SavedCard.objects.bulk_create([method], ignore_conflicts=True)
        return SavedCard.objects.get(gateway=name, reference=seen.reference)


def confirm_card(method_id: UUID, payer: Payer) -> SavedCard:
    """Continues after the owner's action. NotFound, Declined, Unavailable."""
    method = _own(method_id, payer.customer_id)
    if method.status == SetupStatus.REQUIRES_ACTION:
        try:
            seen = gateway_of(method.gateway).retrieve_card(method.reference)
        except GatewayUnavailable as error:
            raise CardGatewayDown(NO_ANSWER, reason=error.outage.value) from error
        with unit_of_work("payments"):
            method = SavedCard.objects.select_for_update().get(id=method.id)
            is_declined = seen.status is SetupStatus.FAILED and method.status != SetupStatus.FAILED
            _take_over(method, seen)
            method.save()
            if is_declined:
                count_decline(payer)
    return method


def remove_card(method_id: UUID, user_id: UUID) -> None:
    """Removes the card, here and at the gateway. NotFound, Unavailable."""
    method = _own(method_id, user_id)
    try:
        if method.token:
            gateway_of(method.gateway).forget_card(method.token, key=f"card:{method.id}:forget")
    except GatewayUnavailable as error:
        raise CardGatewayDown(NO_ANSWER, reason=error.outage.value) from error
    except GatewayRefusal:
        pass  # the gateway does not keep it either
    with unit_of_work("payments"):
        SavedCard.objects.filter(id=method.id).update(removed_at=now())


def get_ready(method_id: UUID, user_id: UUID) -> SavedCard:
    """The person's own card, if it can be charged. NotFound, CardNotReady."""
    method = _own(method_id, user_id)
    if method.status != SetupStatus.READY or method.gateway != conf.gateway_name():
        raise CardNotReady
    return method


def _count(payer: Payer) -> None:
    with unit_of_work("payments", interim=True):
        count_decline(payer)


def _own(method_id: UUID, user_id: UUID) -> SavedCard:
    method = SavedCard.objects.filter(id=method_id, user_id=user_id, removed_at=None).first()
    if method is None:
        raise NotFound("There is no such card.")
    return method


def _customer(gateway: str, payer: Payer) -> str:
    """The gateway's reference of the person, made once. TooManyDeclines."""
    user_id = payer.customer_id
    counted = GatewayCustomer.objects.annotate(**counts_of(payer))
    known = counted.filter(gateway=gateway, user_id=user_id).first()
    if known is not None:
        refuse_too_many(known)
        return known.reference
    reference = gateway_of(gateway).create_customer(user_id, key=f"user:{user_id}:customer")
    row = GatewayCustomer(gateway=gateway, user_id=user_id, reference=reference)
    with unit_of_work("payments", interim=True):
        GatewayCustomer.objects.bulk_create([row], ignore_conflicts=True)
        made = counted.get(gateway=gateway, user_id=user_id)
        refuse_too_many(made)
        return made.reference


def _take_over(method: SavedCard, seen: GatewayCard) -> None:
    method.status, method.token = seen.status.value, seen.token
    method.brand, method.last4, method.expires = seen.brand, seen.last4, seen.expires
    method.next_action = asdict(seen.next_action) if seen.next_action else None
