"""Registration, and verification of the e-mail address."""

from apps.users.contract.errors import LinkNotValid
from apps.users.contract.events import EmailVerificationRequested, EmailVerified, RegistrationRepeated
from apps.users.credentials.secrets import id_of
from apps.users.domain import MAIL_COOL_DOWN
from apps.users.models import EmailVerification, User
from apps.users.use_cases.locking import lock_user
from apps.users.use_cases.people import grant
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.contact import email_address
from dominos.kernel.unit_of_work import publish, unit_of_work

REGISTERED = ("password", "name", "phone", "locale")


def register(*, email: str, password: str, name: str, phone: str, locale: str) -> None:
    """Registers a customer, or notifies the owner of a known address. `password` is its hash."""
    fields = {"password": password, "name": name, "phone": phone, "locale": locale}
    with unit_of_work("users"):
        user, _ = User.objects.get_or_create(email=email_address(email), defaults=fields)
        if user.is_verified:
            publish(
                RegistrationRepeated(user_id=user.id, email=user.email, name=user.name, locale=user.locale),
                subject=user.id,
            )
            return
        for field, value in fields.items():
            setattr(user, field, value)
        user.save(update_fields=list(fields))
        _request_verification(user, fields)


def resend_verification(*, email: str) -> None:
    """Mails another link if a registration is pending; else does nothing.

    At most once a minute, so that strangers cannot flood a mailbox.
    """
    with unit_of_work("users"):
        user = User.objects.filter(email=email_address(email), is_verified=False, is_active=True).first()
        if user is not None and not user.verifications.filter(created_at__gt=now() - MAIL_COOL_DOWN).exists():
            _request_verification(user, {name: getattr(user, name) for name in REGISTERED})


def _request_verification(user: User, registered: dict[str, str]) -> None:
    pending = EmailVerification.objects.create(user=user, **registered)
    publish(
        EmailVerificationRequested(
            user_id=user.id,
            email=user.email,
            name=registered["name"],
            locale=registered["locale"],
            proof_id=pending.id,
        ),
        subject=user.id,
    )


def verify_email(*, token: str) -> None:
    """Accepts the registration of the mail's token; all others of that address end. LinkNotValid."""
    with unit_of_work("users"):
        pending = EmailVerification.objects.filter(id=id_of(token), expires_at__gt=now()).first()
        user = lock_user(pending.user_id) if pending else None
        if pending is None or user is None or user.is_verified:
            raise LinkNotValid
        for name in REGISTERED:
            setattr(user, name, getattr(pending, name))
        user.is_verified = True
        user.save()
        user.verifications.all().delete()
        grant(user, Role.CUSTOMER)
        publish(EmailVerified(user_id=user.id), subject=user.id)
