"""What needs a person's attention, as data: how long each state may last, what is wrong after that, and what helps.

Every state that is not final, and every wait of the saga for the money of a final one, has a row, so that no
order is stuck unnoticed. An overdue one becomes an item of which its owner is notified first and then, until
it moves, each higher level. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from apps.delivery.contract.types import Intervention
from apps.orders.contract.types import AttentionLevel, OrderStatus, Wrong
from apps.orders.domain.saga import SagaState
from apps.orders.domain.states import COLLECTED, DELIVERED, OrderAction
from apps.stores.contract.types import ServiceMethod

S = OrderStatus


class Since(StrEnum):
    """What a deadline is counted from; never from before the state began."""

    BEGAN = "the state began"
    START = "the kitchen must begin"
    PROMISE = "the window that is shown ends"


class Desk(StrEnum):
    """Who carries out a solution: orders, by an action; delivery, by an intervention; or support, for the money."""

    ORDER = "order"
    DELIVERY = "delivery"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Solution:
    """A way out of the state."""

    desk: Desk
    action: str


@dataclass(frozen=True, slots=True)
class Watch:
    """If the state still lasts `after` this time since `since`, something is `wrong`; `owner` is notified
    first, and one of `solutions` helps.
    """

    since: Since
    after: timedelta
    wrong: Wrong
    owner: AttentionLevel
    solutions: tuple[Solution, ...]


def _by(desk: Desk, *actions: str) -> tuple[Solution, ...]:
    return tuple(Solution(desk, str(action)) for action in actions)


def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


_ANY, _ROAD, _COUNTER = (frozenset(ServiceMethod), DELIVERED, COLLECTED)
_CANCEL = _by(Desk.ORDER, OrderAction.CANCEL)
_IN_COURIERS_PLACE = _by(Desk.DELIVERY, Intervention.FINISH, Intervention.PASS_ON, Intervention.GIVE_UP)
_STORE, _MANAGER, _CHAIN = AttentionLevel

ON_THE_WAY: tuple[tuple[OrderStatus, frozenset[ServiceMethod], Watch], ...] = (
    (S.PENDING_PAYMENT, _ANY, Watch(Since.BEGAN, _minutes(45), Wrong.PAYMENT_UNDECIDED, _CHAIN, _CANCEL)),
    (
        S.SCHEDULED,
        _ANY,
        Watch(
            Since.START,
            _minutes(15),
            Wrong.NOT_RELEASED,
            _MANAGER,
            _by(Desk.ORDER, OrderAction.REJECT, OrderAction.CANCEL),
        ),
    ),
    (
        S.PLACED,
        _ANY,
        Watch(
            Since.BEGAN,
            _minutes(1),
            Wrong.NOT_ACCEPTED,
            _MANAGER,
            _by(Desk.ORDER, OrderAction.ACCEPT, OrderAction.REJECT),
        ),
    ),
    (S.REVISION_PENDING, _ANY, Watch(Since.BEGAN, _minutes(15), Wrong.CHANGE_UNDECIDED, _CHAIN, _CANCEL)),
    (
        S.ACCEPTED,
        _ANY,
        Watch(
            Since.START,
            _minutes(10),
            Wrong.NOT_STARTED,
            _STORE,
            _by(Desk.ORDER, OrderAction.START, OrderAction.CANCEL),
        ),
    ),
    (
        S.PREPARING,
        _ANY,
        Watch(
            Since.BEGAN,
            _minutes(20),
            Wrong.NOT_MADE,
            _STORE,
            _by(Desk.ORDER, OrderAction.BAKE, OrderAction.READY, OrderAction.CANCEL),
        ),
    ),
    (
        S.BAKING,
        _ANY,
        Watch(
            Since.BEGAN,
            _minutes(20),
            Wrong.NOT_BAKED,
            _STORE,
            _by(Desk.ORDER, OrderAction.READY, OrderAction.CANCEL),
        ),
    ),
    (
        S.READY,
        _ROAD,
        Watch(
            Since.BEGAN,
            _minutes(15),
            Wrong.NOT_PICKED_UP,
            _MANAGER,
            (*_by(Desk.DELIVERY, Intervention.REASSIGN), *_CANCEL),
        ),
    ),
    (
        S.READY,
        _COUNTER,
        Watch(
            Since.PROMISE,
            _minutes(30),
            Wrong.NOT_COLLECTED,
            _STORE,
            _by(Desk.ORDER, OrderAction.HAND_OVER, OrderAction.CANCEL),
        ),
    ),
    (
        S.OUT_FOR_DELIVERY,
        _ROAD,
        Watch(
            Since.PROMISE,
            _minutes(15),
            Wrong.NOT_ARRIVED,
            _MANAGER,
            (*_IN_COURIERS_PLACE, *_CANCEL),
        ),
    ),
    (
        S.ARRIVED,
        _ROAD,
        Watch(Since.BEGAN, _minutes(15), Wrong.NOT_HANDED_OVER, _MANAGER, _IN_COURIERS_PLACE),
    ),
    (
        S.DELIVERY_FAILED,
        _ROAD,
        Watch(
            Since.BEGAN,
            _minutes(0),
            Wrong.NOT_DELIVERED,
            _MANAGER,
            _by(Desk.ORDER, OrderAction.REDELIVER, OrderAction.REMAKE, OrderAction.RETURN),
        ),
    ),
)
"""The states of an open order, by service."""
_SETTLE = _by(Desk.MONEY, "ask-again", "write-off")
OF_MONEY: Mapping[SagaState, Watch] = {
    SagaState.AWAITING_CAPTURE: Watch(Since.BEGAN, _minutes(60), Wrong.NOT_CAPTURED, _CHAIN, _SETTLE),
    SagaState.AWAITING_VOID: Watch(Since.BEGAN, _minutes(60), Wrong.NOT_RELEASED_MONEY, _CHAIN, _SETTLE),
    SagaState.NEEDS_ATTENTION: Watch(Since.BEGAN, _minutes(0), Wrong.MONEY_REFUSED, _CHAIN, _SETTLE),
}
"""The waits of the saga of an order that is over while its payment is not."""
ESCALATES_AFTER: Mapping[AttentionLevel, timedelta] = {_STORE: _minutes(5), _MANAGER: _minutes(15)}
"""How long a level is notified alone before the next higher one is, too. The chain is the highest."""
_BY_STATE = {(state, service): watch for state, services, watch in ON_THE_WAY for service in services}


def watch_of(status: OrderStatus, service: ServiceMethod, saga: SagaState) -> Watch | None:
    """The rule for an order's state; None for an order that is over, including its payment."""
    return _BY_STATE.get((status, service)) or OF_MONEY.get(saga)


def due_at(watch: Watch, *, began: datetime, start: datetime, promise: datetime) -> datetime:
    """When attention is needed, unless the state is left before."""
    counted = {Since.BEGAN: began, Since.START: start, Since.PROMISE: promise}[watch.since]
    return max(began, counted) + watch.after


def next_level(watch: Watch, level: AttentionLevel | None) -> AttentionLevel:
    """The next level to notify: the owner first, then each higher one."""
    if level is None:
        return watch.owner
    order = list(AttentionLevel)
    return order[min(order.index(level) + 1, len(order) - 1)]
