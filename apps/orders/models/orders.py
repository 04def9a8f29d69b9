"""Quotes, orders, and what moved them."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from apps.delivery.contract.windows import Window
from apps.orders.contract.types import FINAL_STATUSES, EtaCause, OrderChannel, OrderStatus
from apps.orders.domain.states import INITIAL
from apps.orders.models.choices import choices_of
from apps.orders.models.contact_keys import DIGEST, last_digits, ways_to_dial
from apps.orders.models.sales import Sale
from apps.orders.models.sold_lines import LineNotesField, LinesField
from apps.stores.contract.types import ServiceMethod
from dominos.kernel import contact
from dominos.kernel.money import Money
from dominos.kernel.person_names import name_words
from dominos.kernel.personal import BRIEFLY, ONE_OF_A_LIST, Personal
from dominos.kernel.retention import Erased, Forgotten
from dominos.kernel.sealed.fields import SealedCharField, SealedJSONField, SealedRows
from dominos.kernel.sealed.index import BlindIndexField, BlindWordsField, WithIndexes

KITCHEN_STATUSES = (
    OrderStatus.PLACED,
    OrderStatus.ACCEPTED,
    OrderStatus.PREPARING,
    OrderStatus.BAKING,
    OrderStatus.READY,
)


class Quote(Sale):
    """A price valid for ten minutes. Without `customer_id`, anybody who knows its id may place it."""

    retention = Forgotten(since="expires_at", after=timedelta(days=1), because="nobody can place it any more")
    personal = Personal(of="customer_id", kept_back=("basket_hash",), unsealed=BRIEFLY)

    customer_id = models.UUIDField(null=True)
    basket_hash = models.CharField(max_length=64)
    menu_version = models.CharField(max_length=100)
    fallbacks = models.JSONField(default=list, db_default=[])
    request = models.JSONField(default=dict, db_default={})
    unused_deals = models.JSONField(default=dict, db_default={})
    orderable_until = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta(Sale.Meta):
        pass

    def __str__(self) -> str:
        return f"{Money(self.total, self.currency)}, {self.created_at:%Y-%m-%d %H:%M}"


_SOLD = "what was sold and on what terms, which the books need; without what people wrote"
_NUMBERED = "a number of the store's day"
_TIMED = "when something was done, or is to be"


class Order(WithIndexes, Sale):
    """An order. `sequence` counts its transitions, `stage_times` is when each status began (ISO 8601).

    `eta_cause` is why the window last moved, empty while it only narrowed. Whoever bumped it may undo that as
    `undo_by` until `undo_until`. `client` is a digest of where it was placed from; `mail_owner_id` proved to
    own the mailbox of a guest's order and may see it. `earlier_attempts` are the stage times of failed
    deliveries. `request_key` is the idempotency key of a request that placed and paid it at once.
    `edition` counts changes of what was ordered, where to and how: a price of a change is for one edition.
    `checked_in_at` is when a customer who collects checked in, with spot and car.
    """

    retention = Erased(
        after=timedelta(days=730),
        only=Q(status__in=[status.value for status in FINAL_STATUSES]),
        values={
            "contact_name": "",
            "contact_phone": "",
            "contact_email": "",
            "mailbox": "",
            "telephone": "",
            "telephone_ways": [],
            "name_words": [],
            "address": None,
            "line_notes": "",
            "instructions": "",
            "client": "",
            "parking_spot": "",
            "vehicle": "",
            "deal_holder": "",
        },
        because="figures, the ledger and the customer's history need the order; complaints come within two years",
    )
    personal = Personal(
        of="id",
        by_order=True,
        erased={**retention.values, "mail_owner_id": None, "request_key": "", "undo_by": None},
        kept_back=(
            *("client", "mailbox", "telephone", "telephone_ways", "name_words", "deal_holder", "request_key"),
            *("terms", "stage_plan"),
        ),
        unsealed={
            **dict.fromkeys(("lines", "deals", "tax_lines", "terms"), _SOLD),
            **dict.fromkeys(("mailbox", "telephone", "telephone_ways", "name_words"), DIGEST),
            **dict.fromkeys(("client", "deal_holder"), "a digest that tells whoever orders again apart"),
            **dict.fromkeys(("stage_plan", "stage_times", "earlier_attempts"), _TIMED),
            **dict.fromkeys(("currency", "locale"), ONE_OF_A_LIST),
            "number": _NUMBERED,
            "collection_code": "good until the order is handed over",
            "request_key": "drawn by the program that asked",
        },
    )

    number = models.CharField(max_length=20)
    quote_id = models.UUIDField(unique=True)
    customer_id = models.UUIDField()
    channel = models.CharField(
        max_length=10, choices=choices_of(OrderChannel), default=OrderChannel.WEB, db_default=OrderChannel.WEB
    )
    status = models.CharField(
        max_length=20, choices=choices_of(OrderStatus), default=INITIAL, db_default=INITIAL
    )
    sequence = models.PositiveIntegerField(default=0, db_default=0)
    edition = models.PositiveSmallIntegerField(default=0, db_default=0)
    stage_times = models.JSONField(default=dict, db_default={})
    eta_from = models.DateTimeField()
    eta_to = models.DateTimeField()
    eta_cause = models.CharField(max_length=10, choices=choices_of(EtaCause), blank=True, db_default="")
    lines = LinesField()
    line_notes = LineNotesField()
    address = SealedJSONField(null=True)
    contact_name = SealedCharField(max_length=contact.NAME)
    name_words = BlindWordsField(of="contact_name", by=name_words)
    contact_phone = SealedCharField(max_length=contact.PHONE)
    telephone = BlindIndexField(of="contact_phone", by=last_digits)
    telephone_ways = BlindWordsField(of="contact_phone", by=ways_to_dial)
    contact_email = SealedCharField(max_length=contact.EMAIL, blank=True, db_default="")
    mailbox = BlindIndexField(of="contact_email", by=contact.email_key)
    is_guest = models.BooleanField(default=False, db_default=False)
    client = models.CharField(max_length=32, blank=True, db_default="")
    request_key = models.CharField(max_length=100, blank=True, db_default="")
    mail_owner_id = models.UUIDField(null=True)
    deal_holder = models.TextField(blank=True, db_default="")
    locale = models.CharField(max_length=10, blank=True, db_default="")
    instructions = SealedCharField(max_length=500, blank=True, db_default="")
    contactless = models.BooleanField(default=False, db_default=False)
    collection_code = models.CharField(max_length=6, blank=True, db_default="")
    undo_by = models.UUIDField(null=True)
    undo_until = models.DateTimeField(null=True)
    earlier_attempts = models.JSONField(default=list, db_default=[])
    checked_in_at = models.DateTimeField(null=True)
    parking_spot = SealedCharField(max_length=40, blank=True, db_default="")
    vehicle = SealedCharField(max_length=100, blank=True, db_default="")

    objects: ClassVar[Any] = SealedRows.as_manager()

    class Meta(Sale.Meta):
        constraints = [
            *Sale.Meta.constraints,
            models.UniqueConstraint(fields=["store_id", "number"], name="orders_order_number"),
        ]
        indexes = [
            models.Index(fields=["customer_id", "-id"], name="orders_of_customer"),
            models.Index(fields=["store_id", "-id"], name="orders_of_store"),
            models.Index(
                fields=["client", "store_id", "-id"],
                name="orders_of_client",
                condition=Q(is_guest=True) & ~Q(client=""),
            ),
            models.Index("mail_owner_id", name="orders_of_mail_owner", condition=~Q(mail_owner_id=None)),
            models.Index(fields=["mailbox", "-id"], name="orders_of_email", condition=~Q(mailbox="")),
            models.Index(fields=["telephone", "-id"], name="orders_by_phone", condition=~Q(telephone="")),
            GinIndex("name_words", name="orders_of_name"),
            models.Index("number", name="orders_of_number"),
            models.Index(
                fields=["store_id", "promised_to"],
                name="orders_make_line",
                condition=Q(status__in=KITCHEN_STATUSES),
            ),
            models.Index(
                fields=["store_id", "-id"], name="orders_rejected", condition=Q(status=OrderStatus.REJECTED)
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def eta(self) -> Window:
        """The window shown now."""
        return Window(self.eta_from, self.eta_to)

    @property
    def state(self) -> OrderStatus:
        """The status as its enum."""
        return OrderStatus(self.status)

    @property
    def method(self) -> ServiceMethod:
        """The service as its enum."""
        return ServiceMethod(self.service)

    @property
    def is_baked(self) -> bool:
        """Whether it has baked items."""
        return self.pizzas > 0

    @property
    def is_left_at_door(self) -> bool:
        """Whether the courier leaves the food at the door instead of handing it over."""
        return self.contactless and self.method == ServiceMethod.DELIVERY

    @property
    def attempt(self) -> int:
        """The number of the current attempt, from 1; 2 or more after a failed delivery."""
        return len(self.earlier_attempts) + 1

    @property
    def note_for_courier(self) -> str:
        """What the courier has to know at the door."""
        return " ".join(filter(None, ((self.address or {}).get("note", ""), self.instructions)))

    @property
    def last_start(self) -> datetime:
        """The latest time at which the kitchen must begin, by the expected stages without a margin."""
        needed = timedelta(seconds=sum(span.expected for span in self.plan.values()))
        return max(self.release_at or self.created_at, self.promised_to - needed)

    def began(self, status: OrderStatus) -> datetime | None:
        """When the status began; None if it has not."""
        found = self.stage_times.get(status)
        return datetime.fromisoformat(found) if found else None
