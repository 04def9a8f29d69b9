"""A night played from the first order to the last courier home."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import accumulate, pairwise

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.dispatch import etas
from apps.delivery.dispatch.types import Estimate, Place
from apps.delivery.domain.eta import MIN_ERRORS, forecast, planned_forecast
from apps.delivery.domain.rules import DISPATCH_SECONDS, Rules
from apps.delivery.domain.states import WITH_COURIER, Vehicle
from apps.orders.contract.types import OrderStatus
from dominos.simulation.couriers import Courier
from dominos.simulation.dispatcher import Dispatcher
from dominos.simulation.estimates import Estimates, Kept, progress, supply_of
from dominos.simulation.event_queue import EventQueue
from dominos.simulation.fleet import Fleet
from dominos.simulation.jobs import Job
from dominos.simulation.kitchens import Kitchens
from dominos.simulation.providers import Company, Outside
from dominos.simulation.roads import Roads
from dominos.simulation.scenario import CLOSES, HOUR, Night, Ticket

REFRESH_SECONDS = 15.0
"""How often windows are looked at that nothing has touched for a while, as it is live."""
LATEST = CLOSES + 6 * HOUR


@dataclass(frozen=True, slots=True)
class Played:
    """The result of a night: all orders, all couriers, offers by how they ended, and counts.

    `ovens` are the pizzas planned by shop and quarter, `moved` the promises that waited for room there.
    """

    night: Night
    jobs: Sequence[Job]
    couriers: Sequence[Courier]
    offers: dict[str, int]
    decisions: int
    phones_died: int
    kept: Kept
    ovens: dict[str, Counter[datetime]]
    moved: int
    fees: Sequence[int] = ()
    """What other companies took for each order that theirs brought, in minor units."""


def play(
    night: Night, roads: Roads, rules: Rules, known: Kept | None = None, companies: Sequence[Company] = ()
) -> Played:
    """Plays the night by the rules of the market, the platform knowing what it kept of earlier ones.

    The same night gives the same result, byte for byte. `companies` bring what would be late.
    """
    return _Evening(night, roads, rules, known or Kept(), companies).played()


class _Evening:
    """Ties customers, kitchens, couriers and the platform together."""

    def __init__(
        self, night: Night, roads: Roads, rules: Rules, known: Kept, companies: Sequence[Company]
    ) -> None:
        self._night, self._roads, self._rules = night, roads, rules
        self._queue = EventQueue()
        self._estimates = Estimates(rules, known)
        self._kitchens = Kitchens(night, self._queue, self._moved)
        self._fleet = Fleet(
            night, self._queue, roads, rules, left=self._left, done=self._done, accepted=self._refresh_run
        )
        self._dispatcher = Dispatcher(night, self._queue, roads, self._fleet, rules)
        self._outside = Outside(
            night,
            self._queue,
            rules,
            companies,
            is_anybody_there=lambda shop: bool(self._couriers_of(shop)),
            left=self._left_with_theirs,
            done=self._end,
        )
        self._shops = {shop.id: shop for shop in night.shops}
        self._open: dict[str, Job] = {}
        self._over: list[Job] = []

    def played(self) -> Played:
        for ticket in self._night.tickets:
            self._queue.at(ticket.placed, partial(self._place, ticket))
        first = max(min((rider.on for rider in self._night.riders), default=0.0), 0.0)
        self._queue.at(first, partial(self._every, DISPATCH_SECONDS, self._dispatch))
        self._queue.at(first, partial(self._every, REFRESH_SECONDS, self._refresh_stale))
        self._queue.run()
        jobs = sorted([*self._over, *self._open.values()], key=lambda job: job.id)
        offers = {status.value: number for status, number in self._fleet.offers.items()}
        return Played(
            night=self._night,
            jobs=jobs,
            couriers=list(self._fleet.couriers.values()),
            offers=offers,
            decisions=self._dispatcher.decisions,
            phones_died=self._fleet.phones_died,
            kept=self._estimates.kept,
            ovens=self._estimates.ovens,
            moved=self._estimates.moved,
            fees=self._outside.fees,
        )

    def _place(self, ticket: Ticket) -> None:
        shop = self._shops[ticket.shop]
        drive = self._roads.seconds(shop.place, ticket.door.place, Vehicle(self._rules.usual_vehicle))
        jobs, at = list(self._open.values()), self._queue.time
        here = [job for job in jobs if job.shop is shop]
        supply = supply_of(self._couriers_of(shop.id), here, at, self._estimates.rules)
        job = self._estimates.place(ticket, shop, jobs, supply, drive)
        self._open[job.id] = job
        self._kitchens.place(job)

    def _couriers_of(self, shop: str) -> list[str]:
        """Who delivers for the store now: its own couriers and those who deliver for all."""
        return [
            courier.id
            for courier in self._fleet.couriers.values()
            if courier.is_at_work
            and not self._fleet.is_unresponsive(courier)
            and (courier.rider.home == shop or not courier.rider.only_home)
        ]

    def _moved(self, job: Job, status: OrderStatus) -> None:
        """A stage of the kitchen begins."""
        at = self._queue.time
        job.begin(status, at)
        if status is OrderStatus.ACCEPTED:
            self._estimates.request(job, list(self._open.values()), at)
            self._dispatcher.requested(job)
            self._refresh_waiting([job])
        if status is OrderStatus.READY:
            job.ready_at = at
            self._fleet.food_ready(job)
        self._estimates.follow_kitchen(job, at)

    def _left(self, job: Job) -> None:
        self._estimates.leave(job, self._queue.time)
        self._refresh_run(self._fleet.couriers[job.rider or ""])

    def _left_with_theirs(self, job: Job) -> None:
        self._estimates.leave(job, self._queue.time)

    def _end(self, job: Job) -> None:
        del self._open[job.id]
        self._over.append(job)
        if job.completed_at is not None:
            self._estimates.learn(job)

    def _done(self, job: Job) -> None:
        self._end(job)
        self._refresh_run(self._fleet.couriers[job.rider or ""])

    def _refresh_run(self, courier: Courier) -> None:
        """The windows of a courier's run, by the drives ahead and the stops before each."""
        if not courier.run:
            return
        at, rules = self._queue.time, self._estimates.rules
        to_store, to_doors = self._drives_ahead(courier)
        for before, (job, to_door) in enumerate(zip(courier.run, to_doors, strict=True)):
            known = progress(job, at, to_store, to_door, before)
            self._estimates.follow_delivery(job, forecast(known, rules), at)

    def _drives_ahead(self, courier: Courier) -> tuple[float, list[float]]:
        """Seconds to the store while something waits there, and from there, or from here, to each door."""
        doors, vehicle = [job.ticket.door.place for job in courier.run], courier.rider.vehicle
        is_to_store = any(job.delivery is DeliveryStatus.ASSIGNED for job in courier.run)
        first = self._next_drive(courier)
        if is_to_store:
            legs = [0.0, *self._legs([courier.run[0].shop.place, *doors], vehicle)]
            return first, list(accumulate(legs))[1:]
        return 0.0, list(accumulate([first, *self._legs(doors, vehicle)]))

    def _next_drive(self, courier: Courier) -> float:
        """Seconds by road to where the courier is driving, or has to drive next."""
        if courier.way is not None:
            return courier.remaining_drive(self._queue.now)
        next_job = courier.run[0]
        is_to_store = next_job.delivery is DeliveryStatus.ASSIGNED
        place = next_job.shop.place if is_to_store else next_job.ticket.door.place
        return self._roads.seconds(courier.place, place, courier.rider.vehicle)

    def _legs(self, places: Sequence[Place], vehicle: Vehicle) -> list[float]:
        return [self._roads.seconds(a, b, vehicle) for a, b in pairwise(places)]

    def _every(self, seconds: float, do: Callable[[], None]) -> None:
        """Does so now and again every so many seconds, until the night is over."""
        do()
        is_on = self._open or self._queue.now < CLOSES
        if is_on and self._queue.now < LATEST:
            self._queue.after(seconds, partial(self._every, seconds, do))

    def _dispatch(self) -> None:
        jobs = [job for job in self._open.values() if OrderStatus.ACCEPTED in job.began]
        self._dispatcher.dispatch(jobs, self._estimates.kept.errors, self._estimates.rules)

    def _refresh_stale(self) -> None:
        """Computes the windows anew that nothing has touched for a while: waiting itself moves them."""
        at, after = self._queue.time, timedelta(seconds=self._rules.eta_refresh_seconds)
        stale = [job for job in self._open.values() if job.refreshed_at and at - job.refreshed_at > after]
        for rider in dict.fromkeys(job.rider for job in stale if job.rider and job.delivery in WITH_COURIER):
            self._refresh_run(self._fleet.couriers[rider])
        self._refresh_waiting([job for job in stale if job.delivery not in WITH_COURIER])
        self._outside.look([job for job in self._open.values() if OrderStatus.ACCEPTED in job.began])

    def _refresh_waiting(self, jobs: Sequence[Job]) -> None:
        """The expectation of deliveries without a courier: their open offer's, or the engine's."""
        at, rules = self._queue.time, self._estimates.rules
        offered = {job.id: self._fleet.offered_at(job) for job in jobs}
        asked = [job for job in jobs if offered[job.id] is None]
        found = self._planned(asked) if asked else {}
        errors = len(self._estimates.kept.errors)
        for job in jobs:
            planned = (found[job.id], errors >= MIN_ERRORS) if job.id in found else None
            known = progress(job, at, None, job.drive, 0)
            expected = planned_forecast(known, offered[job.id], planned, rules)
            if job.first_expected_at is None:
                job.first_expected_at = expected.planned_at or expected.expected_at
            self._estimates.follow_delivery(job, expected, at)

    def _planned(self, asked: Sequence[Job]) -> dict[str, Estimate]:
        errors = self._estimates.kept.errors
        waiting = [
            job
            for job in self._open.values()
            if OrderStatus.ACCEPTED in job.began and job.delivery is DeliveryStatus.WAITING
        ]
        snapshot = self._dispatcher.snapshot(
            waiting, errors if len(errors) >= MIN_ERRORS else (), self._estimates.rules
        )
        ids = {job.id for job in asked}
        if not snapshot.couriers:
            return {}
        return etas(snapshot, [order for order in snapshot.orders if order.id in ids])
