"""Reading people and their addresses."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal, cast
from uuid import UUID

from django.conf import settings
from django.db.models import Max
from django.db.models.functions import Now
from guardian.shortcuts import get_objects_for_user
from pydantic import field_validator

from apps.users.contract.errors import LinkNotValid
from apps.users.contract.types import Revocation as Revoked
from apps.users.credentials.secrets import code_of, id_of, token_of
from apps.users.devices import in_words
from apps.users.domain import MARKETING, STORE_ROLES, Diet, Locale, Purpose, StoreRole, may_end, may_hire
from apps.users.models import (
    Address,
    Closure,
    EmailVerification,
    Employment,
    Identity,
    Invitation,
    MarketingConsent,
    Phone,
    Proof,
    Revocation,
    SecondFactor,
    Session,
    StoreScope,
    User,
)
from apps.users.oidc import providers
from dominos.kernel.auth import Principal, Role
from dominos.kernel.clock import now
from dominos.kernel.edge.answers import Answer, Listing
from dominos.kernel.errors import NotFound

MAX_STAFF = 500
NEVER_MAILED = (Purpose.SECOND_FACTOR, Purpose.NEW_FACTOR, Purpose.PASSKEY, Purpose.PROVIDER)


class ProfileAnswer(Answer):
    """A person as they see themselves."""

    id: UUID
    email: str
    name: str
    phone: str
    """Where they are usually called."""
    locale: Locale
    store_id: UUID | None
    """Where they usually order."""
    diet: list[Diet]
    allergens: list[str]
    """What must not be in their food; pages of menus begin without it."""
    is_verified: bool
    roles: list[Role]

    @field_validator("roles", mode="before")
    @classmethod
    def _in_order(cls, roles: Iterable[Role]) -> list[Role]:
        return sorted(roles)


class PhoneAnswer(Answer):
    """Another telephone of a person, beside the one they are usually called at."""

    id: UUID
    number: str


class SessionAnswer(Answer):
    """Where a person is signed in."""

    id: UUID
    device: str
    """What one is signed in with, as in "Chrome on Android, Pixel 8"; empty where it does not say."""
    began_at: datetime
    seen_at: datetime
    """When it last renewed its tokens, which it does every quarter of an hour while it is used."""
    is_current: bool
    """Whether this is where the caller asks from."""


class SecondFactorAnswer(Answer):
    """Something that proves who somebody is, beside their password."""

    id: UUID
    kind: Literal["totp", "passkey"]
    name: str
    created_at: datetime
    used_at: datetime | None


class ProviderAnswer(Answer):
    """Where people have accounts by which they may sign in here."""

    name: str
    title: str


class IdentityAnswer(Answer):
    """An account elsewhere by which a person signs in."""

    id: UUID
    provider: str
    title: str
    """What people call the provider."""
    email: str
    """The address that the account there had when it was linked."""
    created_at: datetime
    used_at: datetime


class RecoveryCodesAnswer(Answer):
    """Codes that stand in for a lost second factor, once each."""

    recovery_codes: list[str]


class StaffMemberAnswer(Answer):
    """Somebody who works for a store."""

    id: UUID
    """Of their working there, not of the person."""
    user_id: UUID
    name: str
    email: str
    role: StoreRole
    began_at: datetime
    suspended_at: datetime | None
    """Since when they may do nothing there; null for who may."""
    may_change: bool
    """Whether the caller may suspend them or let them go."""


class OwnJobAnswer(Answer):
    """Where a person works."""

    id: UUID
    """Of their working there."""
    store_id: UUID
    store_name: str
    role: StoreRole
    began_at: datetime
    suspended_at: datetime | None
    """Since when they may do nothing there; null for who may."""


class InvitationAnswer(Answer):
    """Somebody who was asked to work for a store."""

    id: UUID
    name: str
    email: str
    role: StoreRole
    created_at: datetime
    expires_at: datetime


class StaffAnswer(Answer):
    """A store's people, by name; five hundred of each at most."""

    members: list[StaffMemberAnswer]
    invitations: list[InvitationAnswer]
    may_hire_as: list[StoreRole]
    """What the caller may hire somebody as."""


class SavedAddressAnswer(Answer):
    """An address with the point its owner confirmed (WGS 84 degrees)."""

    id: UUID
    label: str
    street: str
    house_number: str
    postcode: str
    city: str
    lat: float
    lon: float
    unit: str
    floor: str
    door_code: str
    building: Literal["", "house", "flats", "office", "hotel", "other"]
    note: str
    is_default: bool
    """Whether it is the one that is usually brought to; one of them is."""


