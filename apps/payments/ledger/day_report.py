"""A store's business day in the ledger: frozen when the day is closed, and always printed from that."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F

from apps.orders.contract.types import OrderStatus
from apps.payments.domain.accounts import CUSTOMERS, Account, EntryKind
from apps.payments.ledger.days import hold_days
from apps.payments.models import DayReport, OrderFacts
from apps.payments.models.journal import JournalEntry, Posting
from apps.payments.queries.document_answers import DayReportDocumentAnswer
from apps.stores.contract.types import Store
from dominos.kernel.clock import now
from dominos.kernel.edge.answers import json_values
from dominos.kernel.unit_of_work import unit_of_work

UNKNOWN_RATE = "-"
METHODS: Mapping[str, tuple[Account, ...]] = {
    "card": (Account.GATEWAY_CLEARING,),
    "credit": (Account.CUSTOMER_CREDIT,),
    "cash": (Account.CASH_IN_BAG, Account.CASH_IN_TILL),
    "partner": (Account.PARTNER_CLEARING,),
}
SALE_ACCOUNTS: Mapping[str, Account] = {
    "food": Account.REVENUE,
    "delivery_fees": Account.DELIVERY_FEES,
    "small_order_fees": Account.SMALL_ORDER_FEES,
    "deposits": Account.DEPOSITS,
    "rounding": Account.ROUNDING,
    "discounts": Account.PROMOTIONS,
}


class DayNotOver(Exception):
    """The business day is not over."""


class DoesNotTie(Exception):
    """The report's figures do not add up to the ledger's. Nothing was closed."""


@dataclass(slots=True)
class Booked:
    """The day's postings: sums by (kind, account), and the tax of its sales and refunds by (kind, percent)."""

    sums: Counter[tuple[EntryKind, Account]] = field(default_factory=Counter)
    taxes: Counter[tuple[EntryKind, str]] = field(default_factory=Counter)
    counts: Counter[EntryKind] = field(default_factory=Counter)

    def credit(self, account: Account, *kinds: EntryKind) -> int:
        """What the entries of these kinds (none: of all) credited to the account."""
        return -sum(
            amount
            for (kind, booked), amount in self.sums.items()
            if booked is account and kind in (kinds or EntryKind)
        )


def close_day(store: Store, day: date, *, is_early: bool = False) -> DayReport:
    """Closes the store's business day, or returns the existing report. DayNotOver, DoesNotTie.

    Later entries belong to the next open day.
    """
    with unit_of_work("payments"):
        hold_days(store.id)
        closed = DayReport.objects.filter(store_id=store.id, day=day).first()
        if closed is not None:
            return closed
        if day >= store.business_date(now()) and not is_early:
            raise DayNotOver
        document: dict[str, Any] = json_values(DayReportDocumentAnswer.of(_document(store, day)))
        _require_tied(document)
        return DayReport.objects.create(store_id=store.id, day=day, document=document)


def _document(store: Store, day: date) -> dict[str, Any]:
    entries = JournalEntry.objects.filter(store_id=store.id, business_date=day)
    booked = _booked(entries)
    sales = {EntryKind.CAPTURE, EntryKind.CASH_COLLECTION}
    late = entries.filter(kind__in=sales).exclude(payment__business_date=F("business_date"))
    return {
        "store": {"id": str(store.id), "code": store.code, "name": store.name},
        "legal_entity": store.legal_entity,
        "day": day.isoformat(),
        "currency": store.currency,
        "closed_at": now().isoformat(),
        "orders": _orders(store.id, day) | {"charged": sum(booked.counts[kind] for kind in sales)},
        "sales": _sales(booked, sales),
        "tax_by_rate": _by_rate(booked),
        "refunds": _refunds(booked) | {"count": booked.counts[EntryKind.REFUND]},
        "chargebacks": {
            "taken": -booked.credit(Account.CHARGEBACKS, EntryKind.CHARGEBACK),
            "won": booked.credit(Account.CHARGEBACKS, EntryKind.CHARGEBACK_REVERSAL),
        },
        "tips_afterwards": {
            "paid": booked.credit(Account.TIPS_PAYABLE, EntryKind.TIP_PAID),
            "returned": -booked.credit(Account.REFUNDS, EntryKind.TIP_RETURNED),
        },
        "payments": {method: _method(booked, accounts) for method, accounts in METHODS.items()},
        "cash": {
            "handed_in": -booked.credit(Account.CASH_IN_TILL, EntryKind.CASH_HANDED_IN),
            "difference": booked.credit(Account.CASH_OVER_SHORT),
            "for_cancelled_orders": booked.credit(Account.CASH_OWED_BACK, EntryKind.CASH_OWED),
            "owed_cash_returned": -booked.credit(Account.CASH_OWED_BACK, EntryKind.CASH_RETURNED),
        },
        "couriers": {
            "deliveries": -booked.credit(Account.COURIER_PAY, EntryKind.COURIER_PAY),
            "hours": -booked.credit(Account.COURIER_PAY, EntryKind.COURIER_HOURS),
            "tips": booked.credit(Account.COURIER_PAYABLE, EntryKind.TIP_EARNED),
        },
        "from_earlier_days": late.count(),
        "ledger": _accounts(booked) | {"entries": sum(booked.counts.values())},
    }


