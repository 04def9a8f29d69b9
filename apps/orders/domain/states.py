"""The states of an order as data. Python, the API, the admin, the docs and the database read this one table.

Source: `docs/domain.md`. Statuses only advance, except by `RETURNING` and `NEW_ATTEMPT`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from apps.orders.contract.types import OrderStatus
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.texts.languages import in_words

S = OrderStatus


@in_words
class Actor(StrEnum):
    """A person's position towards one order."""

    CUSTOMER = "customer"
    STAFF = "store_staff"
    MANAGER = "store_manager"
    SUPPORT = "support"
    COURIER = "courier"
    PAYMENT = "payment"
    SYSTEM = "system"


@in_words
class OrderAction(StrEnum):
    """Actions that move an order."""

    AUTHORIZE = "authorize"
    SCHEDULE = "schedule"
    RELEASE = "release"
    FAIL_PAYMENT = "fail_payment"
    EXPIRE = "expire"
    ACCEPT = "accept"
    REJECT = "reject"
    REJECT_UNAVAILABLE = "reject_unavailable"
    TIME_OUT = "time_out"
    START = "start"
    BAKE = "bake"
    READY = "ready"
    UNDO = "undo"
    PICK_UP = "pick_up"
    ARRIVE = "arrive"
    DELIVER = "deliver"
    HAND_OVER = "hand_over"
    FAIL_DELIVERY = "fail_delivery"
    RETURN = "return_to_store"
    REVISE = "revise"
    CONFIRM_REVISION = "confirm_revision"
    REFUSE_REVISION = "refuse_revision"
    WITHDRAW_REVISION = "withdraw_revision"
    REDELIVER = "redeliver"
    REMAKE = "remake"
    CANCEL = "cancel"


class Guard(StrEnum):
    """Conditions besides state and actor."""

    AUTHORIZED_ENOUGH = (
        "the authorized amount covers the total, 0 without a payment; cash within the store's limit"
    )
    SCHEDULED_LATER = "the slot is further away than the lead"
    TIME_HAS_COME = "now >= promise - lead; the store is open then and has everything"
    NOT_AVAILABLE = "the store is closed then or lacks something, and still does when it must be begun"
    DEADLINE_PASSED = "the deadline has passed"
    ASSIGNED_COURIER = "reported by delivery for the assigned courier"
    COLLECTION_CODE = "the customer's collection code, or a manager's reason"
    UNDO_WINDOW = "the same person's bump, not 30 seconds ago"
    REQUOTED = "a quote of the changed basket; cash within the limit"
    BY_RULE = "by nobody's touch only where the store's rule says so"
    CAME_FROM = "back to where the revision began"
    REASON = "a reason"


class Effect(StrEnum):
    """Side effects of a transition, in the same transaction."""

    ANNOUNCE_PLACED = "announce_placed"
    FREE_RESERVATIONS = "free_reservations"
    REQUEST_DELIVERY = "request_delivery"
    RELEASE_DELIVERY = "release_delivery"
    CANCEL_DELIVERY = "cancel_delivery"
    ADJUST_AUTHORIZATION = "adjust_authorization"
    APPLY_REVISION = "apply_revision"
    DROP_REVISION = "drop_revision"
    RESTORE_AUTHORIZATION = "restore_authorization"
    RETRY_DELIVERY = "retry_delivery"
    MEASURE_KITCHEN = "measure_kitchen"
    ANNOUNCE_COMPLETED = "announce_completed"
    CAPTURE_PAYMENT = "capture_payment"
    VOID_PAYMENT = "void_payment"
    SETTLE_PAYMENT = "settle_payment"
    CREDIT_LATENESS = "credit_lateness"
    ASK_TO_PAY_AGAIN = "ask_to_pay_again"