class ConsentAnswer(Answer):
    """Whether one agreed to be written to with offers."""

    wording: str
    """What one agrees to now; goes back as it is."""
    given_at: datetime | None
    """Since when; null for who has not agreed, or withdrew it."""
    agreed_to: str
    """The words that were agreed to; empty for who has not."""


def get_user(user_id: UUID) -> User:
    """An active person. NotFound."""
    user = User.objects.filter(id=user_id, is_active=True).first()
    if user is None:
        raise NotFound
    return user


def get_mailbox_to_forget(user_id: UUID) -> str:
    """The proved address of somebody whose account is closed. NotFound."""
    user = User.objects.filter(id=user_id, is_active=False, is_verified=True).first()
    if user is None or not Closure.objects.filter(user_id=user_id, done_at=None).exists():
        raise NotFound
    return user.email


def get_principal(user: User, roles: frozenset[Role] | None = None) -> Principal:
    """The caller this person is: their roles, or those of them that count, and the stores they work for or manage.

    A store without the role for it gives nothing. The epoch is read first: rights that are taken away meanwhile make
    the token one of an epoch that has passed.
    """
    epoch = last_epoch(user.id)
    roles = user.roles if roles is None else roles
    managed = _scopes(user, "manage")
    stores = _scopes(user, "work_at") | managed if roles & STORE_ROLES else frozenset()
    is_manager = Role.STORE_MANAGER in roles
    return Principal(user.id, roles, stores, managed if is_manager else frozenset(), epoch)


def last_epoch(user_id: UUID) -> int:
    """The epoch of tokens that are issued to the person now."""
    return Revocation.objects.filter(user_id=user_id).aggregate(last=Max("epoch"))["last"] or 0


def list_revocations() -> list[Revoked]:
    """Who lost rights within the life of an access token, once each."""
    lately = Revocation.objects.filter(at__gt=Now() - access_lifetime() - timedelta(minutes=2))
    rows = lately.values_list("user_id").annotate(last=Max("epoch"))
    return [Revoked(user_id=user_id, epoch=epoch) for user_id, epoch in rows]


def access_lifetime() -> timedelta:
    """How long an access token lives."""
    return cast(timedelta, settings.SIMPLE_JWT["ACCESS_TOKEN_LIFETIME"])


def _scopes(user: User, permission: str) -> frozenset[UUID]:
    scopes = get_objects_for_user(user, permission, klass=StoreScope, with_superuser=False)
    return frozenset(scopes.values_list("id", flat=True))


def get_secret(proof_id: UUID) -> str:
    """What the mail about this registration or proof carries, a link's token or a code. NotFound once it is no good."""
    proof = Proof.objects.filter(id=proof_id, expires_at__gt=now()).first()
    if proof is not None and proof.purpose == Purpose.SIGN_IN:
        return code_of(proof_id)
    if proof is not None and proof.purpose in NEVER_MAILED:
        raise NotFound
    waiting = EmailVerification, Invitation
    if proof is None and not any(
        kind.objects.filter(id=proof_id, expires_at__gt=now()).exists() for kind in waiting
    ):
        raise NotFound
    return token_of(proof_id)


def list_sessions(user_id: UUID, current: UUID | None) -> Listing[SessionAnswer]:
    """Where a person is signed in, newest first; not where no refresh token lives any more."""
    idle = cast(timedelta, settings.SIMPLE_JWT["REFRESH_TOKEN_LIFETIME"])
    rows = Session.objects.filter(user_id=user_id, ends_at__gt=now(), seen_at__gt=now() - idle)
    return Listing(
        rows,
        lambda found: [
            SessionAnswer(
                id=row.id,
                device=in_words(row.device),
                began_at=row.began_at,
                seen_at=row.seen_at,
                is_current=row.id == current,
            )
            for row in found
        ],
    )


def get_session(user_id: UUID, session_id: UUID | None) -> Session | None:
    """Where the person is signed in, as far as they still are."""
    if session_id is None:
        return None
    return Session.objects.filter(user_id=user_id, id=session_id, ends_at__gt=now()).first()


def list_second_factors(user_id: UUID) -> list[SecondFactorAnswer]:
    """The second factors of a person, oldest first."""
    return SecondFactorAnswer.of_all(SecondFactor.objects.filter(user_id=user_id).order_by("id"))


