"""What has to hold once nothing is due any more, told from the records of each side on its own."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Q, Sum

from apps.delivery.models import Courier, Delivery, Offer
from apps.orders.contract.types import AttentionLevel, OrderStatus
from apps.orders.domain.refund_matrix import Fault
from apps.orders.domain.states import FINAL, INITIAL, legal_pairs
from apps.orders.models import Order, OrderHistory, OrderSaga, OvenUse, Refund, SlotUse
from apps.orders.queries.loyalty import differences as points_differences
from apps.orders.reservations.seats import seats_of
from apps.payments.domain.accounts import CUSTOMERS
from apps.payments.ledger.reconciliation import reconcile
from apps.payments.models import Invoice, Operation, Payment
from apps.payments.models.embedded import EmbeddedCall, EmbeddedPayment, EmbeddedRefund
from apps.payments.models.journal import JournalEntry, Posting
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.clock import now

RESTING = {"SETTLED", "CLOSED"}
LEGAL = set(legal_pairs())
KITCHEN = {OrderStatus.PREPARING, OrderStatus.BAKING, OrderStatus.READY}
ROAD = {OrderStatus.OUT_FOR_DELIVERY, OrderStatus.ARRIVED, OrderStatus.DELIVERY_FAILED}
EARLY_ENDS = {OrderStatus.EXPIRED, OrderStatus.PAYMENT_FAILED, OrderStatus.REJECTED}
CANCELLED = {OrderStatus.CANCELLED, OrderStatus.RETURNED}
DELIVERY_ENDS = {"DELIVERED", "FAILED", "CANCELLED"}


@dataclass(slots=True)
class Records:
    """Everything about one order, from every side."""

    order: Order
    saga: OrderSaga
    history: list[OrderHistory] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    gateway: list[EmbeddedPayment] = field(default_factory=list)
    asked: list[Refund] = field(default_factory=list)
    refunds: list[EmbeddedRefund] = field(default_factory=list)
    entries: list[JournalEntry] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    delivery: Delivery | None = None
    is_lapsed: bool = False


def audit(begin: Any, *, is_silent: bool = False) -> list[str]:
    """What is wrong, a line each; empty when all agree. In silence orders may wait for a person who was told."""
    wrong = []
    for records in _all_records():
        for rule in WAITING_RULES if is_silent and waits_for_somebody(records) else RULES:
            number = records.order.number
            wrong += [f"{number} {records.order.id} {rule.__name__}: {what}" for what in rule(records)]
    for whole in (
        _nothing_left_over,
        *(() if is_silent else (_couriers_are_free,)),
        _cash_in_bags,
        _ledger_balances,
        _invoice_numbers,
        _slots_are_counted,
        points_differences,
    ):
        wrong += [f"{whole.__name__}: {what}" for what in whole()]
    return [*wrong, *_differences(begin)]


def _all_records() -> Iterator[Records]:
    sagas = {saga.pk: saga for saga in OrderSaga.objects.all()}
    found = {order.id: Records(order, sagas[order.id]) for order in Order.objects.order_by("id")}
    for row in OrderHistory.objects.order_by("order_id", "sequence"):
        found[row.order_id].history.append(row)
    for side, rows in (
        ("payments", Payment.objects.order_by("id")),
        ("gateway", EmbeddedPayment.objects.order_by("reference")),
        ("entries", JournalEntry.objects.order_by("id")),
        ("asked", Refund.objects.order_by("id")),
        ("invoices", Invoice.objects.order_by("id")),
    ):
        for row in rows:
            if row.order_id is not None:
                getattr(found[row.order_id], side).append(row)
    for refund in EmbeddedRefund.objects.select_related("payment").order_by("reference"):
        found[refund.payment.order_id].refunds.append(refund)
    lapsed = set(EmbeddedCall.objects.filter(key__startswith="lapsed:").values_list("key", flat=True))
    for records in found.values():
        records.is_lapsed = any(f"lapsed:{row.reference}" in lapsed for row in records.gateway)
    for delivery in Delivery.objects.order_by("attempt"):
        found[delivery.order_id].delivery = delivery
    yield from found.values()


def ends_well(records: Records) -> Iterator[str]:
    """A final state, and a saga that waits for nothing."""
    if records.order.status not in FINAL:
        yield f"rests in {records.order.status}"
    if records.saga.state not in RESTING and not has_lapsed(records):
        yield f"{records.order.status}, its saga is {records.saga.state}"


def has_lapsed(records: Records) -> bool:
    """The bank released what was to be captured: a person has to look, and the saga says so."""
    return records.saga.state == "NEEDS_ATTENTION" and records.is_lapsed


def waits_for_somebody(records: Records) -> bool:
    """On its way still, and an open item that the chain was told of."""
    saga = records.saga
    is_told = saga.attention_since is not None and saga.attention_level == AttentionLevel.CHAIN
    return records.order.status not in FINAL and is_told


def keeps_what_it_may_charge(records: Records) -> Iterator[str]:
    """The money of an order that waits is held once, at the gateway or as a promise of cash, and none is taken."""
    held = [row for row in records.gateway if row.status == "AUTHORIZED"]
    promised = [row for row in records.payments if row.method == "cash" and row.status == "AUTHORIZED"]
    amounts = [*(row.authorized for row in held), *(row.amount for row in promised)]
    if len(amounts) != 1 or amounts[0] < records.order.total:
        yield f"{records.order.status} over {records.order.total}, held {amounts}"
    if taken := [row.captured for row in records.payments if row.captured]:
        yield f"{records.order.status}, taken {taken}"


def history_is_legal(records: Records) -> Iterator[str]:
    rows = records.history
    if [row.sequence for row in rows] != list(range(records.order.sequence + 1)):
        yield f"sequence {records.order.sequence} but rows {[row.sequence for row in rows]}"
    if (rows[0].status, rows[-1].status) != (INITIAL, records.order.status):
        yield f"history from {rows[0].status} to {rows[-1].status}, order {records.order.status}"
    for before, after in pairwise(rows):
        pair = OrderStatus(after.previous), OrderStatus(after.status)
        if after.previous != before.status or pair not in LEGAL:
            yield f"{before.status} then {after.previous} -> {after.status}"


def is_owed(records: Records) -> int:
    """What the customer pays in the end."""
    given_back = sum(refund.amount for refund in records.asked if refund.status == "DONE")
    return _charge(records) - given_back


def _charge(records: Records) -> int:
    """What the order is charged for, by the refund matrix of docs/domain.md."""
    order, last = records.order, records.history[-1]
    if order.status == OrderStatus.COMPLETED:
        return order.total
    if (
        order.status not in CANCELLED
        or last.reason.startswith(Fault.STORE)
        or records.saga.payment_method == "cash"
    ):
        return 0
    source, food = OrderStatus(last.previous), order.food - order.discount
    granted = food if "+food" in last.reason else 0
    if source in ROAD:
        return order.total - granted
    return food - granted if source in KITCHEN else 0


def charged_what_is_owed(records: Records) -> Iterator[str]:
    """Once, no more and no less, at the gateway or at the door; and nothing stays reserved."""
    cash = [payment for payment in records.payments if payment.method == "cash"]
    taken = [row for row in (*records.gateway, *cash) if row.captured]
    paid = sum(row.captured - row.refunded for row in taken)
    if paid != is_owed(records) and not (has_lapsed(records) and paid == 0):
        yield f"{records.order.status} from {records.history[-1].previous}: paid {paid}, owes {is_owed(records)}"
    if len(taken) > 1:
        yield f"charged {len(taken)} times"
    held = [
        row.status for row in records.gateway if row.status in ("AUTHORIZED", "REQUIRES_ACTION", "PENDING")
    ]
    if held:
        yield f"the gateway still holds {held}"


def each_movement_has_one_entry(records: Records) -> Iterator[str]:
    posted: dict[UUID, Counter[tuple[str, int]]] = defaultdict(Counter)
    sums: dict[tuple[UUID, str], int] = defaultdict(int)
    sales = [
        (int(entry.key.rsplit(":", 1)[1]), entry) for entry in records.entries if entry.kind in CUSTOMERS
    ]
    for after, entry in sorted(sales, key=lambda sale: sale[0]):
        before = sums[entry.payment_id, entry.kind]
        sums[entry.payment_id, entry.kind] = after
        posted[entry.payment_id][entry.kind, after - before] += 1
    moved: dict[UUID, Counter[tuple[str, int]]] = defaultdict(Counter)
    for row in records.gateway:
        moved[row.payment_id].update(_movements(row, records.refunds))
    for payment in records.payments:
        if payment.method == "cash" and payment.captured:
            given = [("REFUND", refund.amount) for refund in records.asked if refund.status == "DONE"]
            moved[payment.id].update([("CASH_COLLECTION", payment.captured), *given])
    for payment_id in {*posted, *moved}:
        if posted[payment_id] != moved[payment_id]:
            yield f"payment {payment_id}: moved {dict(moved[payment_id])}, posted {dict(posted[payment_id])}"


def _movements(row: EmbeddedPayment, refunds: list[EmbeddedRefund]) -> Iterator[tuple[str, int]]:
    """What the gateway's books say was moved: kinds and amounts."""
    if row.captured:
        yield "CAPTURE", row.captured
    if row.disputed:
        yield "CHARGEBACK", row.disputed
    if row.dispute_won:
        yield "CHARGEBACK_REVERSAL", row.dispute_won
    yield from (("REFUND", refund.amount) for refund in refunds if refund.payment_id == row.reference)


