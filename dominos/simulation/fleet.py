"""Couriers at work: shifts, answers to offers, drives along the roads, phones that die, doors nobody opens."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.dispatch.types import Place
from apps.delivery.domain.offers import RUN_LEFT, UNREACHABLE, excluded_seconds
from apps.delivery.domain.rules import Rules
from apps.delivery.domain.states import CourierStatus, OfferStatus, courier_after, delivery_after
from apps.orders.contract.types import OrderStatus
from dominos.simulation.couriers import Courier, Offer
from dominos.simulation.event_queue import EventQueue
from dominos.simulation.jobs import Job
from dominos.simulation.roads import Roads
from dominos.simulation.scenario import Night, Shop, stream

DRIVE_SPREAD = 0.25
HAND_OVER_SPREAD = 0.65
# Stairs, doors and small talk take longer than the market's rules say.
STAIRS = 2.2
NOBODY_HOME = 0.005
ANSWER_SECONDS = (3.0, 18.0)

type Done = Callable[[Job], None]
type Accepted = Callable[["Courier"], None]


class Fleet:
    """All couriers. `done` hears of each order that ends, `left` of each that leaves its store, `accepted` of runs."""

    def __init__(
        self,
        night: Night,
        queue: EventQueue,
        roads: Roads,
        rules: Rules,
        *,
        left: Done,
        done: Done,
        accepted: Accepted,
    ) -> None:
        self._night, self._queue, self._roads, self._rules = night, queue, roads, rules
        self._left, self._done, self._accepted = left, done, accepted
        shops = {shop.id: shop for shop in night.shops}
        self.couriers = {
            rider.id: Courier(
                rider, shop := shops[rider.home], shop.place, stream(night.seed, "ride", rider.id)
            )
            for rider in night.riders
        }
        self.offers: dict[OfferStatus, int] = dict.fromkeys(OfferStatus, 0)
        self.excluded: dict[tuple[str, str], float] = {}
        self.phones_died = 0
        for courier in self.couriers.values():
            self._plan_shift(courier)

    def _plan_shift(self, courier: Courier) -> None:
        rider = courier.rider
        self._queue.at(rider.on, lambda: self._start(courier))
        self._queue.at(rider.off, lambda: self._leave_off(courier))
        if rider.dies_at is not None:
            self._queue.at(rider.dies_at, lambda: self._die(courier))
        if rider.back_at is not None and rider.back_at < rider.off:
            self._queue.at(rider.back_at, lambda: self._come_back(courier))

    def _start(self, courier: Courier) -> None:
        self._move(courier, "shift.start")
        courier.place, courier.way, courier.free_since = courier.shop.place, None, self._queue.now
        courier.worked -= self._queue.now

    def _leave_off(self, courier: Courier) -> None:
        """Goes home as soon as nothing is left to do."""
        if courier.is_at_work and courier.status in (CourierStatus.AVAILABLE, CourierStatus.RETURNING):
            self._end(courier)

    def _end(self, courier: Courier) -> None:
        self._move(courier, "shift.end")
        courier.worked += self._queue.now

    def _die(self, courier: Courier) -> None:
        """The phone is dead. What is aboard is still delivered; the rest is given to others once that is noticed."""
        if courier.is_at_work:
            courier.silent_since = self._queue.now
            self.phones_died += 1
            self._queue.after(
                self._rules.unresponsive_after_seconds, lambda: self._release_unresponsive(courier)
            )

    def _release_unresponsive(self, courier: Courier) -> None:
        if courier.offer is not None:
            self._close(courier, OfferStatus.WITHDRAWN, UNREACHABLE)
        if courier.run and courier.run[0].delivery is DeliveryStatus.ASSIGNED:
            for job in courier.run:
                self._release(job, courier, OfferStatus.WITHDRAWN, UNREACHABLE)
            courier.run = []
            courier.busy += self._queue.now
            self._halt(courier)
            self._move(courier, "run.lose")
        self._leave_off(courier)

    def _come_back(self, courier: Courier) -> None:
        courier.silent_since = None
        if not courier.is_at_work:
            self._start(courier)

    def is_unresponsive(self, courier: Courier) -> bool:
        """Whether the platform has noticed that the courier gives no sign of life."""
        since = courier.silent_since
        return since is not None and self._queue.now - since >= self._rules.unresponsive_after_seconds

    def make_offer(
        self,
        courier: Courier,
        new: Sequence[Job],
        route: Sequence[Job],
        drop_offs: Mapping[str, datetime],
    ) -> None:
        """Offers the courier these orders, to be brought in the sequence of the route."""
        offer = courier.offer = Offer(new, route, drop_offs)
        for job in new:
            job.delivery = delivery_after(job.delivery, "offer")
            job.offers += 1
        if not courier.run:
            self._move(courier, "offer")
            self._halt(courier)
        self.offers[OfferStatus.PENDING] += 1
        answer = courier.rng.random()
        wait = courier.rng.uniform(*ANSWER_SECONDS)
        if courier.silent_since is None and answer >= courier.rider.ignores:
            refuses = answer < courier.rider.ignores + courier.rider.declines
            self._queue.after(wait, lambda: self._answer(courier, offer, refuses))
        self._queue.after(self._rules.offer_seconds, lambda: self._expire(courier, offer))

    def _answer(self, courier: Courier, offer: Offer, refuses: bool) -> None:
        if not offer.is_open:
            return
        if refuses:
            self._close(courier, OfferStatus.DECLINED)
            return
        self._accept(courier, offer)

    def _accept(self, courier: Courier, offer: Offer) -> None:
        offer.is_open, courier.offer = False, None
        self.offers[OfferStatus.ACCEPTED] += 1
        joins = bool(courier.run)
        for job in offer.new:
            job.delivery = delivery_after(job.delivery, "accept")
            job.rider = courier.id
        courier.run = list(offer.route)
        if not joins:
            courier.runs += 1
            courier.busy -= self._queue.now
            self._move(courier, "offer.accept")
            self._go(courier, courier.run[0].shop, lambda: self._try_pick_up(courier))
        self._accepted(courier)

    def _expire(self, courier: Courier, offer: Offer) -> None:
        if offer.is_open:
            self._close(courier, OfferStatus.EXPIRED)

    def _close(self, courier: Courier, status: OfferStatus, reason: str = "") -> None:
        offer, courier.offer = courier.offer, None
        assert offer is not None
        offer.is_open = False
        self.offers[status] += 1
        for job in offer.new:
            self._release(job, courier, status, reason)
        if not courier.run:
            self._move(courier, "offer.close")
            if self._queue.now >= courier.rider.off:
                self._end(courier)

    def _release(self, job: Job, courier: Courier, status: OfferStatus, reason: str) -> None:
        job.delivery, job.rider = delivery_after(job.delivery, "release"), None
        if seconds := excluded_seconds(status, reason, self._rules):
            self.excluded[job.id, courier.id] = self._queue.now + seconds

    def offered_at(self, job: Job) -> datetime | None:
        """When the job is planned at its door by an offer that is open; None without one."""
        open_offers = (courier.offer for courier in self.couriers.values() if courier.offer is not None)
        return next((offer.drop_offs[job.id] for offer in open_offers if job in offer.new), None)

    def food_ready(self, job: Job) -> None:
        """A courier may stand at the store and wait for it."""
        if job.rider is not None:
            self._try_pick_up(self.couriers[job.rider])

    def _try_pick_up(self, courier: Courier) -> None:
        run = courier.run
        is_there = courier.way is None and bool(run) and courier.place == run[0].shop.place
        if is_there and all(j.is_released and j.delivery is DeliveryStatus.ASSIGNED for j in run):
            if courier.offer is not None:
                self._close(courier, OfferStatus.WITHDRAWN, RUN_LEFT)
            for job in run:
                job.delivery = delivery_after(job.delivery, "pick_up")
            rules = self._rules
            self._queue.after(
                self._handling(courier, rules.before_pick_up_seconds + rules.after_pick_up_seconds),
                lambda: self._leave_store(courier),
            )

    def _leave_store(self, courier: Courier) -> None:
        for stop, job in enumerate(courier.run, 1):
            job.begin(OrderStatus.OUT_FOR_DELIVERY, self._queue.time)
            job.stop = stop
            self._left(job)
        self._next_stop(courier)

    def _next_stop(self, courier: Courier) -> None:
        job = courier.run[0]
        self._ride(courier, job.ticket.door.place, lambda: self._ring(courier, job))

    def _ring(self, courier: Courier, job: Job) -> None:
        job.delivery = delivery_after(job.delivery, "arrive")
        job.begin(OrderStatus.ARRIVED, self._queue.time)
        if courier.rng.random() < NOBODY_HOME:
            self._queue.after(self._rules.contact_wait_seconds, lambda: self._part(courier, job, "fail"))
            return
        seconds = self._handling(courier, STAIRS * self._rules.before_drop_seconds)
        self._queue.after(seconds, lambda: self._part(courier, job, "hand_over"))

    def _part(self, courier: Courier, job: Job, action: str) -> None:
        job.delivery = delivery_after(job.delivery, action)
        ended = OrderStatus.COMPLETED if action == "hand_over" else OrderStatus.DELIVERY_FAILED
        job.begin(ended, self._queue.time)
        courier.delivered += 1
        courier.run.remove(job)
        self._done(job)
        after = self._handling(courier, STAIRS * self._rules.after_drop_seconds)
        self._queue.after(after, lambda: self._go_on(courier))

    def _go_on(self, courier: Courier) -> None:
        if courier.run:
            self._next_stop(courier)
            return
        now = self._queue.now
        self._move(courier, "run.finish")
        courier.busy += now
        courier.free_since = now
        if now >= courier.rider.off or self.is_unresponsive(courier):
            self._end(courier)
            return
        self.send(courier, courier.shop)

    def send(self, courier: Courier, shop: Shop) -> None:
        """The courier, free, drives to a store to wait there."""
        courier.heading = shop
        self._go(courier, shop, lambda: self._come_in(courier, shop))

    def _come_in(self, courier: Courier, shop: Shop) -> None:
        if courier.heading is shop and courier.status is CourierStatus.RETURNING:
            self._move(courier, "return")

    def _go(self, courier: Courier, shop: Shop, then: Callable[[], None]) -> None:
        """To a store, from wherever he is."""
        self._halt(courier)
        self._ride(courier, shop.place, then)

    def _halt(self, courier: Courier) -> None:
        courier.place, courier.way, courier.heading = courier.where(self._queue.now), None, None

    def _ride(self, courier: Courier, to: Place, then: Callable[[], None]) -> None:
        now, vehicle = self._queue.now, courier.rider.vehicle
        if courier.place == to:
            then()
            return
        road = self._roads.seconds(courier.place, to, vehicle)
        delay = courier.rng.lognormvariate(0, DRIVE_SPREAD)
        seconds = road * courier.rider.pace * self._night.slowness(now) * delay
        way = courier.way = self._roads.way(courier.place, to, vehicle)
        courier.drive = road
        courier.left_at, courier.arrives_at = now, now + seconds

        def arrive() -> None:
            if courier.way is way and courier.arrives_at == now + seconds:
                courier.place, courier.way = to, None
                then()

        self._queue.after(seconds, arrive)

    def _handling(self, courier: Courier, planned: float) -> float:
        return planned * courier.rng.lognormvariate(0, HAND_OVER_SPREAD)

    def _move(self, courier: Courier, action: str) -> None:
        courier.status = courier_after(courier.status, action)
