"""People, what they may be, where they live, and which stores they work for."""

from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now

from apps.users.domain import DOOR, STAFF_ROLES, SUPERUSER_ROLES, Building, Locale
from dominos.kernel import contact
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.edge.persons import validate_name
from dominos.kernel.ids import new_id
from dominos.kernel.personal import NotPersonal, Personal
from dominos.kernel.retention import Forgotten, Kept

ROLES = [
    (role.value, role.value.replace("_", " ")) for role in Role if role not in (Role.GUEST, Role.PARTNER)
]


class UserManager(BaseUserManager["User"]):
    """Finds people by e-mail whatever its case; makes them for Django's own commands."""

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


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Their e-mail is their name for signing in; it is theirs once `is_verified`.

    `phone` is the one they are usually called at, `store_id` where they usually order.
    """

    retention = Forgotten(
        after=timedelta(days=30),
        only=Q(is_verified=False, grants__isnull=True, verifications__isnull=True, addresses__isnull=True),
        because="never proved their address; an account that was proved is its owner's",
    )
    personal = Personal(of="id", kept_back=("password",))

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=contact.NAME, validators=[validate_name])
    phone = models.CharField(max_length=contact.PHONE, blank=True, db_default="")
    locale = models.CharField(
        max_length=10, choices=[(x.value, x.value) for x in Locale], default=Locale.EN, db_default=Locale.EN
    )
    store_id = models.UUIDField(null=True, blank=True)
    diet = models.JSONField(default=list, db_default=[], blank=True)
    allergens = models.JSONField(default=list, db_default=[], blank=True)
    is_verified = models.BooleanField(default=False, db_default=False)
    is_active = models.BooleanField(default=True, db_default=True)
    created_at = models.DateTimeField(default=now, db_default=Now(), editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            # Together with the unique e-mail this makes it unique whatever its case.
            models.CheckConstraint(condition=Q(email=Lower(F("email"))), name="users_email_lower"),
        ]
        permissions = [("export_user", "Can have all gathered that is known of somebody, for them")]

    def __str__(self) -> str:
        return self.email

    @property
    def roles(self) -> frozenset[Role]:
        """What the person was granted to be; read once for each instance."""
        if not hasattr(self, "_roles"):
            self._roles = frozenset(Role(grant.role) for grant in self.grants.all())
        return self._roles

    @property
    def is_staff(self) -> bool:
        """Whether the person may open the admin."""
        return not self.roles.isdisjoint(STAFF_ROLES)

    @property
    def is_superuser(self) -> bool:  # type: ignore[override]
        """Whether the person may do everything in the admin."""
        return not self.roles.isdisjoint(SUPERUSER_ROLES)


class RoleGrant(models.Model):
    """A person was given a role."""

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
    """An account was closed: which apps still have something of its person, until `done_at` nobody has.

    It names them by their identifier, which leads nowhere then.
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
    label = models.CharField(max_length=50, blank=True, db_default="")
    street = models.CharField(max_length=contact.STREET)
    house_number = models.CharField(max_length=contact.HOUSE_NUMBER)
    postcode = models.CharField(max_length=contact.POSTCODE, blank=True, db_default="")
    city = models.CharField(max_length=contact.CITY, blank=True, db_default="")
    lat = models.FloatField(validators=[MinValueValidator(-90), MaxValueValidator(90)])
    lon = models.FloatField(validators=[MinValueValidator(-180), MaxValueValidator(180)])
    unit = models.CharField(max_length=DOOR, blank=True, db_default="")
    floor = models.CharField(max_length=DOOR, blank=True, db_default="")
    door_code = models.CharField(max_length=DOOR, blank=True, db_default="")
    building = models.CharField(
        max_length=10, choices=[(x.value, x.value) for x in Building], blank=True, db_default=""
    )
    note = models.CharField(max_length=200, blank=True, db_default="")
    is_default = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(default=now, db_default=Now(), editable=False)

    class Meta:
        verbose_name_plural = "addresses"
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(is_default=True), name="users_one_usual_address"
            )
        ]

    def __str__(self) -> str:
        return contact.address_line(self.street, self.house_number, self.postcode, self.city)


class Phone(models.Model):
    """Another telephone of a person, beside the one they are usually called at."""

    retention = Kept(because="a person keeps it until they delete it")
    personal = Personal(of="user_id")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="phones")
    number = models.CharField(max_length=contact.PHONE)

    class Meta:
        constraints = [models.UniqueConstraint("user", "number", name="users_phone_once")]

    def __str__(self) -> str:
        return self.number


class MarketingConsent(models.Model):
    """Somebody agreed to be written to, with the words that they read, until they withdrew it."""

    retention = Kept(because="shows what a person agreed to and when; goes with the account")
    personal = Personal(of="user_id")

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
    """A store as something permissions point at; id and name are the store's in the stores app, which tells of them."""

    retention = Kept(because="as many as there are stores")

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=150, blank=True, db_default="")

    class Meta:
        default_permissions = ("view",)
        permissions = [("work_at", "Can work at this store"), ("manage", "Can manage this store")]

    def __str__(self) -> str:
        return self.name or str(self.id)
