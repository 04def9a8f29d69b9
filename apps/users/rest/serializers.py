"""Request serializers of the users endpoints."""

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from apps.users.credentials.passwords import weaknesses
from apps.users.domain import (
    ALLERGENS,
    DOOR,
    MAX_FACTOR_NAME,
    MAX_PASSKEY,
    MAX_PASSWORD,
    Building,
    Diet,
    Locale,
    StoreRole,
)
from dominos.kernel.edge.contact_fields import (
    CityField,
    EmailField,
    HouseNumberField,
    NameField,
    PhoneField,
    PostcodeField,
    StreetField,
    WordsField,
)
from dominos.kernel.edge.fields import LatitudeField, ListField, LongitudeField
from dominos.kernel.edge.serializers import StrictSerializer

LOCALES = [locale.value for locale in Locale]


def _some_of(choices: Sequence[str]) -> ListField:
    return ListField(child=serializers.ChoiceField(choices), max_length=len(choices), required=False)


class RegistrationSerializer(StrictSerializer):
    """A new customer."""

    email = EmailField()
    password = serializers.CharField(max_length=MAX_PASSWORD, trim_whitespace=False, write_only=True)
    name = NameField()
    phone = PhoneField(required=False, allow_blank=True)
    locale = serializers.ChoiceField(LOCALES, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        found = weaknesses(attrs["password"], email=attrs["email"], name=attrs["name"])
        if found:
            details = [serializers.ErrorDetail(message, code) for message, code in found]
            raise serializers.ValidationError({"password": details})
        return attrs


class EmailSerializer(StrictSerializer):
    """An e-mail address."""

    email = EmailField()


class VerificationSerializer(StrictSerializer):
    """The token of a verification mail."""

    token = serializers.CharField(max_length=100)


class PasswordResetSerializer(StrictSerializer):
    """A new password, and the reset mail's token."""

    token = serializers.CharField(max_length=100)
    password = serializers.CharField(max_length=MAX_PASSWORD, trim_whitespace=False, write_only=True)


class PasswordChangeSerializer(StrictSerializer):
    """The new and the current password."""

    current_password = serializers.CharField(max_length=MAX_PASSWORD, trim_whitespace=False, write_only=True)
    password = serializers.CharField(max_length=MAX_PASSWORD, trim_whitespace=False, write_only=True)


class PasswordSerializer(StrictSerializer):
    """The caller's own password."""

    password = serializers.CharField(max_length=MAX_PASSWORD, trim_whitespace=False, write_only=True)


class EmailChangeSerializer(StrictSerializer):
    """The new address, and the password."""

    email = EmailField()
    password = serializers.CharField(max_length=MAX_PASSWORD, trim_whitespace=False, write_only=True)


class ProviderAnswerSerializer(StrictSerializer):
    """The provider's response, and what the browser stored meanwhile."""

    state = serializers.CharField(max_length=100)
    binder = serializers.CharField(max_length=100)
    code = serializers.CharField(max_length=2048)


class CodeSerializer(StrictSerializer):
    """An e-mail address and the code that was mailed to it."""

    email = EmailField()
    code = serializers.RegexField(r"^\d{6}$", max_length=6)


class OwnPhoneSerializer(StrictSerializer):
    """A telephone to verify."""

    phone = PhoneField()


class PhoneCodeSerializer(OwnPhoneSerializer):
    """The telephone, and the code that was sent there."""

    code = serializers.RegexField(r"^\d{6}$", max_length=6)


class CredentialsSerializer(StrictSerializer):
    """E-mail and password."""

    email = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=MAX_PASSWORD, trim_whitespace=False, write_only=True)


class OwnPasswordSerializer(StrictSerializer):
    """The caller's own password."""

    password = serializers.CharField(max_length=MAX_PASSWORD, trim_whitespace=False, write_only=True)


class EvidenceSerializer(StrictSerializer):
    """A second factor: a code of an app, a recovery code, or a passkey's response as JSON (`toJSON`).

    `name` is the display name of a new one. `password` is what signed-in people without one are asked for.
    """

    challenge = serializers.CharField(max_length=100)
    code = serializers.CharField(max_length=30, required=False)
    passkey = serializers.CharField(max_length=MAX_PASSKEY, required=False)
    password = serializers.CharField(
        max_length=MAX_PASSWORD, trim_whitespace=False, write_only=True, required=False
    )
    name = WordsField(max_length=MAX_FACTOR_NAME, required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs.keys() & {"code", "passkey", "password"}) != 1:
            raise serializers.ValidationError({"code": "Give a code, a passkey's answer, or the password."})
        return attrs


class PasskeySerializer(StrictSerializer):
    """A passkey's response, as JSON (`toJSON`)."""

    challenge = serializers.CharField(max_length=100)
    passkey = serializers.CharField(max_length=MAX_PASSKEY)


class InvitationSerializer(StrictSerializer):
    """The address to invite to a store, and the role."""

    email = EmailField()
    name = NameField()
    role = serializers.ChoiceField([role.value for role in StoreRole])


class SuspensionSerializer(StrictSerializer):
    """Whether the employment is suspended."""

    is_suspended = serializers.BooleanField()


class AcceptanceSerializer(StrictSerializer):
    """The mail's token, and the password of a new account if there is none."""

    token = serializers.CharField(max_length=100)
    password = serializers.CharField(
        max_length=MAX_PASSWORD, trim_whitespace=False, write_only=True, required=False
    )


class RefreshSerializer(StrictSerializer):
    """A refresh token."""

    refresh = serializers.CharField(max_length=4096)


class GuestRenewalSerializer(StrictSerializer):
    """The guest's last token."""

    access = serializers.CharField(max_length=4096)


class TrackingLinkSerializer(StrictSerializer):
    """The token of an order's tracking link."""

    tracking_token = serializers.CharField(max_length=200)


class ProfileChangeSerializer(StrictSerializer):
    """What a person may change of their profile."""

    name = NameField()
    phone = PhoneField(required=False, allow_blank=True)
    locale = serializers.ChoiceField(LOCALES, required=False)
    store_id = serializers.UUIDField(required=False, allow_null=True)
    diet = _some_of([each.value for each in Diet])
    allergens = _some_of(ALLERGENS)


class PhoneSerializer(StrictSerializer):
    """Another telephone of the caller."""

    number = PhoneField()


class ConsentSerializer(StrictSerializer):
    """The wording that the caller consents to."""

    wording = serializers.CharField(max_length=1000, trim_whitespace=False)


class SavedAddressSerializer(StrictSerializer):
    """An address with the point its owner confirmed (WGS 84 degrees)."""

    label = WordsField(max_length=50, required=False, allow_blank=True)  # type: ignore[assignment]
    street = StreetField()
    house_number = HouseNumberField()
    postcode = PostcodeField(default="")
    city = CityField(default="")
    lat = LatitudeField()
    lon = LongitudeField()
    unit = WordsField(max_length=DOOR, required=False, allow_blank=True)
    floor = WordsField(max_length=DOOR, required=False, allow_blank=True)
    door_code = WordsField(max_length=DOOR, required=False, allow_blank=True)
    building = serializers.ChoiceField([each.value for each in Building], required=False, allow_blank=True)
    is_default = serializers.BooleanField(required=False)
    note = WordsField(max_length=200, required=False, allow_blank=True)
