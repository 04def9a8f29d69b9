"""The dispatcher of the night: the live one's view and its way with decisions, on the night's couriers and orders."""

from collections import defaultdict
from collections.abc import Sequence

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.dispatch import decide
from apps.delivery.dispatch import types as engine
from apps.delivery.domain.engine_parameters import engine_parameters
from apps.delivery.domain.promises import keeps_promise
from apps.delivery.domain.rules import Rules
from apps.delivery.domain.states import FREE, CourierStatus, Vehicle
from dominos.simulation.event_queue import EventQueue, instant, minutes
from dominos.simulation.fleet import Courier, Fleet
from dominos.simulation.jobs import Job
from dominos.simulation.roads import FleetTravel, Roads
from dominos.simulation.scenario import Night

BUSY = (CourierStatus.OFFERED, CourierStatus.ON_RUN)


class Dispatcher:
    """Takes snapshots of what the platform knows, asks the engine, and makes offers."""

    def __init__(self, night: Night, agenda: EventQueue, roads: Roads, fleet: Fleet, rules: Rules) -> None:
        self._night, self._agenda, self._roads, self._fleet, self._rules = night, agenda, roads, fleet, rules
        self._shops = {shop.id: shop for shop in night.shops}
        self._places = {shop.place for shop in night.shops}
        self._placed: dict[str, list[float]] = defaultdict(list)
        self.decisions = 0

    def requested(self, job: Job) -> None:
        """Counts the order as demand of its store."""
        self._placed[job.shop.id].append(self._agenda.now)

    def dispatch(self, snapshot: engine.Snapshot, jobs: Sequence[Job]) -> None:
        """Decides once, and carries it out."""
        known = {job.id: job for job in jobs}
        self.decisions += 1
        for decision in decide(snapshot):
            courier = self._fleet.couriers[decision.courier]
            if decision.action is not engine.Action.PREPOSITION:
                self._offer(courier, [known[order] for order in decision.orders], decision)
            elif courier.status in FREE and courier.heading is not (shop := self._shops[decision.store]):
                self._fleet.send(courier, shop)

    def snapshot(self, jobs: Sequence[Job], errors: Sequence[float], rules: Rules) -> engine.Snapshot:
        """The present as the engine sees it: orders that wait, or may be joined, and couriers who are alive.

        `rules` are the market's as measured.
        """
        waiting = [job for job in jobs if job.delivery is DeliveryStatus.WAITING]
        seen = [c for c in self._fleet.couriers.values() if c.is_at_work and not self._fleet.is_silent(c)]
        opened = {courier.id: courier.run for courier in seen if self._is_open(courier, waiting)}
        couriers = [self._courier(courier, courier.id in opened, rules) for courier in seen]
        vehicles = {
            known.place: courier.rider.vehicle
            for known, courier in zip(couriers, seen, strict=True)
            if known.place not in self._places
        }
        held = [job for run in opened.values() for job in run]
        return engine.Snapshot(
            now=self._agenda.now / 60,
            orders=tuple(self._order(job) for job in [*waiting, *held]),
            couriers=tuple(couriers),
            stores=tuple(engine.Store(s.id, s.place, self._demand(s.id)) for s in self._night.shops),
            travel=FleetTravel(self._roads, vehicles, Vehicle(self._rules.usual_vehicle)),
            parameters=engine_parameters(rules),
            excluded=frozenset(pair for pair, end in self._fleet.excluded.items() if end > self._agenda.now),
            residuals=tuple(errors),
        )

    def _demand(self, shop: str) -> float:
        window = self._rules.demand_minutes
        since = self._agenda.now - window * 60
        return sum(at > since for at in self._placed[shop]) / window

    def _order(self, job: Job) -> engine.Order:
        ready = minutes(job.ready_at)
        if not job.is_released:
            ready = max(ready, self._agenda.now / 60 + 1.0)
        return engine.Order(
            id=job.id,
            store=job.shop.id,
            drop=job.ticket.door.place,
            placed=job.ticket.placed / 60,
            ready=ready,
            promised=minutes(job.promised.end),
            bags=job.bags,
            courier=job.rider,
        )

    def _is_open(self, courier: Courier, waiting: Sequence[Job]) -> bool:
        """Whether all that is accepted still stands in the rack, and each order waiting there may join it."""
        run = courier.run
        if (
            not run
            or courier.offer is not None
            or any(j.delivery is not DeliveryStatus.ASSIGNED for j in run)
        ):
            return False
        room = courier.rider.capacity - sum(job.bags for job in run)
        here = [job for job in waiting if job.shop is run[0].shop]
        return bool(here) and all(
            job.bags <= room and not self._fleet.is_excluded(job, courier) for job in here
        )

    def _courier(self, courier: Courier, is_open: bool, rules: Rules) -> engine.Courier:
        now = self._agenda.now
        place, free_at = courier.where(now), now
        if is_open:
            place = courier.run[0].shop.place
            free_at = max(now, courier.arrives_at) if courier.way is not None else now
        elif courier.status in BUSY:
            place, free_at = self._plan_of(courier, rules)
        return engine.Courier(
            id=courier.id,
            place=place,
            free_at=free_at / 60,
            off=courier.rider.off / 60,
            capacity=courier.rider.capacity,
            idle_since=courier.free_since / 60,
            stores=frozenset({courier.rider.home}) if courier.rider.only_home else None,
        )

    def _plan_of(self, courier: Courier, rules: Rules) -> tuple[engine.Place, float]:
        """Where and when a busy courier is expected to be free: the last door of what he carries or is offered."""
        run = courier.offer.route if courier.offer is not None else courier.run
        after, now = rules.after_drop_seconds, self._agenda.now
        if not run:
            return courier.place, now + after
        ends = [job.drop_off_at for job in run if job.drop_off_at is not None]
        free_at = max((minutes(end) * 60 for end in ends), default=now) + after
        return run[-1].ticket.door.place, max(free_at, now + 60)

    def _offer(self, courier: Courier, route: Sequence[Job], decision: engine.Decision) -> None:
        """Looks again, as the live dispatcher does under locks, and offers what is new of the route."""
        held = [job for job in route if job.rider == courier.id]
        new = [job for job in route if job.rider is None]
        if not new or courier.offer is not None or (held and len(held) != len(courier.run)):
            return
        if not held and courier.status not in FREE:
            return
        planned = [instant(at * 60) for at in decision.drop_offs]
        keeps = (
            keeps_promise(at, job.promised.end, job.drop_off_at or at, self._agenda.time)
            for job, at in zip(route, planned, strict=True)
        )
        if len(route) > 1 and not all(keeps):
            return
        for job, at in zip(route, planned, strict=True):
            job.drop_off_at = at
        self._fleet.make_offer(courier, new, route)
