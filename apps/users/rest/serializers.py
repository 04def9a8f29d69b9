"""What users' endpoints take and give."""

from typing import Any

from rest_framework import serializers

from apps.users.domain import Locale
from apps.users.passwords import weaknesses
from dominos.kernel.edge.serializers import StrictSerializer

LOCALES = [locale.value for locale in Locale]
PHONE = r"^\+?[0-9 ()/.-]{5,20}$"


class RegistrationSerializer(StrictSerializer):
    """A new customer."""

    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=128, trim_whitespace=False, write_only=True)
    name = serializers.CharField(max_length=100)
    phone = serializers.RegexField(PHONE, required=False, allow_blank=True, max_length=20)
    locale = serializers.ChoiceField(LOCALES, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        found = weaknesses(attrs["password"], email=attrs["email"], name=attrs["name"])
        if found:
            details = [serializers.ErrorDetail(message, code) for message, code in found]
            raise serializers.ValidationError({"password": details})
        return attrs


class EmailSerializer(StrictSerializer):
    """An e-mail address."""

    email = serializers.EmailField(max_length=254)


class VerificationSerializer(StrictSerializer):
    """The token of a verification mail."""

    token = serializers.CharField(max_length=100)


class CredentialsSerializer(StrictSerializer):
    """What proves who somebody is."""

    email = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=128, trim_whitespace=False, write_only=True)


class RefreshSerializer(StrictSerializer):
    """A refresh token."""

    refresh = serializers.CharField(max_length=4096)


class TokenPairSerializer(StrictSerializer):
    """An access token, good for `expires_in` seconds, and the refresh token that buys the next pair."""

    access = serializers.CharField()
    refresh = serializers.CharField()
    expires_in = serializers.IntegerField()


class GuestTokenSerializer(StrictSerializer):
    """A guest's access token, good for `expires_in` seconds."""

    access = serializers.CharField()
    id = serializers.UUIDField()
    expires_in = serializers.IntegerField()


class AcceptedSerializer(StrictSerializer):
    """What happens next."""

    detail = serializers.CharField()


class ProfileSerializer(StrictSerializer):
    """A person as they see themselves; name, phone and locale are theirs to change."""

    id = serializers.UUIDField(read_only=True)
    email = serializers.EmailField(read_only=True)
    name = serializers.CharField(max_length=100)
    phone = serializers.RegexField(PHONE, required=False, allow_blank=True, max_length=20)
    locale = serializers.ChoiceField(LOCALES, required=False)
    is_verified = serializers.BooleanField(read_only=True)
    roles = serializers.SerializerMethodField()

    def get_roles(self, user: Any) -> list[str]:
        return sorted(user.roles)


class SavedAddressSerializer(StrictSerializer):
    """An address with the point its owner confirmed (WGS 84 degrees)."""

    id = serializers.UUIDField(read_only=True)
    label = serializers.CharField(max_length=50, required=False, allow_blank=True)  # type: ignore[assignment]
    street = serializers.CharField(max_length=120)
    house_number = serializers.CharField(max_length=40)
    postcode = serializers.CharField(max_length=12)
    city = serializers.CharField(max_length=80)
    lat = serializers.FloatField(min_value=-90, max_value=90)
    lon = serializers.FloatField(min_value=-180, max_value=180)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)
