"""``python -m benchmarks.menu.deals [--baskets N]``: how long the best legal set of deals takes to find.

Random baskets of 12 lines (and of 1 to 12) against random offers of 4, 8 and 12 deals of all types. Times are of the
processor, so that a busy machine does not blur them; the wall clock's 99th percentile stands beside.
"""

import argparse
import random
import sys
import time
from datetime import UTC, datetime

from apps.menu.domain.dayparts import Moment
from apps.menu.domain.deals.engine import best_deals
from apps.menu.domain.deals.types import Combine, Deal, DealBasket, DealLine, Rule, Slot, Tier

VARIANTS = [f"{size}{crust}" for size in (10, 12, 14, 16) for crust in ("HT", "TN", "PN")] + ["COLA", "WINGS"]
AT = Moment(datetime(2026, 3, 4, 18, 30, tzinfo=UTC))


def main() -> None:
    """Prints a line for each size of the offer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--baskets", type=int, default=1000, help="for each line")
    count: int = parser.parse_args().baskets
    for offered in (4, 8, 12):
        for name, lines in (("12 lines", (12, 12)), ("1 to 12 lines", (1, 12))):
            _measure(f"{offered} deals, {name}", offered, lines, count)


def _measure(name: str, offered: int, lines: tuple[int, int], count: int) -> None:
    rng = random.Random(7)
    processor, wall, applied = [], [], 0
    for _ in range(count):
        basket = _basket(rng, rng.randint(*lines))
        deals = [_deal(rng, f"D{number}") for number in range(offered)]
        started, cpu = time.perf_counter(), time.process_time()
        applied += len(best_deals(basket, deals).applied)
        processor.append(time.process_time() - cpu)
        wall.append(time.perf_counter() - started)
    told = ", ".join(
        f"{part} {1000 * sorted(processor)[int(share * (count - 1))]:.2f}"
        for part, share in (("p50", 0.5), ("p99", 0.99), ("max", 1.0))
    )
    late = 1000 * sorted(wall)[int(0.99 * (count - 1))]
    sys.stdout.write(f"{name:26} {told} ms; wall p99 {late:.2f} ms; {applied / count:.1f} applied\n")


def _basket(rng: random.Random, lines: int) -> DealBasket:
    return DealBasket(
        lines=tuple(
            DealLine(
                variant=rng.choice(VARIANTS),
                quantity=rng.choice([1, 1, 1, 2, 3]),
                unit_price=rng.randrange(290, 2500),
                units=rng.randrange(4),
            )
            for _ in range(lines)
        ),
        service="DELIVERY",
        store="HEL-1",
        at=AT,
        delivery_fee=390,
    )


def _slot(rng: random.Random, **more: bool) -> Slot:
    return Slot(
        variants=frozenset(rng.sample(VARIANTS, rng.randint(2, 8))),
        quantity=rng.choice([1, 1, 2]),
        max_units=rng.choice([None, None, 2]),
        **more,
    )


def _deal(rng: random.Random, code: str) -> Deal:
    rule = rng.choice(list(Rule))
    combine = rng.choice([Combine.COMPLEMENTARY] * 3 + [Combine.EXCLUSIVE])
    if rule is Rule.FREE_DELIVERY:
        return Deal(code=code, rule=rule, combine=combine, min_subtotal=2000)
    if rule is Rule.FREE_ITEM:
        return Deal(code=code, rule=rule, combine=combine, slots=(_slot(rng), _slot(rng, is_free=True)))
    if rule is Rule.PERCENT and rng.random() < 0.5:
        tiers = (Tier(threshold=2, value=1000), Tier(threshold=4, value=2000))
        return Deal(code=code, rule=rule, combine=combine, slots=(_slot(rng, is_open=True),), tiers=tiers)
    value = {Rule.PERCENT: 1500, Rule.AMOUNT: 300, Rule.EACH_AT: 799}.get(rule, rng.randrange(1200, 3000))
    slots = tuple(_slot(rng) for _ in range(rng.choice([1, 2])))
    if rule in (Rule.PERCENT, Rule.AMOUNT) and rng.random() < 0.3:
        slots = ()
    return Deal(
        code=code, rule=rule, value=value, combine=combine, slots=slots, max_uses=rng.choice([1, 1, 2])
    )


if __name__ == "__main__":
    main()
