"""What customers are told: the platform's own estimates, fed with what the night has shown so far."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from apps.delivery.contract.windows import Window, narrowed, rounded
from apps.delivery.domain.courier_wait import (
    CourierSupply,
    StoreDelivery,
    courier_supply,
    courier_wait,
    stages_from_rack,
)
from apps.delivery.domain.eta import Forecast, Progress, shown
from apps.delivery.domain.rules import Rules, measured
from apps.orders.contract.types import OrderStatus
from apps.orders.domain import kitchen
from apps.orders.domain.calibration import (
    RECENT,
    Observation,
    observe,
    promise,
    reach,
    ready_in,
    relevant,
    window,
)
from apps.orders.domain.eta import EtaStage, Plan, Span, remaining
from apps.orders.domain.kitchen import Load, kitchen_stages
from apps.orders.domain.seats import Taken, due_in_oven, first_delay, later, oven_seats, oven_size
from dominos.simulation.event_queue import FRIDAY
from dominos.simulation.jobs import Job
from dominos.simulation.scenario import Shop, Ticket

KITCHEN = (*kitchen.WAITING, OrderStatus.PREPARING, OrderStatus.BAKING, OrderStatus.READY)


@dataclass(slots=True)
class Kept:
    """What the platform has in its tables: observations by store and hour, paces, errors of deliveries, hand-overs."""

    seen: dict[tuple[str, int], list[Observation]] = field(default_factory=lambda: defaultdict(list))
    paces: dict[str, dict[OrderStatus, tuple[float, int]]] = field(default_factory=lambda: defaultdict(dict))
    errors: list[float] = field(default_factory=list)
    hand_overs: list[float] = field(default_factory=list)

    def a_day_later(self) -> "Kept":
        """A copy of the tables, everything in them a day older."""
        day = timedelta(days=1)
        older = {key: [replace(one, at=one.at - day) for one in seen] for key, seen in self.seen.items()}
        paces = {shop: dict(pace) for shop, pace in self.paces.items()}
        return Kept(
            defaultdict(list, older), defaultdict(dict, paces), list(self.errors), list(self.hand_overs)
        )


class Estimates:
    """The windows of all orders. Everything it knows has happened.

    `ovens` are the pizzas that are due by shop and quarter, `moved` how many promises waited for room there.
    """

    def __init__(self, rules: Rules, known: Kept) -> None:
        self._market = rules
        self.kept = known
        self.ovens: dict[str, Counter[datetime]] = defaultdict(Counter)
        self.moved = 0

    @property
    def rules(self) -> Rules:
        """The market's, with hand-overs as long as they have been."""
        return measured(self._market, self.kept.hand_overs)

    def place(
        self, ticket: Ticket, shop: Shop, jobs: Sequence[Job], supply: CourierSupply, drive: float
    ) -> Job:
        """The order as it is placed, with its window, as a quote finds it."""
        at = FRIDAY + timedelta(seconds=ticket.placed)
        learned, rules = self.observations(shop.id, at), self.rules
        cooking = kitchen_stages(ticket.pizzas, shop.kitchen, self._load(shop, jobs))
        wait = courier_wait(supply, round(ready_in(cooking, learned)), rules)
        stages = stages_from_rack(drive, False, wait, rules)
        plan: Plan = {**cooking, **{EtaStage(s.name): Span(s.expected, s.early, s.late) for s in stages}}
        promised = promise(at, plan, shop.wait_minutes, learned)
        promised, plan = self._seated(ticket, shop, promised, plan, at)
        return Job(
            ticket=ticket,
            shop=shop,
            plan=plan,
            promised=promised,
            expected_at=at + timedelta(seconds=sum(reach(plan, learned)) / 2),
            ready_at=at + timedelta(seconds=ready_in(cooking, learned)),
            shown=promised,
            drive=drive,
            due_at=promised.end,
            began={OrderStatus.PLACED: at},
        )

    def _seated(
        self, ticket: Ticket, shop: Shop, promised: Window, plan: Plan, at: datetime
    ) -> tuple[Window, Plan]:
        """What is promised is moved to the first quarter with room in the oven, whose seats are taken."""
        oven, size = self.ovens[shop.id], oven_size(shop.kitchen)
        due = due_in_oven(promised, plan, at)
        delay = first_delay(promised, due, ticket.pizzas, size, Taken(oven))
        assert delay is not None
        oven.update(oven_seats(due + delay, ticket.pizzas, size))
        self.moved += bool(delay)
        return later(promised, plan, delay)

    def request(self, job: Job, jobs: Sequence[Job], at: datetime) -> None:
        """When the rack should have an order that its store has just accepted."""
        others = [other for other in jobs if other.id != job.id]
        plan = kitchen_stages(job.ticket.pizzas, job.shop.kitchen, self._load(job.shop, others))
        job.ready_at = at + timedelta(seconds=ready_in(plan, self.observations(job.shop.id, at)))

    def follow_kitchen(self, job: Job, at: datetime) -> None:
        """Narrows the window when a stage of the kitchen begins."""
        if job.status in (OrderStatus.PLACED, OrderStatus.ACCEPTED):
            return
        learned = self.observations(job.shop.id, at)
        self._show(job, window(at, remaining(job.plan, job.status), learned), "kitchen")

    def follow_delivery(self, job: Job, forecast: Forecast, at: datetime) -> None:
        """Keeps delivery's expectation; where its window changes, the customer's narrows or moves with it."""
        told, cause = shown(job.told, forecast)
        job.due_at, job.told, job.refreshed_at = forecast.expected_at, told, at
        if cause is not None:
            self._show(job, rounded(told.start, told.end), forecast.longest)

    def _show(self, job: Job, found: Window, cause: str) -> None:
        result, is_off = narrowed(job.shown, found)
        if is_off:
            job.changes[cause] = job.changes.get(cause, 0) + 1
        elif result != job.shown:
            job.narrowed += 1
        job.shown = result

    def observations(self, shop: str, at: datetime) -> Sequence[Observation]:
        """What the platform keeps of the store's completed orders, those of this time of the day first."""
        rows = {hour: seen for (of, hour), seen in self.kept.seen.items() if of == shop}
        return relevant(rows, at)

    def leave(self, job: Job, at: datetime) -> None:
        """Lets a delivered order's kitchen times count in its store's pace."""
        began = {OrderStatus(status): when for status, when in job.began.items() if status in KITCHEN}
        pace = self.kept.paces[job.shop.id]
        for stage, seconds in kitchen.measured(job.ticket.pizzas, job.shop.kitchen, began, at).items():
            pace[stage] = kitchen.pace_with(pace.get(stage, (0.0, 0)), seconds)

    def learn(self, job: Job) -> None:
        """Keeps what a completed order shows."""
        assert job.completed_at is not None
        seen = observe(job.plan, job.began, job.began[OrderStatus.PLACED], job.promised)
        kept = self.kept.seen[job.shop.id, seen.at.hour]
        self.kept.seen[job.shop.id, seen.at.hour] = [*kept, seen][-RECENT:]
        newest = self._market.residuals
        took = (job.completed_at - job.began[OrderStatus.ARRIVED]).total_seconds()
        self.kept.hand_overs = [*self.kept.hand_overs, took][-newest:]
        if job.first_expected_at is not None:
            error = (job.completed_at - job.first_expected_at).total_seconds() / 60
            self.kept.errors = [*self.kept.errors, error][-newest:]

    def _load(self, shop: Shop, jobs: Sequence[Job]) -> Load:
        here = [job for job in jobs if job.shop.id == shop.id]
        pizzas: Counter[OrderStatus] = Counter()
        for job in here:
            pizzas[job.status] += job.ticket.pizzas
        return kitchen.load_of(pizzas, self.kept.paces[shop.id])


def supply_of(couriers: Iterable[str], jobs: Iterable[Job], at: datetime, rules: Rules) -> CourierSupply:
    """Couriers of a store by when they are back, and its orders that nobody has yet."""
    unfinished = [
        StoreDelivery(job.delivery, job.rider, job.ready_at, job.due_at, job.drive)
        for job in jobs
        if OrderStatus.ACCEPTED in job.began
    ]
    return courier_supply(couriers, unfinished, at, rules)


def progress(job: Job, at: datetime, to_store: float | None, to_door: float, stops: int) -> Progress:
    """What delivery knows of an order."""
    return Progress(
        now=at,
        status=job.delivery,
        ready_at=job.ready_at,
        is_released=job.is_released,
        to_store=to_store,
        to_door=to_door,
        stops_before=stops,
    )
