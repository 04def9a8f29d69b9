"""Simulates the day of a Meal Delivery Routing Problem instance, one decision a minute."""

import time
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from apps.delivery.dispatch.engine import decide
from apps.delivery.dispatch.promise import etas
from apps.delivery.dispatch.types import Action, Courier, Decision, Order, Parameters, Place, Snapshot, Store
from apps.delivery.management.replay.baselines import nearest_idle, one_to_one
from apps.delivery.management.replay.instance import Instance, StraightLine, read_instance
from apps.delivery.management.replay.solution import (
    START,
    Assignment,
    Drive,
    OrderLine,
    Solution,
    write_solution,
    write_timing,
)

type Policy = Callable[[Snapshot], tuple[Decision, ...]]

POLICIES: dict[str, Policy] = {
    "rolling-horizon": decide,
    "nearest-idle": nearest_idle,
    "one-to-one": one_to_one,
}
DEFAULT_POLICY = "rolling-horizon"
DEMAND_WINDOW = 60
RESIDUALS_KEPT = 30


class InfeasibleDecisionError(Exception):
    """A policy's decision violates the rules of the problem."""


@dataclass(frozen=True, slots=True)
class Run:
    """A simulated day and the duration of each decision in seconds, wall-clock and processor time."""

    solution: Solution
    seconds: tuple[float, ...]
    processor_seconds: tuple[float, ...]


def simulate(instance_dir: Path, out_dir: Path, policy: str = DEFAULT_POLICY) -> Run:
    """Runs a policy on the instance in a directory and writes the solution files and timing.json to another one.

    Raises KeyError for an unknown policy, BadInstanceError, and InfeasibleDecisionError if the policy breaks
    a rule.
    """
    instance = read_instance(instance_dir)
    out_dir.mkdir(parents=True, exist_ok=True)
    run = play(instance, POLICIES[policy], instance.parameters())
    write_solution(run.solution, out_dir)
    write_timing(run.seconds, run.processor_seconds, out_dir)
    return run


def play(instance: Instance, policy: Policy, parameters: Parameters) -> Run:
    """Every minute: reveals the orders placed by now, promises, decides, carries out.

    Only the engine promises: its estimates come from its own plan and say nothing about another policy.
    """
    day = _Day(instance, parameters)
    seconds, processor_seconds = [], []
    for now in range(_last_minute(instance) + 1):
        snapshot = day.snapshot(now)
        if policy is decide:
            day.promise(snapshot)
        started, worked = time.perf_counter(), time.thread_time()
        decisions = policy(snapshot)
        seconds.append(time.perf_counter() - started)
        processor_seconds.append(time.thread_time() - worked)
        for decision in decisions:
            day.carry_out(now, decision)
    return Run(day.solution(), tuple(seconds), tuple(processor_seconds))


def _last_minute(instance: Instance) -> int:
    return int(max((courier.off for courier in instance.couriers), default=0))


@dataclass(slots=True)
class _Delivered:
    pickup: int
    drop_off: int
    courier: str


