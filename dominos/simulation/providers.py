"""Other companies' couriers in a simulated night, hired by the rules that run live."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from random import Random

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.provider_choice import Waiting, believed, choose, is_late
from apps.delivery.domain.providers import Quote
from apps.delivery.domain.rules import Rules
from apps.delivery.domain.states import delivery_after
from apps.orders.contract.types import OrderStatus
from dominos.simulation.event_queue import EventQueue
from dominos.simulation.fleet import DRIVE_SPREAD, HAND_OVER_SPREAD, STAIRS
from dominos.simulation.jobs import Job
from dominos.simulation.scenario import Night, stream

LOOKS_AGAIN = 30.0
GIVES_UP_AFTER = 300.0
"""Seconds until a company tells that it has found nobody."""


@dataclass(frozen=True, slots=True)
class Company:
    """A provider: cents for a job and for each minute of its drive, and minutes until a courier is at a store.

    `is_away` is how often it serves nobody there, `lets_down` how often it finds nobody in the end.
    """

    name: str
    base: int
    a_minute: int
    comes_in: tuple[float, float]
    is_away: float
    lets_down: float


COMPANIES = (
    Company("swift", 450, 45, (8, 16), 0.15, 0.08),
    Company("rush", 650, 55, (4, 10), 0.35, 0.04),
)


def fewer_couriers(night: Night, share: float) -> Night:
    """The night with this share of the couriers at home."""
    there = [r for r in night.riders if stream(night.seed, "at home", r.id).random() >= share]
    return replace(night, riders=there)


class Outside:
    """The companies. `left` hears of each order that leaves its store with a courier of theirs, `done` when it ends.

    `is_anybody_there` says whether a courier of ours is on shift for a store.
    """

    def __init__(
        self,
        night: Night,
        queue: EventQueue,
        rules: Rules,
        companies: Iterable[Company],
        *,
        is_anybody_there: Callable[[str], bool],
        left: Callable[[Job], None],
        done: Callable[[Job], None],
    ) -> None:
        self._night, self._queue, self._rules = night, queue, rules
        self._companies, self._left, self._done = list(companies), left, done
        self._is_anybody_there = is_anybody_there
        self._asked: dict[str, set[str]] = defaultdict(set)
        self._spent: dict[str, int] = defaultdict(int)
        self.fees: list[int] = []

    def look(self, jobs: Sequence[Job]) -> None:
        """Hires a company for what our couriers would bring late."""
        at = self._queue.time
        for job in jobs if self._companies else ():
            known = Waiting(
                status=job.delivery,
                ready_at=job.ready_at,
                promised_to=job.promised.end,
                expected_at=job.due_at,
                is_anybody_there=self._is_anybody_there(job.shop.id),
            )
            if is_late(known, at, self._rules):
                self._hire(job, known)

    def _hire(self, job: Job, known: Waiting) -> None:
        offers = [(self._quote(job, company), company) for company in self._companies]
        by_name = {quote.provider: (quote, company) for quote, company in offers if quote is not None}
        at = self._queue.time
        ours = believed(known, at, self._rules)
        left = self._rules.provider_max_day - self._spent[job.shop.id]
        quotes = [quote for quote, _ in by_name.values()]
        if chosen := choose(quotes, ours, left, at, self._rules):
            self._send(job, *by_name[chosen.provider])

    def _quote(self, job: Job, company: Company) -> Quote | None:
        """What the company offers; nothing for what it has let down, or where it has nobody just now."""
        at, dice = self._queue.time, self._dice("offers", job, company)
        if company.name in self._asked[job.id] or dice.random() < company.is_away:
            return None
        there = max(at + timedelta(minutes=dice.uniform(*company.comes_in)), job.ready_at)
        return Quote(
            provider=company.name,
            reference=job.id,
            fee=company.base + round(company.a_minute * job.drive / 60),
            currency="EUR",
            pick_up_at=there,
            drop_off_at=there + timedelta(seconds=job.drive + self._rules.before_drop_seconds),
            valid_until=Quote.latest(at),
        )

    def _dice(self, what: str, job: Job, company: Company) -> Random:
        return stream(self._night.seed, company.name, what, job.id, self._queue.now // 300)

    def _send(self, job: Job, quote: Quote, company: Company) -> None:
        self._asked[job.id].add(company.name)
        job.delivery = delivery_after(job.delivery, "offer")
        job.due_at = quote.drop_off_at
        if self._dice("comes", job, company).random() < company.lets_down:
            self._queue.after(GIVES_UP_AFTER, partial(self._let_down, job))
            return
        self._spent[job.shop.id] += quote.fee
        self.fees.append(quote.fee)
        job.delivery = delivery_after(job.delivery, "accept")
        wait = (quote.pick_up_at - self._queue.time).total_seconds()
        self._queue.after(wait, partial(self._pick_up, job, stream(self._night.seed, "theirs", job.id)))

    def _let_down(self, job: Job) -> None:
        job.delivery = delivery_after(job.delivery, "release")

    def _pick_up(self, job: Job, dice: Random) -> None:
        if not job.is_released:
            self._queue.after(LOOKS_AGAIN, partial(self._pick_up, job, dice))
            return
        job.delivery = delivery_after(job.delivery, "pick_up")
        job.begin(OrderStatus.OUT_FOR_DELIVERY, self._queue.time)
        self._left(job)
        drive = job.drive * self._night.slowness(self._queue.now) * dice.lognormvariate(0, DRIVE_SPREAD)
        self._queue.after(drive, partial(self._arrive, job, dice))

    def _arrive(self, job: Job, dice: Random) -> None:
        job.delivery = delivery_after(job.delivery, "arrive")
        job.begin(OrderStatus.ARRIVED, self._queue.time)
        seconds = STAIRS * self._rules.before_drop_seconds * dice.lognormvariate(0, HAND_OVER_SPREAD)
        self._queue.after(seconds, partial(self._hand_over, job))

    def _hand_over(self, job: Job) -> None:
        job.delivery = delivery_after(job.delivery, "hand_over")
        assert job.delivery is DeliveryStatus.DELIVERED
        job.begin(OrderStatus.COMPLETED, self._queue.time)
        self._done(job)