def orders_know_the_payment(records: Records) -> Iterator[str]:
    saga = records.saga
    taken = [payment for payment in records.payments if payment.captured]
    sums = sum(p.captured for p in taken), sum(p.refunded for p in taken)
    if sums != (saga.captured, saga.refunded):
        yield f"saga captured, refunded {saga.captured, saga.refunded}, payments {sums}"
    live = [p.status for p in records.payments if p.status != "FAILED"]
    if len(live) > 1 or {"CREATED", "REQUIRES_ACTION", "AUTHORIZED"} & set(live):
        yield f"{records.order.status} with payments {live}"
    if len(records.invoices) != bool(taken):
        yield f"{len(records.invoices)} invoices for {len(taken)} captures"


def delivery_agrees(records: Records) -> Iterator[str]:
    delivery, status = records.delivery, records.order.status
    ended = delivery.status if delivery else "none"
    if records.order.method is not ServiceMethod.DELIVERY:
        if delivery:
            yield "a delivery of a collected order"
    elif status == OrderStatus.COMPLETED and (
        ended != "DELIVERED" or delivery.courier_id != records.saga.courier_id
    ):
        yield f"completed, its delivery is {ended}"
    elif status == OrderStatus.RETURNED and ended != "FAILED":
        yield f"returned, its delivery is {ended}"
    elif ended not in {*DELIVERY_ENDS, "none"}:
        yield f"{status}, its delivery is {ended}"