@dataclass(slots=True)
class _Day:
    """What the world knows: nothing of an order is handed out before its placement."""

    instance: Instance
    parameters: Parameters
    travel: StraightLine = field(init=False)
    stores: dict[str, Store] = field(init=False)
    couriers: dict[str, Courier] = field(init=False)
    unseen: list[Order] = field(init=False)
    open: dict[str, Order] = field(default_factory=dict)
    just_placed: list[Order] = field(default_factory=list)
    placements: dict[str, list[float]] = field(default_factory=dict)
    delivered: dict[str, _Delivered] = field(default_factory=dict)
    outcomes: list[tuple[int, float]] = field(default_factory=list)
    at: dict[str, str] = field(default_factory=dict)
    assignments: list[Assignment] = field(default_factory=list)
    drives: dict[str, list[Drive]] = field(default_factory=dict)
    promises: dict[str, float] = field(default_factory=dict)
    planned: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.travel = StraightLine(self.instance.metres_per_minute)
        self.stores = {store.id: store for store in self.instance.stores}
        self.couriers = {courier.id: courier for courier in self.instance.couriers}
        self.unseen = sorted(self.instance.orders, key=lambda o: (o.placed, o.id), reverse=True)
        self.placements = {store: [] for store in self.stores}
        self.at = dict.fromkeys(self.couriers, START)
        self.drives = {courier: [] for courier in self.couriers}

    def snapshot(self, now: int) -> Snapshot:
        self._reveal(now)
        return Snapshot(
            now=now,
            orders=tuple(self.open.values()),
            couriers=tuple(courier for courier in self.couriers.values() if courier.off >= now),
            stores=tuple(
                replace(store, demand=self._demand(store.id, now)) for store in self.stores.values()
            ),
            travel=self.travel,
            parameters=self.parameters,
            residuals=self._residuals(now),
        )

    def _reveal(self, now: int) -> None:
        self.just_placed = []
        while self.unseen and self.unseen[-1].placed <= now:
            order = self.unseen.pop()
            self.open[order.id] = order
            self.just_placed.append(order)
            self.placements[order.store].append(order.placed)

    def _demand(self, store: str, now: int) -> float:
        placed = self.placements[store]
        return (len(placed) - bisect_right(placed, now - DEMAND_WINDOW)) / DEMAND_WINDOW

    def _residuals(self, now: int) -> tuple[float, ...]:
        known = sorted(outcome for outcome in self.outcomes if outcome[0] <= now)
        return tuple(residual for _, residual in known[-RESIDUALS_KEPT:])

    def promise(self, snapshot: Snapshot) -> None:
        if self.just_placed:
            estimates = etas(snapshot, self.just_placed)
            self.promises |= {name: snapshot.now + estimate.minutes for name, estimate in estimates.items()}
            self.planned |= {name: snapshot.now + estimate.planned for name, estimate in estimates.items()}

    def minutes(self, origin: Place, destination: Place) -> int:
        return int(self.travel([origin], [destination])[0][0])

    def carry_out(self, now: int, decision: Decision) -> None:
        """Moves the courier and hands over the orders.

        The engine treats two stores at one point as one; the files do not: there the courier first moves next
        door, in no time, and the pickup is decided again.
        """
        courier = self.couriers[decision.courier]
        if courier.free_at > now:
            raise InfeasibleDecisionError(f"{courier.id} is not free at {now}")
        store = self.stores[decision.store]
        next_door = courier.place == store.place and self.at[courier.id] != store.id
        if self.at[courier.id] != store.id:
            arrival = self._drive(courier.id, now, store.id, store.place)
            courier = self.couriers[courier.id] = replace(courier, place=store.place, free_at=arrival)
        if decision.action is Action.PICK_UP and not next_door:
            self._pick_up(now, courier, decision)

    def _drive(self, courier: str, departure: int, destination: str, place: Place) -> int:
        """Records a drive and returns the minute it ends."""
        self.drives[courier].append(Drive(courier, departure, self.at[courier], destination))
        minutes = self.minutes(self.couriers[courier].place, place)
        self.at[courier] = destination
        self.couriers[courier] = replace(self.couriers[courier], place=place)
        return departure + minutes

    def _pick_up(self, now: int, courier: Courier, decision: Decision) -> None:
        orders = [self.open.pop(order) for order in decision.orders]
        pickup = int(decision.pickup_at or 0)
        earliest = max(
            now, courier.free_at + self.parameters.before_pickup, *(order.ready for order in orders)
        )
        if not earliest <= pickup <= courier.off or any(order.store != decision.store for order in orders):
            raise InfeasibleDecisionError(f"{courier.id} cannot pick up {decision.orders} at {pickup}")
        self.assignments.append(Assignment(now, pickup, courier.id, decision.orders))
        self._deliver(courier.id, pickup, orders)

    def _deliver(self, courier: str, pickup: int, orders: list[Order]) -> None:
        p, clock = self.parameters, int(pickup + self.parameters.after_pickup)
        for order in orders:
            drop_off = int(self._drive(courier, clock, order.id, order.drop) + p.before_drop)
            self.delivered[order.id] = _Delivered(pickup, drop_off, courier)
            if order.id in self.planned:
                self.outcomes.append((drop_off, drop_off - self.planned[order.id]))
            clock = int(drop_off + p.after_drop)
        self.couriers[courier] = replace(self.couriers[courier], free_at=clock, idle_since=clock)

    def solution(self) -> Solution:
        return Solution(
            self.assignments, list(self._order_lines()), list(self._all_drives()), list(self.promises.items())
        )

    def _order_lines(self) -> Iterator[OrderLine]:
        for order in self.instance.orders:
            line = OrderLine(order.id, int(order.placed), int(order.ready))
            done = self.delivered.get(order.id)
            yield (
                line
                if done is None
                else replace(line, pickup=done.pickup, drop_off=done.drop_off, courier=done.courier)
            )

    def _all_drives(self) -> Iterator[Drive]:
        for drives in self.drives.values():
            yield from drives