def list_providers() -> list[ProviderAnswer]:
    """Where people may have accounts by which they sign in here."""
    return [ProviderAnswer(name=each.name, title=each.title) for each in providers().values()]


def list_identities(user_id: UUID) -> list[IdentityAnswer]:
    """The accounts elsewhere by which a person signs in, oldest first."""
    known = providers()
    return [
        IdentityAnswer(
            id=row.id,
            provider=row.provider,
            title=known[row.provider].title if row.provider in known else row.provider,
            email=row.email,
            created_at=row.created_at,
            used_at=row.used_at,
        )
        for row in Identity.objects.filter(user_id=user_id).order_by("id")
    ]


def get_scope(store_id: UUID) -> StoreScope:
    """A store as users knows it. NotFound."""
    scope = StoreScope.objects.filter(id=store_id).first()
    if scope is None:
        raise NotFound
    return scope


def list_staff(caller: Principal, store_id: UUID) -> StaffAnswer:
    """Who works for the store and who was asked to. NotFound, also for a store that the caller does not manage."""
    if not caller.manages(store_id):
        raise NotFound
    get_scope(store_id)
    rows = Employment.objects.filter(store_id=store_id, user__is_active=True).select_related("user")
    asked = Invitation.objects.filter(store_id=store_id, expires_at__gt=now())
    return StaffAnswer(
        members=[staff_member(row, caller) for row in rows.order_by("user__name", "id")[:MAX_STAFF]],
        invitations=InvitationAnswer.of_all(asked.order_by("name", "id")[:MAX_STAFF]),
        may_hire_as=[role for role in StoreRole if may_hire(caller.roles, Role(role))],
    )


def list_own_jobs(user_id: UUID) -> list[OwnJobAnswer]:
    """Where the person works, by the store's name."""
    rows = list(Employment.objects.filter(user_id=user_id).order_by("id")[:MAX_STAFF])
    names = dict(StoreScope.objects.filter(id__in={row.store_id for row in rows}).values_list("id", "name"))
    jobs = [
        OwnJobAnswer(
            id=row.id,
            store_id=row.store_id,
            store_name=names.get(row.store_id, ""),
            role=StoreRole(row.role),
            began_at=row.began_at,
            suspended_at=row.suspended_at,
        )
        for row in rows
    ]
    return sorted(jobs, key=lambda job: (job.store_name, job.role))


def staff_member(row: Employment, caller: Principal) -> StaffMemberAnswer:
    """Somebody who works for a store, as a manager sees them."""
    return StaffMemberAnswer(
        id=row.id,
        user_id=row.user_id,
        name=row.user.name,
        email=row.user.email,
        role=StoreRole(row.role),
        began_at=row.began_at,
        suspended_at=row.suspended_at,
        may_change=row.user_id != caller.id and may_end(caller.roles, Role(row.role)),
    )


def invited_needs_password(token: str) -> bool:
    """Whether who was mailed the link has no account yet."""
    try:
        rows = Invitation.objects.filter(id=id_of(token), expires_at__gt=now(), user__is_verified=False)
    except LinkNotValid:
        return False
    return rows.exists()


def list_addresses(user_id: UUID) -> Listing[SavedAddressAnswer]:
    """The addresses of a person, newest first."""
    return Listing(Address.objects.filter(user_id=user_id), SavedAddressAnswer.of_all)


def list_phones(user_id: UUID) -> list[PhoneAnswer]:
    """The telephones of a person beside the usual one, oldest first."""
    return PhoneAnswer.of_all(Phone.objects.filter(user_id=user_id).order_by("id"))


def get_consent(user_id: UUID) -> ConsentAnswer:
    """What a person agreed to."""
    row = MarketingConsent.objects.filter(user_id=user_id, withdrawn_at=None).first()
    return ConsentAnswer(
        wording=MARKETING, given_at=row.given_at if row else None, agreed_to=row.wording if row else ""
    )


def count_addresses(user_id: UUID) -> int:
    """How many addresses a person has."""
    return Address.objects.filter(user_id=user_id).count()


def get_address(user_id: UUID, address_id: UUID) -> Address:
    """An address of this person. NotFound, also for somebody else's."""
    address = Address.objects.filter(user_id=user_id, id=address_id).first()
    if address is None:
        raise NotFound
    return address
