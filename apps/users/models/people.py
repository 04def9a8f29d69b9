"""People, their roles, addresses and stores."""

from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from apps.stores.contract.business_day import DAY_STARTS_AT, BusinessClock
from apps.users.domain import DOOR, STAFF_ROLES, SUPERUSER_ROLES, Building, Locale
from dominos.kernel import contact
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.edge.name_validation import validate_name
from dominos.kernel.ids import new_id
from dominos.kernel.person_names import name_words
from dominos.kernel.personal import NotPersonal, Personal
from dominos.kernel.retention import Forgotten, Kept
from dominos.kernel.sealed.fields import (
    SealedCharField,
    SealedEmailField,
    SealedFloatField,
    SealedJSONField,
    SealedRows,
)
from dominos.kernel.sealed.index import BlindIndexField, BlindWordsField, WithIndexes
from dominos.kernel.texts.languages import NAMES

ROLES = [
    (role.value, role.value.replace("_", " ")) for role in Role if role not in (Role.GUEST, Role.PARTNER)
]

DIGEST = "a keyed digest to be found by"


class UserManager(BaseUserManager["User"]):
    """Finds people by e-mail, ignoring case; creates them for Django's commands."""

    def get_queryset(self) -> SealedRows["User"]:
        """Loads the keys of all people in one statement."""
        return SealedRows(self.model, using=self._db)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=contact.email_address(username or ""))

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new person; the e-mail is kept in lower case."""
        user = self.model(email=contact.email_address(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new, verified person with the admin role."""
        user = self.create_user(email, password, is_verified=True, **fields)
        user.grants.create(role=Role.ADMIN)
        return user


class User(WithIndexes, AbstractBaseUser, PermissionsMixin):
    """A person. They sign in with their e-mail address, which is theirs once `is_verified`.

    `phone` is their main telephone, `store_id` their usual store.
    """

    retention = Forgotten(
        after=timedelta(days=30),
        only=Q(is_verified=False, grants__isnull=True, verifications__isnull=True, addresses__isnull=True),
        because="never proved their address; an account that was proved is its owner's",
    )
    personal = Personal(
        of="id",
        kept_back=("password", "email_mark", "phone_mark", "name_words"),
        unsealed={
            "password": "a hash that is slow to guess from",
            **dict.fromkeys(("email_mark", "phone_mark", "name_words"), DIGEST),
        },
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = SealedEmailField()
    email_mark = BlindIndexField(of="email", by=contact.email_address, unique=True)
    name = SealedCharField(max_length=contact.NAME, validators=[validate_name])
    name_words = BlindWordsField(of="name", by=name_words)
    phone = SealedCharField(max_length=contact.PHONE, blank=True, db_default="")
    phone_mark = BlindIndexField(of="phone", by=contact.phone_key)
    locale = models.CharField(
        max_length=10, choices=[(x.value, NAMES[x]) for x in Locale], default=Locale.EN, db_default=Locale.EN
    )
    store_id = models.UUIDField(null=True, blank=True)
    diet = SealedJSONField(default=list, db_default="", blank=True)
    allergens = SealedJSONField(default=list, db_default="", blank=True)
    is_verified = models.BooleanField(default=False, db_default=False)
    is_active = models.BooleanField(default=True, db_default=True)
    created_at = models.DateTimeField(default=now, db_default=Now(), editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        indexes = [
            models.Index("phone_mark", name="users_user_phone", condition=~Q(phone_mark="")),
            GinIndex("name_words", name="users_user_name"),
        ]
        permissions = [("export_user", "Can have all gathered that is known of somebody, for them")]

    def __str__(self) -> str:
        return str(self.email)

    @property
    def roles(self) -> frozenset[Role]:
        """The person's roles, cached by the instance."""
        if not hasattr(self, "_roles"):
            self._roles = frozenset(Role(grant.role) for grant in self.grants.all())
        return self._roles

    @property
    def is_staff(self) -> bool:
        """Whether the person may open the admin."""
        return not self.roles.isdisjoint(STAFF_ROLES)

    @property
    def is_superuser(self) -> bool:  # type: ignore[override]
        """Whether the person has all permissions in the admin."""
        return not self.roles.isdisjoint(SUPERUSER_ROLES)


class RoleGrant(models.Model):
    """A role of a person."""

    retention = Kept(because="goes with its person")
    personal = Personal(of="user_id")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=ROLES)
    granted_at = models.DateTimeField(default=now, db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint("user", "role", name="users_role_once")]

    def __str__(self) -> str:
        return self.role


class Closure(models.Model):
    """A closed account: which apps have not confirmed the erasure yet; `done_at` when all have.

    It contains the id only, which leads nowhere afterwards.
    """

    retention = Kept(because="shows that and when somebody was forgotten, without saying who they were")
    personal = NotPersonal(because="that somebody was forgotten, by an identifier that leads nowhere")

    user_id = models.UUIDField(primary_key=True)
    waits_for = models.JSONField()
    closed_at = models.DateTimeField(default=now, db_default=Now())
    asked_at = models.DateTimeField(default=now, db_default=Now())
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("asked_at", name="users_closure_open", condition=Q(done_at=None))]

    def __str__(self) -> str:
        return str(self.user_id)