def _booked(entries: Any) -> Booked:
    booked = Booked()
    rows = Posting.objects.filter(entry__in=entries).values_list("entry__kind", "account", "amount")
    for name, account, amount in rows.iterator():
        booked.sums[EntryKind(name), Account(account)] += amount
    for name, taxes in entries.values_list("kind", "taxes"):
        for row in taxes or ():
            booked.taxes[EntryKind(name), row["percent"]] += row["tax"]
    for kind, sign in ((EntryKind.REFUND, -1), (EntryKind.CAPTURE, 1), (EntryKind.CASH_COLLECTION, 1)):
        known = sum(tax for (of_kind, _), tax in booked.taxes.items() if of_kind is kind)
        if unknown := sign * booked.credit(Account.TAX_PAYABLE, kind) - known:
            booked.taxes[kind, UNKNOWN_RATE] += unknown
    booked.counts.update(EntryKind(kind) for kind in entries.values_list("kind", flat=True))
    return booked


def _orders(store_id: UUID, day: date) -> dict[str, Any]:
    """How many orders of the day were completed, how many within their promise, and how many had not ended.

    Percent with one digit.
    """
    completed = OrderFacts.objects.filter(
        store_id=store_id, business_date=day, status=OrderStatus.COMPLETED, completed_at__isnull=False
    )
    count = completed.count()
    going_on = OrderFacts.objects.filter(store_id=store_id, business_date=day, status="").count()
    on_time = completed.filter(completed_at__lte=F("promised_to")).count()
    tenths = (on_time * 1000 + count // 2) // count if count else None
    percent = None if tenths is None else f"{tenths // 10}.{tenths % 10}"
    return {"completed": count, "on_time": on_time, "on_time_percent": percent, "still_open": going_on}


def _sales(booked: Booked, kinds: Iterable[EntryKind]) -> dict[str, int]:
    rows = {name: booked.credit(account, *kinds) for name, account in SALE_ACCOUNTS.items()}
    net = sum(rows.values())
    tax = booked.credit(Account.TAX_PAYABLE, *kinds)
    tips = booked.credit(Account.TIPS_PAYABLE, *kinds)
    unknown = booked.credit(Account.SUSPENSE, *kinds)
    return rows | {
        "net": net,
        "tax": tax,
        "tips": tips,
        "unknown": unknown,
        "total": net + tax + tips + unknown,
    }


def _refunds(booked: Booked) -> dict[str, int]:
    kind = EntryKind.REFUND
    net, tax = -booked.credit(Account.REFUNDS, kind), -booked.credit(Account.TAX_PAYABLE, kind)
    tips, unknown = -booked.credit(Account.TIPS_PAYABLE, kind), -booked.credit(Account.SUSPENSE, kind)
    came_back = {
        "failed": booked.credit(Account.REFUNDS_DUE, EntryKind.REFUND_FAILED),
        "retried": -booked.credit(Account.REFUNDS_DUE, EntryKind.REFUND_RETRIED),
    }
    total = net + tax + tips + unknown
    return {"net": net, "tax": tax, "tips": tips, "unknown": unknown, "total": total} | came_back


def _by_rate(booked: Booked) -> dict[str, dict[str, int]]:
    """The tax of sales and of refunds by percent, as each entry was booked; what no rate is known of under "-"."""
    rates: dict[str, dict[str, int]] = defaultdict(lambda: {"sales": 0, "refunds": 0})
    for (kind, percent), tax in booked.taxes.items():
        rates[percent]["refunds" if kind is EntryKind.REFUND else "sales"] += tax
    return dict(sorted(rates.items()))


def _method(booked: Booked, accounts: tuple[Account, ...]) -> dict[str, int]:
    moved = [
        (kind, amount)
        for (kind, account), amount in booked.sums.items()
        if account in accounts and kind in CUSTOMERS
    ]
    taken = sum(amount for _, amount in moved if amount > 0)
    returned = -sum(amount for _, amount in moved if amount < 0)
    return {"taken": taken, "returned": returned, "net": taken - returned}


def _accounts(booked: Booked) -> dict[str, Any]:
    """The day's balance of every account that moved; a debit is positive."""
    balances = {account.value: -booked.credit(account) for account in Account}
    return {"accounts": {account: amount for account, amount in balances.items() if amount}}


def _require_tied(document: dict[str, Any]) -> None:
    """The ledger balances, and what customers paid is what was sold, refunded and charged back."""
    accounts, sales, refunds = document["ledger"]["accounts"], document["sales"], document["refunds"]
    charged_back = document["chargebacks"]["taken"] - document["chargebacks"]["won"]
    returned = refunds["total"] - refunds["failed"] + refunds["retried"]
    money = sum(method["net"] for method in document["payments"].values())
    rates, late = document["tax_by_rate"].values(), document["tips_afterwards"]
    ties = {
        "the ledger": sum(accounts.values()) == 0,
        "money": money == sales["total"] - returned - charged_back + late["paid"] - late["returned"],
        "tax on sales": sum(rate["sales"] for rate in rates) == sales["tax"],
        "tax on refunds": sum(rate["refunds"] for rate in rates) == refunds["tax"],
        "tax payable": -accounts.get(Account.TAX_PAYABLE.value, 0) == sales["tax"] - refunds["tax"],
    }
    if broken := [name for name, holds in ties.items() if not holds]:
        raise DoesNotTie(f"{', '.join(broken)}: {json.dumps(document, sort_keys=True)}")