RULES = (
    ends_well,
    history_is_legal,
    charged_what_is_owed,
    each_movement_has_one_entry,
    orders_know_the_payment,
    delivery_agrees,
)
WAITING_RULES = (history_is_legal, keeps_what_it_may_charge, each_movement_has_one_entry)


def _nothing_left_over() -> Iterator[str]:
    for app in ("orders", "payments", "delivery"):
        for letter in apps.get_model(app, "DeadLetter").objects.all():
            yield f"dead letter {letter.handler}: {letter.error.strip().splitlines()[-1]}"
        open_ones = apps.get_model(app, "OutboxDelivery").objects.filter(done_at=None).count()
        if open_ones:
            yield f"{open_ones} messages of {app} unacknowledged"
    pending = Operation.objects.filter(status="PENDING").count()
    if pending:
        yield f"{pending} operations pending"


def _couriers_are_free() -> Iterator[str]:
    busy = Counter(Courier.objects.filter(status__in=("OFFERED", "ON_RUN")).values_list("status", flat=True))
    if busy:
        yield f"couriers {dict(busy)}"
    if offered := Offer.objects.filter(status="PENDING").count():
        yield f"{offered} offers open"


def _cash_in_bags() -> Iterator[str]:
    """What couriers carry is booked; what of it is for orders cancelled meanwhile is owed to their customers."""
    carried = Courier.objects.aggregate(sum=Sum("cash_carried"))["sum"]
    booked = _balance("CASH_IN_BAG")
    if carried != booked:
        yield f"couriers carry {carried}, the ledger says {booked}"
    completed = Order.objects.filter(status=OrderStatus.COMPLETED).values("id")
    handed_over = Delivery.objects.filter(status="DELIVERED").exclude(order_id__in=completed)
    overtaken = handed_over.aggregate(sum=Sum("cash_due"))["sum"] or 0
    if overtaken != -_balance("CASH_OWED_BACK"):
        yield f"{overtaken} taken for cancelled orders, the ledger owes {-_balance('CASH_OWED_BACK')}"


def _balance(account: str) -> int:
    return Posting.objects.filter(account=account).aggregate(sum=Sum("amount"))["sum"] or 0


def _ledger_balances() -> Iterator[str]:
    if total := Posting.objects.aggregate(sum=Sum("amount"))["sum"]:
        yield f"off by {total}"


def _invoice_numbers() -> Iterator[str]:
    numbers = sorted(Invoice.objects.values_list("sequence", flat=True))
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"gaps in {numbers}"


def _slots_are_counted() -> Iterator[str]:
    """Seats are held by who got what was ordered, and by who called it off too late."""
    least, most = _seats(Q(status=OrderStatus.COMPLETED)), _seats(~Q(status__in=EARLY_ENDS))
    held = {(row.store_id, row.service, row.starts_at): row.orders for row in SlotUse.objects.all()}
    held |= {(row.store_id, "oven", row.starts_at): row.pizzas for row in OvenUse.objects.all()}
    for place, number in held.items():
        if not least[place] <= number <= most[place]:
            yield f"{place}: {number} seats taken, {least[place]} to {most[place]} by its orders"


def _seats(which: Q) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for order in Order.objects.filter(which):
        seats = seats_of(order, order.pizzas)
        if seats.start is not None:
            found[order.store_id, order.service, seats.start] += 1
        for quarter, pizzas in seats.oven.items():
            found[order.store_id, "oven", quarter] += pizzas
    return found


def _differences(begin: Any) -> Iterator[str]:
    day = begin.date()
    while day <= now().date():
        for row in reconcile(day):
            yield from (f"reconcile {row.order_number}: {what}" for what in row.differences)
        day += timedelta(days=1)
