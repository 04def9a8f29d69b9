"""The best set of deals by trying everything, written apart from the engine; and random baskets and deals."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product

from hypothesis import strategies as st

from apps.menu.domain.dayparts import Moment
from apps.menu.domain.deals.types import Combine, Deal, DealBasket, DealLine, Rule, Slot, Tier

VARIANTS = ["S", "M", "L", "COLA"]
NOON = Moment(datetime(2026, 3, 4, 12, 0, tzinfo=UTC))


def rounded(amount: int, basis_points: int) -> int:
    return (amount * basis_points * 2 + 10_000) // 20_000


def ways(deal: Deal) -> list[tuple[Deal, int, int, int]]:
    """Deal, value, uses and least items in the first slot."""
    if deal.tiers and deal.slots:
        return [(deal, tier.value, 1, tier.threshold) for tier in deal.tiers]
    return [(deal, deal.value, uses, 0) for uses in range(1, deal.max_uses + 1)]


def legal_sets(basket: DealBasket, deals: list[Deal]) -> Iterator[list[tuple[Deal, int, int, int]]]:
    """Every legal set of ways to use the deals; those off the order included."""
    met = [deal for deal in deals if basket.subtotal >= deal.min_subtotal]
    together = [deal for deal in met if deal.combine is Combine.COMPLEMENTARY]
    for picked in product(*([None, *ways(deal)] for deal in together)):
        chosen = [way for way in picked if way is not None]
        if sum(way[0].rule is Rule.FREE_DELIVERY for way in chosen) <= 1:
            yield chosen
    for deal in met:
        if deal.combine is Combine.EXCLUSIVE:
            yield from ([way] for way in ways(deal))


def gain(way: tuple[Deal, int, int, int], slot: Slot, price: int) -> int:
    deal, value, _, _ = way
    return {
        Rule.FIXED_BUNDLE: price,
        Rule.EACH_AT: max(0, price - value),
        Rule.PERCENT: rounded(price, value),
        Rule.AMOUNT: min(price, value),
        Rule.FREE_ITEM: price if slot.is_free else 0,
        Rule.FREE_DELIVERY: 0,
    }[deal.rule]


def finished(basket: DealBasket, ways_: list[tuple[Deal, int, int, int]], gained: int) -> int:
    """What is saved in all, once items gained so much: bundles paid, the order's deals and the fee on top."""
    saved = gained - sum(value * uses for deal, value, uses, _ in ways_ if deal.rule is Rule.FIXED_BUNDLE)
    left = basket.subtotal - saved
    off_order = [way for way in ways_ if way[0].is_order_level]
    for deal, value, _, _ in sorted(off_order, key=lambda way: way[0].rule is not Rule.PERCENT):
        for tier in sorted(deal.tiers, key=lambda tier: tier.threshold):
            value = tier.value if basket.subtotal >= tier.threshold else value
        left -= rounded(left, value) if deal.rule is Rule.PERCENT else min(left, value)
    fee = basket.delivery_fee if any(way[0].rule is Rule.FREE_DELIVERY for way in ways_) else 0
    return basket.subtotal - left + fee


def most_saved(basket: DealBasket, deals: list[Deal]) -> int:
    """The most that any legal set saves with any items in its slots."""
    items = [line for line in basket.lines for _ in range(line.quantity)]
    best = 0
    for ways_ in legal_sets(basket, deals):
        slots = [(way, slot, n) for way in ways_ for n, slot in enumerate(way[0].slots)]
        start = tuple(0 for _ in slots)
        reached = {start: 0}
        for item in items:
            following = dict(reached)
            for fills, gained in reached.items():
                for number, (way, slot, first) in enumerate(slots):
                    if item.variant not in slot.variants:
                        continue
                    if slot.max_units is not None and item.units > slot.max_units:
                        continue
                    needed = max(slot.quantity * way[2], way[3] if first == 0 else 0)
                    if fills[number] == needed and not slot.is_open:
                        continue
                    after = list(fills)
                    after[number] = min(fills[number] + 1, needed)
                    total = gained + gain(way, slot, item.unit_price)
                    following[tuple(after)] = max(total, following.get(tuple(after), 0))
            reached = following
        full = tuple(max(slot.quantity * way[2], way[3] if n == 0 else 0) for way, slot, n in slots)
        if full in reached:
            best = max(best, finished(basket, ways_, reached[full]))
    return best


