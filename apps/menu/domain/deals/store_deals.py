"""Parses the deals of a menu document and applies them to a priced basket."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from apps.menu.contract import types as contract
from apps.menu.domain.availability import SoldOut
from apps.menu.domain.dayparts import Moment, daypart_of
from apps.menu.domain.deals.engine import best_deals
from apps.menu.domain.deals.types import Combine, Deal, DealBasket, DealLine, Rule, Savings, Slot, Tier
from apps.menu.domain.terms import Menu

UNKNOWN, EXHAUSTED, SOLD_OUT, EXPIRED = "unknown_deal", "exhausted", "sold_out", "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreDeal:
    """A deal as a store offers it: by code or automatic, listed in the menu or not, with its limits.

    It may cost loyalty `points`, which are spent on request only; one that `needs_code` is requested by a
    single-use code.
    """

    deal: Deal
    name: str
    is_automatic: bool = False
    is_listed: bool = True
    limit_total: int | None = None
    limit_per_customer: int | None = None
    points: int = 0
    needs_code: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Coupon:
    """A single-use code as it was typed, its deal, and its last business day."""

    typed: str
    digest: str
    deal: str
    ends_on: date | None = None


def read_deals(rows: Iterable[Mapping[str, Any]]) -> dict[str, StoreDeal]:
    """The `deals` of a menu document by code."""
    return {row["code"]: _offer(row) for row in rows}


def _offer(row: Mapping[str, Any]) -> StoreDeal:
    return StoreDeal(
        deal=_deal(row),
        name=row["name"],
        is_automatic=row.get("is_automatic", False),
        is_listed=row.get("is_listed", True),
        limit_total=row.get("limit_total"),
        limit_per_customer=row.get("limit_per_customer"),
        points=row.get("points", 0),
        needs_code=row.get("needs_code", False),
    )


def _deal(row: Mapping[str, Any]) -> Deal:
    daypart = row.get("daypart")
    return Deal(
        code=row["code"],
        rule=Rule(row["rule"]),
        value=row.get("value", 0),
        slots=tuple(_slot(slot) for slot in row.get("slots", ())),
        combine=Combine(row.get("combine", Combine.COMPLEMENTARY)),
        services=frozenset(row.get("services", ())),
        stores=frozenset(row.get("stores", ())),
        starts_on=_date(row.get("starts_on")),
        ends_on=_date(row.get("ends_on")),
        weekdays=frozenset(row.get("weekdays", ())),
        daypart=daypart_of(daypart) if daypart else None,
        min_subtotal=row.get("min_subtotal", 0),
        max_uses=row.get("max_uses", 1),
        tiers=tuple(Tier(threshold=threshold, value=value) for threshold, value in row.get("tiers", ())),
    )


def _slot(row: Mapping[str, Any]) -> Slot:
    return Slot(
        variants=frozenset(row["variants"]),
        quantity=row.get("quantity", 1),
        max_units=row.get("max_units"),
        is_open=row.get("is_open", False),
        is_free=row.get("is_free", False),
    )


def _date(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def unorderable_deals(menu: Menu, offers: Mapping[str, StoreDeal], sold_out: SoldOut) -> list[str]:
    """The deals that cannot be used because all variants of one of their slots are sold out."""
    gone = {
        code
        for code, variant in menu.variants.items()
        if sold_out.has_variant(variant=code, product=variant.product, crust=variant.crust)
    }
    return [code for code, offer in offers.items() if any(slot.variants <= gone for slot in offer.deal.slots)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """For which service and when a basket is priced. `deals` are codes as they were typed, those of `coupons`
    included.
    """

    service: str
    store: str
    at: Moment
    deals: Sequence[str] = ()
    coupons: Sequence[Coupon] = ()
    exhausted: Sequence[str] = ()
    delivery_fees: Sequence[tuple[int, int]] = ()


def delivery_fee(tiers: Iterable[tuple[int, int]], subtotal: int) -> int:
    """The fee of the highest tier that the subtotal reaches; 0 if it reaches none."""
    reached = [(start, fee) for start, fee in tiers if start <= subtotal]
    return max(reached)[1] if reached else 0


def with_deals(
    basket: contract.PricedBasket,
    offers: Mapping[str, StoreDeal],
    occasion: Occasion,
    gone: Iterable[str] = (),
) -> contract.PricedBasket:
    """The basket with the best legal set of the requested and the automatic deals."""
    coupons = {one.deal: one for one in occasion.coupons if one.deal in offers}
    names = {one.deal: one.typed for one in coupons.values()}
    asked = [code for code, offer in offers.items() if _is_asked(code, offer, occasion, coupons)]
    refused = dict.fromkeys((code for code, one in coupons.items() if _is_over(one, occasion)), EXPIRED)
    refused |= dict.fromkeys((code for code in gone if code in asked), SOLD_OUT)
    refused |= dict.fromkeys((code for code in occasion.exhausted if code in asked), EXHAUSTED)
    fee = delivery_fee(occasion.delivery_fees, basket.food)
    priced = DealBasket(
        lines=tuple(map(_line, basket.lines)),
        service=occasion.service,
        store=occasion.store,
        at=occasion.at,
        delivery_fee=fee,
    )
    savings = best_deals(priced, [offers[code].deal for code in asked if code not in refused])
    unknown = dict.fromkeys((code for code in occasion.deals if not _means(code, asked, names)), UNKNOWN)
    reasons = {names.get(code, code): why for code, why in {**savings.unused, **refused}.items()}
    unused = {code: why for code, why in {**reasons, **unknown}.items() if code in occasion.deals}
    return _applied(replace(basket, delivery_fee=fee, unused_deals=unused), offers, savings, coupons)


def _is_asked(code: str, offer: StoreDeal, occasion: Occasion, coupons: Mapping[str, Coupon]) -> bool:
    is_unasked = offer.is_automatic and not offer.points
    return code in coupons or (not offer.needs_code and (is_unasked or code in occasion.deals))


def _is_over(coupon: Coupon, occasion: Occasion) -> bool:
    return coupon.ends_on is not None and coupon.ends_on < occasion.at.day


def _means(typed: str, asked: Sequence[str], names: Mapping[str, str]) -> bool:
    return typed in names.values() or (typed in asked and typed not in names)


def _line(line: contract.PricedLine) -> DealLine:
    return DealLine(
        variant=line.variant,
        second_half=line.second_half,
        quantity=line.quantity,
        unit_price=line.unit_price,
        units=line.units,
    )


def _applied(
    basket: contract.PricedBasket,
    offers: Mapping[str, StoreDeal],
    savings: Savings,
    coupons: Mapping[str, Coupon],
) -> contract.PricedBasket:
    lines = zip(basket.lines, savings.lines, strict=True)
    deals = [
        contract.AppliedDeal(
            code=each.code,
            name=offers[each.code].name,
            lines=dict(each.lines),
            delivery=each.delivery,
            uses=each.uses,
            limit_total=offers[each.code].limit_total,
            limit_per_customer=offers[each.code].limit_per_customer,
            points=offers[each.code].points,
            coupon=coupons[each.code].digest if each.code in coupons else "",
        )
        for each in savings.applied
    ]
    return replace(
        basket,
        lines=tuple(replace(line, discount=off) if off else line for line, off in lines),
        deals=tuple(deals),
        delivery_discount=savings.delivery,
    )
