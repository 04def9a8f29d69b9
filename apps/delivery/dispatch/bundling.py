"""Groups the orders of one store into runs by parallel cheapest insertion."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.delivery.dispatch.types import Order, Parameters

EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Bundle:
    """Orders of one store in drop-off sequence; `store` is its column in the decision's board.

    `drop_after` holds, per order, the minutes from pickup to drop-off; `direct` the same if it were carried
    alone; `duration` the minutes from pickup until the courier is free.
    """

    store: int
    orders: tuple[Order, ...]
    ready: float
    drop_after: tuple[float, ...]
    direct: tuple[float, ...]
    duration: float

    @property
    def detour(self) -> float:
        """Minutes that its orders together spend on the way beyond their direct drives."""
        return sum(self.drop_after) - sum(self.direct)

    @property
    def bags(self) -> int:
        return sum(order.bags for order in self.orders)

    @property
    def courier(self) -> str | None:
        """The courier who accepted its orders, if any."""
        return next((order.courier for order in self.orders if order.courier), None)


class StoreTours:
    """The tours from one store: `legs[0]` are the drives from the store, `legs[i + 1]` those from the i-th order."""

    __slots__ = ("direct", "legs", "orders", "parameters", "store")

    def __init__(
        self, store: int, orders: Sequence[Order], legs: Sequence[Sequence[float]], parameters: Parameters
    ) -> None:
        self.store = store
        self.orders = orders
        self.legs = legs
        self.parameters = parameters
        handling = parameters.after_pickup + parameters.before_drop
        self.direct = [handling + leg for leg in legs[0][1:]]

    def drops(self, sequence: Sequence[int]) -> list[float]:
        """Minutes from pickup to each drop-off of a sequence of order indices."""
        p, here, drops = self.parameters, 0, []
        clock = p.after_pickup
        for index in sequence:
            clock += self.legs[here][index + 1] + p.before_drop
            drops.append(clock)
            clock += p.after_drop
            here = index + 1
        return drops

    def bundle(self, sequence: Sequence[int]) -> Bundle:
        drops = self.drops(sequence)
        return Bundle(
            store=self.store,
            orders=tuple(self.orders[i] for i in sequence),
            ready=max(self.orders[i].ready for i in sequence),
            drop_after=tuple(drops),
            direct=tuple(self.direct[i] for i in sequence),
            duration=drops[-1] + self.parameters.after_drop,
        )


@dataclass(frozen=True, slots=True)
class Economy:
    """The trade-off of bundling: minutes of delay against minutes of couriers' work.

    `earliest` is the first moment any courier could pick up, `approach` what a separate run costs on top of
    its tour, `slip` how much later than planned its drop-offs are expected.
    """

    now: float
    earliest: float
    approach: float
    minute_value: float
    slip: float = 0.0


def bundle_orders(tours: StoreTours, economy: Economy) -> list[Bundle]:
    """Runs for all orders of one store. Each order joins where it adds the least delay and work, or goes alone.

    Orders accepted by one courier stay together, and orders accepted by two couriers apart.
    """
    if len(tours.orders) == 1:
        return [tours.bundle([0])]
    insertion = _Insertion(tours, economy)
    for run in _accepted_runs(tours.orders):
        insertion.open_accepted(run)
    for index in sorted(range(len(tours.orders)), key=lambda i: (tours.orders[i].ready, tours.orders[i].id)):
        if tours.orders[index].courier is None:
            insertion.add(index)
    return [tours.bundle(run) for run in insertion.runs]


def _accepted_runs(orders: Sequence[Order]) -> list[list[int]]:
    runs: dict[str, list[int]] = {}
    for index, order in enumerate(orders):
        if order.courier is not None:
            runs.setdefault(order.courier, []).append(index)
    return [runs[courier] for courier in sorted(runs)]


def _insertions(run: Sequence[int], index: int) -> list[list[int]]:
    return [[*run[:position], index, *run[position:]] for position in range(len(run) + 1)]


class _Insertion:
    """The runs built so far, with their prices in minutes of delay."""

    def __init__(self, tours: StoreTours, economy: Economy) -> None:
        self.tours, self.economy = tours, economy
        self.ready = [max(order.ready, economy.earliest) for order in tours.orders]
        self.runs: list[list[int]] = []
        self.prices: list[float] = []

    def open_accepted(self, indices: Sequence[int]) -> None:
        run: list[int] = []
        for index in indices:
            run = min(_insertions(run, index), key=self.price)
        self.runs.append(run)
        self.prices.append(self.price(run))

    def add(self, index: int) -> None:
        price = self.price([index])
        best = price + self.economy.minute_value * self.economy.approach
        place, chosen = len(self.runs), [index]
        for number, run in enumerate(self.runs):
            if len(run) >= self.tours.parameters.max_bundle:
                continue
            for trial in _insertions(run, index):
                trial_price = self.price(trial)
                added = trial_price - self.prices[number]
                if added < best - EPSILON and self.is_fresh(trial) and self.keeps_promises(trial):
                    best, place, chosen, price = added, number, trial, trial_price
        self.runs[place : place + 1] = [chosen]
        self.prices[place : place + 1] = [price]

    def price(self, run: Sequence[int]) -> float:
        pickup = max(self.ready[i] for i in run)
        drops = self.tours.drops(run)
        delay = 0.0
        for i, drop in zip(run, drops, strict=True):
            delay += pickup + drop - self.ready[i] - self.tours.direct[i]
        return delay + self.economy.minute_value * drops[-1]

    def is_fresh(self, run: Sequence[int]) -> bool:
        """Whether no order waits too long for another one of the run, whatever a courier's minute is worth.

        What it has waited already counts: food that is late itself is expected in a minute at every decision.
        """
        pickup = max(self.ready[i] for i in run)
        return all(
            pickup - self.ready[i] <= EPSILON
            or pickup - self.ready[i] + self._waited(i) <= self.tours.parameters.max_hold
            for i in run
        )

    def _waited(self, index: int) -> float:
        return max(0.0, self.economy.now - self.tours.orders[index].ready)

    def keeps_promises(self, run: Sequence[int]) -> bool:
        """Whether bundling breaks no promise that would be kept by carrying the order alone."""
        pickup, slip = max(self.ready[i] for i in run), self.economy.slip
        for i, drop in zip(run, self.tours.drops(run), strict=True):
            promised = self.tours.orders[i].promised
            alone = self.ready[i] + self.tours.direct[i] + slip
            if promised is not None and pickup + drop + slip > promised >= alone:
                return False
        return True