LINES = st.builds(
    DealLine,
    variant=st.sampled_from(VARIANTS),
    quantity=st.integers(1, 2),
    unit_price=st.integers(0, 2500),
    units=st.integers(0, 3),
)
SLOTS = st.builds(
    Slot,
    variants=st.frozensets(st.sampled_from(VARIANTS), min_size=1, max_size=3),
    quantity=st.integers(1, 2),
    max_units=st.none() | st.integers(0, 3),
    is_free=st.booleans(),
)


@st.composite
def deals(draw: st.DrawFn, code: str) -> Deal:
    rule = draw(st.sampled_from(list(Rule)))
    is_off_order = rule in (Rule.PERCENT, Rule.AMOUNT, Rule.FREE_DELIVERY) and draw(st.booleans())
    slots = () if is_off_order else tuple(draw(st.lists(SLOTS, min_size=1, max_size=2)))
    most = 10_000 if rule is Rule.PERCENT else 3000
    value = draw(st.integers(0, most))
    tiers: tuple[Tier, ...] = ()
    if rule is Rule.PERCENT and draw(st.booleans()):
        steps = draw(st.lists(st.integers(1, 4), min_size=1, max_size=2, unique=True))
        scale = 1 if slots else 900
        tiers = tuple(
            Tier(threshold=step * scale, value=min(10_000, value + 500 * step)) for step in sorted(steps)
        )
        value = 0
        slots = tuple(
            Slot(variants=slot.variants, quantity=1, max_units=slot.max_units, is_open=True)
            for slot in slots[:1]
        )
    return Deal(
        code=code,
        rule=rule,
        value=value,
        slots=slots,
        tiers=tiers,
        combine=draw(st.sampled_from([Combine.COMPLEMENTARY, Combine.COMPLEMENTARY, Combine.EXCLUSIVE])),
        min_subtotal=draw(st.sampled_from([0, 0, 0, 2000])),
        max_uses=1 if tiers else draw(st.integers(1, 2)),
    )


def basket(lines: list[DealLine], fee: int = 0) -> DealBasket:
    return DealBasket(lines=tuple(lines), service="DELIVERY", store="S-1", at=NOON, delivery_fee=fee)


BASKETS = st.builds(basket, st.lists(LINES, max_size=12), st.sampled_from([0, 390]))
OFFERS = st.integers(0, 4).flatmap(lambda count: st.tuples(*(deals(f"D{n}") for n in range(count)))).map(list)


def any_line(rng: random.Random) -> DealLine:
    """A random line, some of it for nothing."""
    return DealLine(
        variant=rng.choice(VARIANTS),
        quantity=rng.randint(1, 4),
        unit_price=rng.choice([0, 1, rng.randrange(2500)]),
        units=rng.randrange(4),
    )


def any_deal(rng: random.Random, code: str) -> Deal:
    """A random deal, worth up to all of what it is for and more."""
    rule = rng.choice(list(Rule))
    value = rng.choice([0, 1, 9_999, 10_000, rng.randrange(10_001)])
    is_off_order = rule in (Rule.PERCENT, Rule.AMOUNT, Rule.FREE_DELIVERY) and rng.random() < 0.5
    slots = tuple(
        Slot(
            variants=frozenset(rng.sample(VARIANTS, rng.randint(1, 3))),
            quantity=rng.randint(1, 2),
            is_free=rng.random() < 0.5,
            is_open=rule is not Rule.FIXED_BUNDLE and rng.random() < 0.3,
        )
        for _ in range(rng.randint(1, 2))
    )
    combine = rng.choice(list(Combine))
    return Deal(
        code=code,
        rule=rule,
        value=value,
        slots=() if is_off_order else slots,
        combine=combine,
        max_uses=rng.randint(1, 3),
    )
