"""The harness can fail: defects planted in the product are found. CHAOS_PLANTED=all plants every one of them."""

import os

import pytest

from apps.orders.domain.saga import REACTIONS, Reaction, SagaState, Signal
from apps.orders.lifecycle import effects, payment_events
from apps.payments.domain.gateway import GatewayUnavailable
from apps.payments.models import Operation
from apps.payments.processing import gateway_sync, operations, pay
from dominos.kernel.ids import new_id
from dominos.kernel.messaging import inbox
from tests.chaos.fault_run import fault_run

pytestmark = pytest.mark.django_db(transaction=True)
NOTED = Reaction()


def _late_payment_kept(patch):
    """A payment that comes after the order's end is not voided."""
    for signal in (Signal.AUTHORIZED, Signal.AUTHORIZED_TOO_LITTLE):
        patch.setitem(REACTIONS[SagaState.CLOSED], signal, NOTED)
    patch.setitem(effects.RUN, effects.Effect.VOID_PAYMENT, lambda saga, previous, reason: None)


def _void_forgotten(patch):
    """Called off and nobody tells payments."""
    patch.setitem(effects.RUN, effects.Effect.VOID_PAYMENT, lambda saga, previous, reason: None)


def _whole_captured(patch):
    """A part is kept, the whole is captured."""
    settle = effects.RUN[effects.Effect.SETTLE_PAYMENT]

    def settle_whole(saga, previous, reason):
        saga.kept = saga.order.total if saga.kept else saga.kept
        settle(saga, previous, reason)

    patch.setitem(effects.RUN, effects.Effect.SETTLE_PAYMENT, settle_whole)


def _received_twice(patch):
    """The inbox lets everything in."""
    sign = inbox._sign_for

    def let_in(handler, message_id):
        sign(handler, message_id)
        return True

    patch.setattr(inbox, "_sign_for", let_in)


def _new_key_each_time(patch):
    """The gateway gets another key at each attempt."""
    patch.setattr(operations, "_key", lambda operation: f"{operation.id}:{new_id()}")


def _authorised_anew(patch):
    """An unanswered authorisation is repeated under a new key."""
    authorize = pay.authorize

    def with_new_key(payment):
        gateway = pay.gateway_of(payment.gateway)
        patch.setattr(type(gateway), "authorize", _rekeyed(type(gateway).authorize))
        return authorize(payment)

    def _rekeyed(call):
        if getattr(call, "is_rekeyed", False):
            return call

        def rekeyed(self, wish, *, key):
            return call(self, wish, key=f"{key}:{new_id()}")

        rekeyed.is_rekeyed = True
        return rekeyed

    patch.setattr(pay, "authorize", with_new_key)


def _never_given_up(patch):
    """An attempt nobody answers is left open for ever."""

    def give_up(payment, error):
        return payment

    patch.setattr(pay, "_give_up_unanswered", give_up)


def _lease_forgotten(patch):
    """What failed is not tried again."""

    def attempt(operation):
        try:
            operations.perform(operation)
        except GatewayUnavailable:
            Operation.objects.filter(id=operation.id).update(status="DONE")

    patch.setattr(operations, "_attempt", attempt)


def _not_posted(patch):
    """Refunds are not posted."""
    post = gateway_sync.post
    patch.setattr(
        gateway_sync, "post", lambda p, s, *rest: None if "REFUND" in s.change else post(p, s, *rest)
    )


def _posted_twice(patch):
    """A capture is posted again."""
    from apps.payments.ledger import journal

    patch.setattr(journal, "_is_posted", lambda key: False)


def _deadlines_ignored(patch):
    """NoFollowers watches the clock for the saga."""
    patch.setitem(REACTIONS[SagaState.AWAITING_PAYMENT], Signal.DEADLINE, NOTED)
    patch.setattr(payment_events, "_wait_again", lambda saga: saga.save())


def _recall_forgotten(patch):
    """A cancellation that overtakes its request is lost."""
    from apps.delivery.use_cases import requests

    patch.setattr(requests.Recall.objects, "get_or_create", lambda **_: None)


MUTATIONS = [
    _void_forgotten,
    _whole_captured,
    _late_payment_kept,
    _received_twice,
    _new_key_each_time,
    _authorised_anew,
    _never_given_up,
    _lease_forgotten,
    _not_posted,
    _posted_twice,
    _deadlines_ignored,
    _recall_forgotten,
]
ORDERS = int(os.environ.get("CHAOS_ORDERS", "30"))


@pytest.mark.parametrize("mutation", MUTATIONS if os.environ.get("CHAOS_PLANTED") else MUTATIONS[:1])
def test_planted_defects_are_found(mutation, monkeypatch):
    try:
        wrong = fault_run(monkeypatch, 7, ORDERS, mutation=mutation).wrong
    except AssertionError as stuck:
        wrong = [str(stuck)]
    except Exception as error:
        wrong = [repr(error)]
    print(mutation.__name__, len(wrong), wrong[:3])
    assert wrong
