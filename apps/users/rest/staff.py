"""Endpoints of a store's staff: listing, inviting, suspending, and removing."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.users.contract.errors import AboveOwnRole, LinkNotValid
from apps.users.queries.staff import (
    OwnJobAnswer,
    StaffAnswer,
    StaffMemberAnswer,
    list_own_jobs,
    list_staff,
    staff_member,
)
from apps.users.rest.serializers import AcceptanceSerializer, InvitationSerializer, SuspensionSerializer
from apps.users.rest.shared import OWN, AcceptedAnswer
from apps.users.throttles import AddressThrottle, MailboxThrottle, OwnPasswordThrottle
from apps.users.use_cases import staff
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import ANYONE, only
from dominos.kernel.edge.throttling import RoleThrottle
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound, StepUpRequired

MANAGERS = only(Role.STORE_MANAGER, Role.ADMIN, scope="store")
HIRES = only(Role.STORE_MANAGER, Role.ADMIN, scope="store", is_fresh=True)
INVITED = AcceptedAnswer(detail="A mail with a link, good for a week, is on its way.")


class StaffView(ApiView):
    access = {"GET": MANAGERS}
    problems = {"GET": [NotFound]}

    @extend_schema(operation_id="list_staff", tags=["users"], responses=StaffAnswer)
    def get(self, request: Request, store_id: UUID) -> Response:
        """The store's staff, and pending invitations."""
        return self.answer(list_staff(self.principal, store_id))


class InvitationsView(ApiView):
    access = {"POST": HIRES}
    problems = {"POST": [NotFound, AboveOwnRole, StepUpRequired]}
    throttle_classes = [RoleThrottle, OwnPasswordThrottle, MailboxThrottle]

    @extend_schema(
        operation_id="invite_staff",
        tags=["users"],
        request=InvitationSerializer,
        responses={202: AcceptedAnswer},
    )
    def post(self, request: Request, store_id: UUID) -> Response:
        """Mails an invitation to work for the store in the role; none above the caller's own.

        The same address is mailed at most once an hour. The response does not reveal whether it has an
        account.
        """
        fields = self.validated(InvitationSerializer)
        staff.invite(self.principal, store_id, **{**fields, "role": Role(fields["role"])})
        return self.answer(INVITED, 202)


class InvitationView(ApiView):
    access = {"DELETE": HIRES}
    problems = {"DELETE": [NotFound, AboveOwnRole, StepUpRequired]}

    @extend_schema(operation_id="withdraw_invitation", tags=["users"], responses={204: None})
    def delete(self, request: Request, store_id: UUID, invitation_id: UUID) -> Response:
        """Withdraws the invitation."""
        staff.withdraw(self.principal, store_id, invitation_id)
        return self.answer(None, 204)


class EmploymentView(ApiView):
    access = {"PATCH": HIRES, "DELETE": HIRES}
    problems = {
        "PATCH": [NotFound, AboveOwnRole, StepUpRequired],
        "DELETE": [NotFound, AboveOwnRole, StepUpRequired],
    }

    @extend_schema(
        operation_id="suspend_staff",
        tags=["users"],
        request=SuspensionSerializer,
        responses=StaffMemberAnswer,
    )
    def patch(self, request: Request, store_id: UUID, employment_id: UUID) -> Response:
        """Suspends the employment, which then has no effect, or reinstates it."""
        row = staff.suspend(self.principal, store_id, employment_id, **self.validated(SuspensionSerializer))
        return self.answer(staff_member(row, self.principal))

    @extend_schema(operation_id="end_employment", tags=["users"], responses={204: None})
    def delete(self, request: Request, store_id: UUID, employment_id: UUID) -> Response:
        """Ends the employment; the person's account stays."""
        staff.end(self.principal, store_id, employment_id)
        return self.answer(None, 204)


class OwnEmploymentsView(ApiView):
    access = {"GET": OWN}

    @extend_schema(operation_id="list_own_jobs", tags=["users"], responses=list[OwnJobAnswer])
    def get(self, request: Request) -> Response:
        """The caller's employments, by store."""
        return self.answer(list_own_jobs(self.principal.user_id))


class OwnEmploymentView(ApiView):
    access = {"DELETE": OWN}
    problems = {"DELETE": [NotFound]}

    @extend_schema(operation_id="leave_job", tags=["users"], responses={204: None})
    def delete(self, request: Request, employment_id: UUID) -> Response:
        """Ends the caller's employment; the account stays."""
        staff.leave(self.principal.user_id, employment_id)
        return self.answer(None, 204)


class AcceptView(ApiView):
    access = {"POST": ANYONE}
    problems = {"POST": [LinkNotValid]}
    throttle_classes = [RoleThrottle, AddressThrottle]

    @extend_schema(
        operation_id="accept_invitation",
        tags=["users"],
        request=AcceptanceSerializer,
        responses={200: AcceptedAnswer},
    )
    def post(self, request: Request) -> Response:
        """Accepts the invitation of the mail's token. People without an account give the password of their new one."""
        staff.accept(**self.validated(AcceptanceSerializer))
        return self.answer(AcceptedAnswer(detail="Welcome to the store; sign in to begin."))