DELIVERED: frozenset[ServiceMethod] = frozenset({ServiceMethod.DELIVERY})
COLLECTED: frozenset[ServiceMethod] = frozenset({ServiceMethod.CARRYOUT, ServiceMethod.CURBSIDE})
ANY_SERVICE = DELIVERED | COLLECTED


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table: who may move an order of `services` from `source` to `target`, and with which effects.

    `baked` is True for orders with baked items, False for those without, None for both.
    """

    source: OrderStatus
    action: OrderAction
    target: OrderStatus
    actors: frozenset[Actor]
    guards: tuple[Guard, ...] = ()
    effects: tuple[Effect, ...] = ()
    services: frozenset[ServiceMethod] = ANY_SERVICE
    baked: bool | None = None

    def is_for(self, service: ServiceMethod, *, baked: bool) -> bool:
        """Whether the row applies to orders of this service, with baked items or without."""
        return service in self.services and self.baked in (None, baked)


_KITCHEN = frozenset({Actor.STAFF, Actor.MANAGER})
_DECIDERS = frozenset({Actor.MANAGER, Actor.SUPPORT})
_EARLY = frozenset({Actor.CUSTOMER, Actor.STAFF, Actor.MANAGER, Actor.SUPPORT})
_ORDERERS = frozenset({Actor.CUSTOMER, Actor.SUPPORT})
_PAYMENT = frozenset({Actor.PAYMENT})
_SYSTEM = frozenset({Actor.SYSTEM})
_COURIER = frozenset({Actor.COURIER})
_VOID = (Effect.VOID_PAYMENT, Effect.FREE_RESERVATIONS)
_DONE = (Effect.ANNOUNCE_COMPLETED, Effect.CAPTURE_PAYMENT)
_CANCEL_LATE = (Effect.CANCEL_DELIVERY, Effect.SETTLE_PAYMENT)
_SHOWN = (Guard.ASSIGNED_COURIER,)
_BACK = (Guard.CAME_FROM,)
_BACK_LATE = (Guard.DEADLINE_PASSED, Guard.CAME_FROM)
_ADJUST = (Effect.ADJUST_AUTHORIZATION,)
_APPLY = (Effect.APPLY_REVISION,)
_DROP = (Effect.DROP_REVISION,)
_RESTORE = (*_DROP, Effect.RESTORE_AUTHORIZATION)
_UNDO = (Guard.UNDO_WINDOW,)
_AGAIN = (Effect.RETRY_DELIVERY,)
_RELEASE = (Effect.RELEASE_DELIVERY,)
_LEAVE = (Effect.MEASURE_KITCHEN,)

INITIAL = S.PENDING_PAYMENT
TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        S.PENDING_PAYMENT,
        OrderAction.AUTHORIZE,
        S.PLACED,
        _PAYMENT | _SYSTEM,
        (Guard.AUTHORIZED_ENOUGH,),
        (Effect.ANNOUNCE_PLACED,),
    ),
    Transition(
        S.PENDING_PAYMENT,
        OrderAction.SCHEDULE,
        S.SCHEDULED,
        _PAYMENT | _SYSTEM,
        (Guard.AUTHORIZED_ENOUGH, Guard.SCHEDULED_LATER),
    ),
    Transition(S.PENDING_PAYMENT, OrderAction.FAIL_PAYMENT, S.PAYMENT_FAILED, _PAYMENT, (), _VOID),
    Transition(S.PENDING_PAYMENT, OrderAction.EXPIRE, S.EXPIRED, _SYSTEM, (Guard.DEADLINE_PASSED,), _VOID),
    Transition(S.PENDING_PAYMENT, OrderAction.CANCEL, S.CANCELLED, _EARLY, (), _VOID),
    Transition(
        S.SCHEDULED, OrderAction.RELEASE, S.PLACED, _SYSTEM, (Guard.TIME_HAS_COME,), (Effect.ANNOUNCE_PLACED,)
    ),
    Transition(
        S.SCHEDULED, OrderAction.REJECT_UNAVAILABLE, S.REJECTED, _SYSTEM, (Guard.NOT_AVAILABLE,), _VOID
    ),
    Transition(
        S.SCHEDULED, OrderAction.REJECT, S.REJECTED, frozenset({Actor.MANAGER}), (Guard.REASON,), _VOID
    ),
    Transition(S.SCHEDULED, OrderAction.CANCEL, S.CANCELLED, _EARLY, (), _VOID),
    Transition(S.SCHEDULED, OrderAction.REVISE, S.REVISION_PENDING, _ORDERERS, (Guard.REQUOTED,), _ADJUST),
    Transition(
        S.PLACED,
        OrderAction.ACCEPT,
        S.ACCEPTED,
        _KITCHEN | _SYSTEM,
        (Guard.BY_RULE,),
        (Effect.REQUEST_DELIVERY,),
    ),
    Transition(S.PLACED, OrderAction.REJECT, S.REJECTED, frozenset({Actor.MANAGER}), (Guard.REASON,), _VOID),
    Transition(S.PLACED, OrderAction.TIME_OUT, S.REJECTED, _SYSTEM, (Guard.DEADLINE_PASSED,), _VOID),
    Transition(S.PLACED, OrderAction.CANCEL, S.CANCELLED, _EARLY, (), _VOID),
    Transition(S.PLACED, OrderAction.REVISE, S.REVISION_PENDING, _ORDERERS, (Guard.REQUOTED,), _ADJUST),
    Transition(S.ACCEPTED, OrderAction.REVISE, S.REVISION_PENDING, _ORDERERS, (Guard.REQUOTED,), _ADJUST),
    Transition(S.REVISION_PENDING, OrderAction.CONFIRM_REVISION, S.SCHEDULED, _PAYMENT, _BACK, _APPLY),
    Transition(S.REVISION_PENDING, OrderAction.CONFIRM_REVISION, S.PLACED, _PAYMENT, _BACK, _APPLY),
    Transition(S.REVISION_PENDING, OrderAction.CONFIRM_REVISION, S.ACCEPTED, _PAYMENT, _BACK, _APPLY),
    Transition(S.REVISION_PENDING, OrderAction.REFUSE_REVISION, S.SCHEDULED, _PAYMENT, _BACK, _DROP),
    Transition(S.REVISION_PENDING, OrderAction.REFUSE_REVISION, S.PLACED, _PAYMENT, _BACK, _DROP),
    Transition(S.REVISION_PENDING, OrderAction.REFUSE_REVISION, S.ACCEPTED, _PAYMENT, _BACK, _DROP),
    Transition(S.REVISION_PENDING, OrderAction.WITHDRAW_REVISION, S.SCHEDULED, _SYSTEM, _BACK_LATE, _RESTORE),
    Transition(S.REVISION_PENDING, OrderAction.WITHDRAW_REVISION, S.PLACED, _SYSTEM, _BACK_LATE, _RESTORE),
    Transition(S.REVISION_PENDING, OrderAction.WITHDRAW_REVISION, S.ACCEPTED, _SYSTEM, _BACK_LATE, _RESTORE),
    Transition(
        S.REVISION_PENDING,
        OrderAction.CANCEL,
        S.CANCELLED,
        _EARLY,
        (),
        (*_DROP, Effect.CANCEL_DELIVERY, *_VOID),
    ),
    Transition(S.ACCEPTED, OrderAction.START, S.PREPARING, _KITCHEN),
    Transition(S.ACCEPTED, OrderAction.CANCEL, S.CANCELLED, _EARLY, (), (Effect.CANCEL_DELIVERY, *_VOID)),
    Transition(S.PREPARING, OrderAction.BAKE, S.BAKING, _KITCHEN, baked=True),
    Transition(S.PREPARING, OrderAction.READY, S.READY, _KITCHEN, (), _RELEASE, baked=False),
    Transition(S.PREPARING, OrderAction.UNDO, S.ACCEPTED, _KITCHEN, _UNDO),
    Transition(S.PREPARING, OrderAction.CANCEL, S.CANCELLED, _DECIDERS, (Guard.REASON,), _CANCEL_LATE),
    Transition(S.BAKING, OrderAction.READY, S.READY, _KITCHEN, (), _RELEASE),
    Transition(S.BAKING, OrderAction.UNDO, S.PREPARING, _KITCHEN, _UNDO),
    Transition(S.BAKING, OrderAction.CANCEL, S.CANCELLED, _DECIDERS, (Guard.REASON,), _CANCEL_LATE),
    Transition(S.READY, OrderAction.UNDO, S.BAKING, _KITCHEN, _UNDO, baked=True),
    Transition(S.READY, OrderAction.UNDO, S.PREPARING, _KITCHEN, _UNDO, baked=False),
    Transition(S.READY, OrderAction.PICK_UP, S.OUT_FOR_DELIVERY, _COURIER, _SHOWN, _LEAVE, DELIVERED),
    Transition(
        S.READY,
        OrderAction.HAND_OVER,
        S.COMPLETED,
        _KITCHEN,
        (Guard.COLLECTION_CODE,),
        (*_LEAVE, *_DONE),
        COLLECTED,
    ),
    Transition(S.READY, OrderAction.CANCEL, S.CANCELLED, _DECIDERS, (Guard.REASON,), _CANCEL_LATE),
    Transition(S.OUT_FOR_DELIVERY, OrderAction.ARRIVE, S.ARRIVED, _COURIER, _SHOWN, (), DELIVERED),
    Transition(
        S.OUT_FOR_DELIVERY,
        OrderAction.CANCEL,
        S.CANCELLED,
        _DECIDERS,
        (Guard.REASON,),
        _CANCEL_LATE,
        DELIVERED,
    ),
    Transition(S.ARRIVED, OrderAction.DELIVER, S.COMPLETED, _COURIER, _SHOWN, _DONE, DELIVERED),
    Transition(S.ARRIVED, OrderAction.FAIL_DELIVERY, S.DELIVERY_FAILED, _COURIER, _SHOWN, (), DELIVERED),
    Transition(
        S.DELIVERY_FAILED, OrderAction.RETURN, S.RETURNED, _DECIDERS, (), (Effect.SETTLE_PAYMENT,), DELIVERED
    ),
    Transition(S.DELIVERY_FAILED, OrderAction.REDELIVER, S.READY, _DECIDERS, (), _AGAIN, DELIVERED),
    Transition(S.DELIVERY_FAILED, OrderAction.REMAKE, S.PREPARING, _DECIDERS, (), _AGAIN, DELIVERED),
)
# The only steps that lead back. What a customer is shown never does: see `progress.stages_of`.
BUMPS = frozenset({OrderAction.START, OrderAction.BAKE, OrderAction.READY})
RETURNING = frozenset(
    {
        OrderAction.UNDO,
        OrderAction.CONFIRM_REVISION,
        OrderAction.REFUSE_REVISION,
        OrderAction.WITHDRAW_REVISION,
    }
)
NEW_ATTEMPT = frozenset({OrderAction.REDELIVER, OrderAction.REMAKE})
FINAL = frozenset(S) - {step.source for step in TRANSITIONS}
PUBLIC_ACTIONS: tuple[OrderAction, ...] = tuple(
    action
    for action in OrderAction
    if any(step.action is action and step.actors & _EARLY for step in TRANSITIONS)
)


def find(
    status: OrderStatus,
    action: OrderAction,
    actors: Collection[Actor],
    service: ServiceMethod,
    came_from: OrderStatus | None = None,
    *,
    baked: bool,
) -> Transition | None:
    """The row that lets one of `actors` do `action` to an order in `status`; None if there is none.

    `baked`: whether the order has baked items. `came_from` distinguishes rows that lead back to where a
    revision began.
    """
    return next(
        (
            step
            for step in _open(status, actors, service, baked)
            if step.action is action and (Guard.CAME_FROM not in step.guards or step.target is came_from)
        ),
        None,
    )


def allowed_actions(
    status: OrderStatus, actors: Collection[Actor], service: ServiceMethod, *, baked: bool
) -> list[OrderAction]:
    """What `actors` may do to an order in `status`, in the table's order."""
    return list(dict.fromkeys(step.action for step in _open(status, actors, service, baked)))


def is_ever_allowed(action: OrderAction, actors: Collection[Actor]) -> bool:
    """Whether any state lets one of `actors` do `action`."""
    return any(step.action is action and not step.actors.isdisjoint(actors) for step in TRANSITIONS)


def targets(action: OrderAction) -> frozenset[OrderStatus]:
    """The states the action leads to."""
    return frozenset(step.target for step in TRANSITIONS if step.action is action)


def _open(
    status: OrderStatus, actors: Collection[Actor], service: ServiceMethod, baked: bool
) -> list[Transition]:
    return [
        step
        for step in TRANSITIONS
        if step.source is status and step.is_for(service, baked=baked) and not step.actors.isdisjoint(actors)
    ]


def legal_pairs(*kinds: bool | None) -> list[tuple[OrderStatus, OrderStatus]]:
    """Every (from, to) of the table once, in its order; of rows whose `baked` is one of `kinds`, if given."""
    rows = [step for step in TRANSITIONS if not kinds or step.baked in kinds]
    return list(dict.fromkeys((step.source, step.target) for step in rows))
