"""Endpoints of the caller's profile, telephones, consent and addresses."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.users.contract.errors import TooManyAddresses, TooManyPhones
from apps.users.queries.people import get_user
from apps.users.queries.profiles import (
    ConsentAnswer,
    PhoneAnswer,
    ProfileAnswer,
    SavedAddressAnswer,
    get_address,
    get_consent,
    list_addresses,
    list_phones,
    profile_of,
)
from apps.users.rest.serializers import (
    ConsentSerializer,
    PhoneSerializer,
    ProfileChangeSerializer,
    SavedAddressSerializer,
)
from apps.users.rest.shared import OWN
from apps.users.use_cases import profile
from dominos.kernel.edge.answers import Page
from dominos.kernel.edge.serializers import PageQuery
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import Conflict, NotFound, Unavailable


class ProfileView(ApiView):
    access = {"GET": OWN, "PATCH": OWN}
    problems = {"GET": [NotFound], "PATCH": [NotFound, Unavailable]}

    @extend_schema(operation_id="get_profile", tags=["users"], responses=ProfileAnswer)
    def get(self, request: Request) -> Response:
        """The caller's profile."""
        return self.answer(profile_of(get_user(self.principal.user_id)))

    @extend_schema(
        operation_id="change_profile",
        tags=["users"],
        request=ProfileChangeSerializer,
        responses=ProfileAnswer,
    )
    def patch(self, request: Request) -> Response:
        """Changes name, telephone, language, the usual store, or food preferences.

        A telephone without country code is in the country of the usual store, else in the only country with
        stores in which such a number exists; it is stored and returned in E.164 form.
        """
        changes = self.validated(ProfileChangeSerializer, partial=True)
        return self.answer(profile_of(profile.change_profile(self.principal.user_id, **changes)))


class PhonesView(ApiView):
    access = {"GET": OWN, "POST": OWN}
    problems = {"POST": [NotFound, TooManyPhones, Unavailable]}

    @extend_schema(operation_id="list_phones", tags=["users"], responses=list[PhoneAnswer])
    def get(self, request: Request) -> Response:
        """The caller's further telephones, oldest first; the main one is in the profile."""
        return self.answer(list_phones(self.principal.user_id))

    @extend_schema(
        operation_id="add_phone",
        tags=["users"],
        request=PhoneSerializer,
        responses={201: list[PhoneAnswer]},
    )
    def post(self, request: Request) -> Response:
        """Adds a telephone, in the same form as `change_profile`; the first one becomes the main one."""
        profile.add_phone(self.principal.user_id, **self.validated(PhoneSerializer))
        return self.answer(list_phones(self.principal.user_id), 201)


class PhoneView(ApiView):
    access = {"DELETE": OWN}
    problems = {"DELETE": [NotFound]}

    @extend_schema(operation_id="remove_phone", tags=["users"], responses={204: None})
    def delete(self, request: Request, phone_id: UUID) -> Response:
        """Deletes one of the caller's telephones."""
        profile.remove_phone(self.principal.user_id, phone_id)
        return self.answer(None, 204)


class UsualPhoneView(ApiView):
    access = {"POST": OWN}
    problems = {"POST": [NotFound]}

    @extend_schema(
        operation_id="make_phone_usual", tags=["users"], request=None, responses={200: ProfileAnswer}
    )
    def post(self, request: Request, phone_id: UUID) -> Response:
        """Makes it the main telephone; the previous one becomes a further one."""
        profile.make_phone_usual(self.principal.user_id, phone_id)
        return self.answer(profile_of(get_user(self.principal.user_id)))


class ConsentView(ApiView):
    access = {"GET": OWN, "PUT": OWN, "DELETE": OWN}
    problems = {"PUT": [NotFound, Conflict], "DELETE": [NotFound]}

    @extend_schema(operation_id="get_marketing_consent", tags=["users"], responses=ConsentAnswer)
    def get(self, request: Request) -> Response:
        """The caller's consent to marketing, since when, and its wording."""
        return self.answer(get_consent(self.principal.user_id))

    @extend_schema(
        operation_id="give_marketing_consent",
        tags=["users"],
        request=ConsentSerializer,
        responses=ConsentAnswer,
    )
    def put(self, request: Request) -> Response:
        """Consents to the wording that was read; only the current one is accepted."""
        profile.agree(self.principal.user_id, **self.validated(ConsentSerializer))
        return self.answer(get_consent(self.principal.user_id))

    @extend_schema(operation_id="withdraw_marketing_consent", tags=["users"], responses={204: None})
    def delete(self, request: Request) -> Response:
        """Withdraws the consent."""
        profile.withdraw_consent(self.principal.user_id)
        return self.answer(None, 204)


class AddressesView(ApiView):
    access = {"GET": OWN, "POST": OWN}
    problems = {"POST": [NotFound, TooManyAddresses]}

    @extend_schema(
        operation_id="list_addresses",
        tags=["users"],
        parameters=[PageQuery],
        responses=Page[SavedAddressAnswer],
    )
    def get(self, request: Request) -> Response:
        """The caller's addresses, newest first."""
        return self.page(list_addresses(self.principal.user_id))

    @extend_schema(
        operation_id="add_address",
        tags=["users"],
        request=SavedAddressSerializer,
        responses={201: SavedAddressAnswer},
    )
    def post(self, request: Request) -> Response:
        """Adds an address with the point the caller confirmed."""
        address = profile.add_address(self.principal.user_id, **self.validated(SavedAddressSerializer))
        return self.answer(SavedAddressAnswer.of(address), 201)


class AddressView(ApiView):
    access = {"GET": OWN, "PATCH": OWN, "DELETE": OWN}

    @extend_schema(operation_id="get_address", tags=["users"], responses=SavedAddressAnswer)
    def get(self, request: Request, address_id: UUID) -> Response:
        """One of the caller's addresses."""
        return self.answer(SavedAddressAnswer.of(get_address(self.principal.user_id, address_id)))

    @extend_schema(
        operation_id="change_address",
        tags=["users"],
        request=SavedAddressSerializer,
        responses=SavedAddressAnswer,
    )
    def patch(self, request: Request, address_id: UUID) -> Response:
        """Changes one of the caller's addresses."""
        changes = self.validated(SavedAddressSerializer, partial=True)
        address = profile.change_address(self.principal.user_id, address_id, **changes)
        return self.answer(SavedAddressAnswer.of(address))

    @extend_schema(operation_id="remove_address", tags=["users"], responses={204: None})
    def delete(self, request: Request, address_id: UUID) -> Response:
        """Deletes one of the caller's addresses."""
        profile.remove_address(self.principal.user_id, address_id)
        return self.answer(None, 204)
