"""The dispatcher of a simulated night: the live one's rules, on the night's couriers and orders."""

from collections import deque
from collections.abc import Sequence

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.dispatch import decide
from apps.delivery.dispatch import types as engine
from apps.delivery.domain.eta import instant as engine_instant
from apps.delivery.domain.geofence import LatLon
from apps.delivery.domain.offers import CourierOnShift, OpenDelivery, RunPlan, may_be_offered
from apps.delivery.domain.rules import Rules
from apps.delivery.domain.snapshots import ON_SHIFT, Present, engine_snapshot, last_place, may_wait_elsewhere
from apps.delivery.domain.states import FREE, CourierStatus, Vehicle
from dominos.simulation.couriers import Courier
from dominos.simulation.event_queue import EventQueue, instant
from dominos.simulation.fleet import Fleet
from dominos.simulation.jobs import Job
from dominos.simulation.roads import FleetTravel, Roads
from dominos.simulation.scenario import Night

FIX_ACCURACY_M = 10.0


class Dispatcher:
    """Takes snapshots of what the platform knows, asks the engine, and makes offers."""

    def __init__(self, night: Night, queue: EventQueue, roads: Roads, fleet: Fleet, rules: Rules) -> None:
        self._night, self._queue, self._roads, self._fleet, self._rules = night, queue, roads, fleet, rules
        self._shops = {shop.id: shop for shop in night.shops}
        self._stores = {shop.id: shop.place for shop in night.shops}
        self._requests: deque[tuple[float, str]] = deque()
        self._seen_at: dict[engine.Place, engine.Place] = {}
        self._idle: dict[str, tuple[tuple[engine.Place, float], CourierOnShift]] = {}
        self._idle_moved_at = float("-inf")
        self.decisions = 0

    def requested(self, job: Job) -> None:
        """Counts the order as demand of its store."""
        self._requests.append((self._queue.now, job.shop.id))

    def dispatch(self, jobs: Sequence[Job], errors: Sequence[float], rules: Rules) -> None:
        """Decides once, and carries it out; nothing is decided when nobody waits or may move."""
        waiting = [job for job in jobs if job.delivery is DeliveryStatus.WAITING]
        if not waiting and not self._may_move_idle():
            return
        known = {job.id: job for job in jobs}
        self.decisions += 1
        for decision in decide(self.snapshot(waiting, errors, rules)):
            courier = self._fleet.couriers[decision.courier]
            if decision.action is not engine.Action.PREPOSITION:
                self._offer(courier, [known[order] for order in decision.orders], decision)
            elif courier.status in FREE and courier.heading is not (shop := self._shops[decision.store]):
                self._fleet.send(courier, shop)

    def _may_move_idle(self) -> bool:
        """Whether somebody idle could wait elsewhere; true once in a while only, as it is live."""
        if self._queue.now - self._idle_moved_at < self._rules.min_seconds_between_moves:
            return False
        if not any(may_wait_elsewhere(c.status, _home(c)) for c in self._fleet.couriers.values()):
            return False
        self._idle_moved_at = self._queue.now
        return True

    def snapshot(self, waiting: Sequence[Job], errors: Sequence[float], rules: Rules) -> engine.Snapshot:
        """The present as the engine sees it. `rules` are the market's as measured."""
        couriers = [c for c in self._fleet.couriers.values() if c.status in ON_SHIFT]
        present = Present(
            at=self._queue.time,
            waiting=[open_delivery(job) for job in waiting],
            couriers=[self._facts(c) for c in couriers if not self._fleet.is_unresponsive(c)],
            stores=self._stores,
            recent_orders=self._recent_orders(),
            excluded=self._excluded(),
            errors=errors,
        )
        usual = Vehicle(self._rules.usual_vehicle)
        return engine_snapshot(present, rules, lambda vehicles: FleetTravel(self._roads, vehicles, usual))

    def _recent_orders(self) -> dict[str, int]:
        since = self._queue.now - self._rules.demand_minutes * 60
        while self._requests and self._requests[0][0] <= since:
            self._requests.popleft()
        counts = dict.fromkeys(self._stores, 0)
        for _, shop in self._requests:
            counts[shop] += 1
        return counts

    def _excluded(self) -> frozenset[tuple[str, str]]:
        return frozenset(pair for pair, end in self._fleet.excluded.items() if end > self._queue.now)

    def _facts(self, courier: Courier) -> CourierOnShift:
        """The courier for the rules; those of an idle one who stands are made once."""
        if courier.status is not CourierStatus.AVAILABLE or courier.way is not None:
            return self._new_facts(courier)
        key = courier.place, courier.free_since
        known = self._idle.get(courier.id)
        if known is None or known[0] != key:
            known = self._idle[courier.id] = key, self._new_facts(courier)
        return known[1]

    def _new_facts(self, courier: Courier) -> CourierOnShift:
        offer = courier.offer
        return CourierOnShift(
            id=courier.id,
            status=courier.status,
            vehicle=courier.rider.vehicle,
            capacity=courier.rider.capacity,
            home=_home(courier),
            ends_at=instant(courier.rider.off),
            free_since=instant(courier.free_since),
            place=self._last_place(courier.where(self._queue.now)),
            carried=[open_delivery(job) for job in courier.run],
            offered=[(offer.drop_offs[job.id], job.ticket.door.place) for job in offer.new] if offer else (),
        )

    def _last_place(self, place: engine.Place) -> engine.Place:
        if place not in self._seen_at:
            fix = LatLon(place.y, place.x)
            self._seen_at[place] = last_place(fix, FIX_ACCURACY_M, self._stores, self._rules)
        return self._seen_at[place]

    def _offer(self, courier: Courier, route: Sequence[Job], decision: engine.Decision) -> None:
        """Looks again, as the live dispatcher does under locks, and offers what is new of the route."""
        assert decision.pickup_at is not None
        plan = RunPlan(
            pick_up_at=engine_instant(decision.pickup_at),
            drop_offs=[engine_instant(at) for at in decision.drop_offs],
        )
        facts, run = self._facts(courier), [open_delivery(job) for job in route]
        if may_be_offered(facts, run, plan, self._queue.time, self._excluded()):
            drop_offs = {job.id: at for job, at in zip(route, plan.drop_offs, strict=True)}
            new = [job for job in route if job.rider is None]
            self._fleet.make_offer(courier, new, route, drop_offs)


def open_delivery(job: Job) -> OpenDelivery:
    """The job as the rules of dispatching want to know it."""
    return OpenDelivery(
        id=job.id,
        store=job.shop.id,
        door=job.ticket.door.place,
        status=job.delivery,
        requested_at=job.requested_at,
        ready_at=job.ready_at,
        is_released=job.is_released,
        promised_to=job.promised.end,
        expected_at=job.due_at,
        bags=job.bags,
        courier=job.rider,
    )


def _home(courier: Courier) -> str | None:
    return courier.rider.home if courier.rider.only_home else None