class Address(models.Model):
    """An address of a person, with the point they confirmed on the map (WGS 84 degrees)."""

    retention = Kept(because="a person keeps it until they delete it")
    personal = Personal(of="user_id")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="addresses")
    label = SealedCharField(max_length=50, blank=True, db_default="")
    street = SealedCharField(max_length=contact.STREET)
    house_number = SealedCharField(max_length=contact.HOUSE_NUMBER)
    postcode = SealedCharField(max_length=contact.POSTCODE, blank=True, db_default="")
    city = SealedCharField(max_length=contact.CITY, blank=True, db_default="")
    lat = SealedFloatField(validators=[MinValueValidator(-90), MaxValueValidator(90)])
    lon = SealedFloatField(validators=[MinValueValidator(-180), MaxValueValidator(180)])
    unit = SealedCharField(max_length=DOOR, blank=True, db_default="")
    floor = SealedCharField(max_length=DOOR, blank=True, db_default="")
    door_code = SealedCharField(max_length=DOOR, blank=True, db_default="")
    building = models.CharField(
        max_length=10, choices=[(x.value, x.value) for x in Building], blank=True, db_default=""
    )
    note = SealedCharField(max_length=200, blank=True, db_default="")
    is_default = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(default=now, db_default=Now(), editable=False)

    objects: ClassVar[Any] = SealedRows.as_manager()

    class Meta:
        verbose_name_plural = "addresses"
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(is_default=True), name="users_one_usual_address"
            )
        ]

    def __str__(self) -> str:
        return contact.address_line(self.street, self.house_number, self.postcode, self.city)


class Phone(WithIndexes):
    """A further telephone of a person, besides the main one."""

    retention = Kept(because="a person keeps it until they delete it")
    personal = Personal(of="user_id", kept_back=("number_mark",), unsealed={"number_mark": DIGEST})

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="phones")
    number = SealedCharField(max_length=contact.PHONE)
    number_mark = BlindIndexField(of="number", by=contact.phone_key)

    objects: ClassVar[Any] = SealedRows.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("user", "number_mark", name="users_phone_once")]

    def __str__(self) -> str:
        return str(self.number)


class MarketingConsent(models.Model):
    """A consent to marketing, with its wording, until it was withdrawn."""

    retention = Kept(because="shows what a person agreed to and when; goes with the account")
    personal = Personal(of="user_id", unsealed={"wording": "words of ours"})

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    wording = models.TextField()
    given_at = models.DateTimeField(default=now, db_default=Now())
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(withdrawn_at=None), name="users_one_consent")
        ]

    def __str__(self) -> str:
        return str(self.given_at)


class StoreScope(models.Model):
    """A store as an object of permissions; id, name and clock are from the stores app."""

    retention = Kept(because="as many as there are stores")

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=150, blank=True, db_default="")
    timezone = models.CharField(max_length=64, default="UTC", db_default="UTC")
    day_starts_at = models.TimeField(default=DAY_STARTS_AT, db_default=DAY_STARTS_AT)

    class Meta:
        default_permissions = ("view",)
        permissions = [("work_at", "Can work at this store"), ("manage", "Can manage this store")]

    def __str__(self) -> str:
        return self.name or str(self.id)

    @property
    def clock(self) -> BusinessClock:
        """The store's business clock."""
        return BusinessClock(self.timezone, self.day_starts_at)
