"""A night played from the first order to the last courier home."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import pairwise

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.dispatch import etas
from apps.delivery.dispatch.types import Snapshot
from apps.delivery.domain import eta as road
from apps.delivery.domain.rules import Rules
from apps.delivery.domain.states import Vehicle
from apps.orders.contract.types import OrderStatus
from dominos.simulation.dispatching import Dispatcher
from dominos.simulation.estimates import Estimates, Kept, fleet_of, progress
from dominos.simulation.event_queue import EventQueue, minutes
from dominos.simulation.fleet import Courier, Fleet
from dominos.simulation.jobs import Job
from dominos.simulation.kitchens import Kitchens
from dominos.simulation.roads import Roads
from dominos.simulation.scenario import CLOSES, HOUR, Night, Ticket

BEAT_SECONDS = 20.0
LATEST = CLOSES + 6 * HOUR


@dataclass(frozen=True, slots=True)
class Played:
    """What became of a night: all orders, all couriers, offers by how they ended, and counts."""

    night: Night
    jobs: Sequence[Job]
    couriers: Sequence[Courier]
    offers: dict[str, int]
    decisions: int
    dead: int
    kept: Kept


def play(
    night: Night, roads: Roads, rules: Rules, known: Kept | None = None, *, beat: float = BEAT_SECONDS
) -> Played:
    """Plays the night by the rules of the market, the platform knowing what it kept of earlier ones.

    The dispatcher beats every so many seconds. The same night gives the same result, byte for byte.
    """
    return _Evening(night, roads, rules, known or Kept(), beat).played()


class _Evening:
    """Ties customers, kitchens, couriers and the platform together."""

    def __init__(self, night: Night, roads: Roads, rules: Rules, known: Kept, beat: float) -> None:
        self._night, self._roads, self._rules, self._every = night, roads, rules, beat
        self._agenda = EventQueue()
        self._estimates = Estimates(rules, known)
        self._kitchens = Kitchens(night, self._agenda, self._moved)
        self._fleet = Fleet(night, self._agenda, roads, rules, left=self._left, done=self._done)
        self._dispatcher = Dispatcher(night, self._agenda, roads, self._fleet, rules)
        self._shops = {shop.id: shop for shop in night.shops}
        self._open: dict[str, Job] = {}
        self._over: list[Job] = []
        self._new: list[Job] = []

    def played(self) -> Played:
        for ticket in self._night.tickets:
            self._agenda.at(ticket.placed, partial(self._place, ticket))
        first = min((rider.on for rider in self._night.riders), default=0.0)
        self._agenda.at(max(first, 0.0), self._beat)
        self._agenda.run()
        jobs = sorted([*self._over, *self._open.values()], key=lambda job: job.id)
        offers = {status.value: number for status, number in self._fleet.offers.items()}
        return Played(
            night=self._night,
            jobs=jobs,
            couriers=list(self._fleet.couriers.values()),
            offers=offers,
            decisions=self._dispatcher.decisions,
            dead=self._fleet.dead,
            kept=self._estimates.kept,
        )

    def _place(self, ticket: Ticket) -> None:
        shop = self._shops[ticket.shop]
        drive = self._roads.seconds(shop.place, ticket.door.place, Vehicle(self._rules.usual_vehicle))
        jobs, at = list(self._open.values()), self._agenda.time
        fleet = fleet_of(shop.id, self._free_in(shop.id), jobs, at)
        job = self._estimates.place(ticket, shop, jobs, fleet, drive)
        self._open[job.id] = job
        self._kitchens.place(job)

    def _free_in(self, shop: str) -> list[float]:
        """Seconds until each courier who delivers for the store is back, by what the platform expects."""
        now, after = self._agenda.now, self._estimates.rules.after_drop_seconds
        found = []
        for courier in self._fleet.couriers.values():
            if courier.is_at_work and not self._fleet.is_silent(courier) and courier.rider.home == shop:
                ends = [
                    minutes(job.drop_off_at) * 60 - now + after + job.drive
                    for job in courier.run
                    if job.drop_off_at is not None
                ]
                found.append(max([0.0, *ends]))
        return found

    def _moved(self, job: Job, status: OrderStatus) -> None:
        """A stage of the kitchen begins."""
        at = self._agenda.time
        job.begin(status, at)
        if status is OrderStatus.ACCEPTED:
            self._estimates.request(job, list(self._open.values()), at)
            self._dispatcher.requested(job)
            self._new.append(job)
        if status is OrderStatus.READY:
            job.ready_at = at
            self._fleet.food_ready(job)
        self._estimates.follow_kitchen(job, at)

    def _left(self, job: Job) -> None:
        self._estimates.leave(job, self._agenda.time)
        self._follow(job)

    def _done(self, job: Job) -> None:
        del self._open[job.id]
        self._over.append(job)
        if job.completed_at is not None:
            self._estimates.learn(job)
        courier = self._fleet.couriers[job.rider or ""]
        for stop in courier.run:
            self._follow(stop)

    def _follow(self, job: Job) -> None:
        """The window of an order on the road, by the drives ahead and the stops before it."""
        courier = self._fleet.couriers[job.rider or ""]
        before = courier.run[: courier.run.index(job)]
        doors = [courier.where(self._agenda.now), *(stop.ticket.door.place for stop in [*before, job])]
        vehicle = courier.rider.vehicle
        to_door = sum(self._roads.seconds(a, b, vehicle) for a, b in pairwise(doors))
        known = progress(job, self._agenda.time, 0.0, to_door, len(before))
        forecast = road.forecast(known, self._estimates.rules)
        job.drop_off_at = forecast.expected_at
        self._estimates.follow_road(job, forecast)

    def _beat(self) -> None:
        """The dispatcher's beat."""
        jobs = [job for job in self._open.values() if OrderStatus.ACCEPTED in job.began]
        if any(job.delivery is DeliveryStatus.WAITING for job in jobs):
            snapshot = self._dispatcher.snapshot(jobs, self._estimates.kept.errors, self._estimates.rules)
            if self._new:
                self._expect(snapshot)
            self._dispatcher.dispatch(snapshot, jobs)
        is_on = self._open or self._agenda.now < CLOSES
        if is_on and self._agenda.now < LATEST:
            self._agenda.after(self._every, self._beat)

    def _expect(self, snapshot: Snapshot) -> None:
        """The first expectation of deliveries just requested: the engine's, from its plan."""
        new, self._new = self._new, []
        asked = {job.id for job in new}
        found = etas(snapshot, [order for order in snapshot.orders if order.id in asked])
        for job in new:
            now = self._agenda.time
            job.first_expected_at = now + timedelta(minutes=found[job.id].planned)
            job.drop_off_at = now + timedelta(minutes=found[job.id].minutes)
