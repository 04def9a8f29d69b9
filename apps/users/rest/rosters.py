"""Endpoints of a store's rosters and hours, of one's own shifts, and of clocking in."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.users.contract.errors import (
    AlreadyClockedIn,
    CouriersStartShifts,
    NotClockedIn,
    RosterChanged,
    RosterConflicts,
)
from apps.users.domain import StoreRole
from apps.users.domain.rosters import MAX_BREAK, MAX_SHIFTS, PlannedShift
from apps.users.queries.rosters import (
    ClockedInAnswer,
    OwnShiftsAnswer,
    RosterAnswer,
    clocked_in,
    get_roster,
    list_own_shifts,
)
from apps.users.queries.timesheets import (
    MAX_DAYS,
    TimeEntryAnswer,
    TimesheetAnswer,
    get_timesheet,
    time_entry,
)
from apps.users.rest.staff import MANAGERS
from apps.users.use_cases import rosters, time_clock
from dominos.kernel.auth import Role
from dominos.kernel.csv_text import csv_answer
from dominos.kernel.edge.access import only
from dominos.kernel.edge.contact_fields import WordsField
from dominos.kernel.edge.fields import DayField, InstantField, ListField, WallTimeField
from dominos.kernel.edge.serializers import StrictSerializer
from dominos.kernel.edge.store_views import ManagedView
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound
from dominos.kernel.reasons import MAX_REASON

WORKS = only(Role.STORE_STAFF, Role.STORE_MANAGER, Role.COURIER)


class WeekQuery(StrictSerializer):
    """A week, by its Monday."""

    monday = DayField()

    def validate_monday(self, value: Any) -> Any:
        if value.isoweekday() != 1:
            raise serializers.ValidationError("A Monday.", "no_monday")
        return value


class RosterRevisionSerializer(WeekQuery):
    """A week, and the revision that the caller has seen."""

    revision = serializers.IntegerField(min_value=0, max_value=2**31 - 1)


class RosterShiftSerializer(StrictSerializer):
    """A shift by the store's clock; it ends on the next day unless `ends` is later."""

    user_id = serializers.UUIDField()
    role = serializers.ChoiceField([role.value for role in StoreRole])
    date = DayField()
    starts = WallTimeField()
    ends = WallTimeField()
    break_minutes = serializers.IntegerField(min_value=0, max_value=MAX_BREAK, default=0)


class RosterChangeSerializer(RosterRevisionSerializer):
    """All shifts of the week."""

    shifts = ListField(child=RosterShiftSerializer(), max_length=MAX_SHIFTS)


class TimesheetQuery(StrictSerializer):
    """Business dates, a month at most."""

    first = DayField()
    last = DayField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not 0 <= (attrs["last"] - attrs["first"]).days < MAX_DAYS:
            raise serializers.ValidationError(
                {"last": f"At most {MAX_DAYS} days, from the first to the last."}
            )
        return attrs


class ClockInSerializer(StrictSerializer):
    """The store where the caller begins to work."""

    store_id = serializers.UUIDField()


class ClockOutSerializer(StrictSerializer):
    """The break that the caller had."""

    break_minutes = serializers.IntegerField(min_value=0, max_value=MAX_BREAK, default=0)


class TimeCorrectionSerializer(StrictSerializer):
    """When somebody really worked, and why it is corrected."""

    started_at = InstantField()
    ended_at = InstantField()
    break_minutes = serializers.IntegerField(min_value=0, max_value=MAX_BREAK, default=0)
    reason = WordsField(max_length=MAX_REASON)


class NewTimeEntrySerializer(TimeCorrectionSerializer):
    """What somebody forgot to clock."""

    user_id = serializers.UUIDField()


class RosterView(ManagedView):
    access = {"GET": MANAGERS, "PUT": MANAGERS}
    problems = {"GET": [NotFound], "PUT": [NotFound, RosterChanged]}

    @extend_schema(operation_id="get_roster", tags=["users"], parameters=[WeekQuery], responses=RosterAnswer)
    def get(self, request: Request, store_id: UUID) -> Response:
        """The draft of a store's week, who may be planned, and what is wrong with it."""
        return self.answer(get_roster(store_id, self.validated_query(WeekQuery)["monday"]))

    @extend_schema(
        operation_id="write_roster", tags=["users"], request=RosterChangeSerializer, responses=RosterAnswer
    )
    def put(self, request: Request, store_id: UUID) -> Response:
        """Replaces the draft of a store's week. People see what is published until this is, too."""
        asked = self.validated(RosterChangeSerializer)
        shifts = [PlannedShift(**{**each, "role": StoreRole(each["role"])}) for each in asked["shifts"]]
        rosters.write_draft(store_id, asked["monday"], asked["revision"], shifts)
        return self.answer(get_roster(store_id, asked["monday"]))


class RosterPublicationView(ManagedView):
    access = {"POST": MANAGERS}
    problems = {"POST": [NotFound, RosterChanged, RosterConflicts]}

    @extend_schema(
        operation_id="publish_roster",
        tags=["users"],
        request=RosterRevisionSerializer,
        responses={200: RosterAnswer},
    )
    def post(self, request: Request, store_id: UUID) -> Response:
        """Publishes the draft, and tells the people whose shifts changed."""
        asked = self.validated(RosterRevisionSerializer)
        rosters.publish_roster(store_id, asked["monday"], asked["revision"], self.principal.user_id)
        return self.answer(get_roster(store_id, asked["monday"]))


class TimesheetView(ManagedView):
    access = {"GET": MANAGERS}
    problems = {"GET": [NotFound]}

    @extend_schema(
        operation_id="get_timesheet", tags=["users"], parameters=[TimesheetQuery], responses=TimesheetAnswer
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """Planned and worked hours by business date."""
        return self.answer(get_timesheet(store_id, **self.validated_query(TimesheetQuery)))


class TimesheetCsvView(ManagedView):
    access = {"GET": MANAGERS}
    problems = {"GET": [NotFound]}

    @extend_schema(
        operation_id="get_timesheet_csv",
        tags=["users"],
        parameters=[TimesheetQuery],
        responses={(200, "text/csv"): OpenApiTypes.STR},
    )
    def get(self, request: Request, store_id: UUID) -> HttpResponse:
        """The same for programs; minutes are whole."""
        sheet = get_timesheet(store_id, **self.validated_query(TimesheetQuery))
        columns = ("date", "user_id", "name", "role", "planned_minutes", "worked_minutes", "late_minutes")
        rows = [[str(getattr(row, column)) for column in columns] for row in sheet.rows]
        return csv_answer([columns, *rows], f"hours-{sheet.first}-{sheet.last}")


class TimeEntriesView(ManagedView):
    access = {"POST": MANAGERS}
    problems = {"POST": [NotFound, AlreadyClockedIn]}
    key_required = True

    @extend_schema(
        operation_id="add_time_entry",
        tags=["users"],
        request=NewTimeEntrySerializer,
        responses={201: TimeEntryAnswer},
    )
    def post(self, request: Request, store_id: UUID) -> Response:
        """Adds what somebody forgot to clock, for a reason that is kept."""
        asked = self.validated(NewTimeEntrySerializer)
        return self.answer(time_entry(time_clock.add_entry(store_id, self.principal.user_id, **asked)), 201)


class TimeEntryView(ManagedView):
    access = {"PATCH": MANAGERS}
    problems = {"PATCH": [NotFound]}

    @extend_schema(
        operation_id="correct_time_entry",
        tags=["users"],
        request=TimeCorrectionSerializer,
        responses=TimeEntryAnswer,
    )
    def patch(self, request: Request, store_id: UUID, entry_id: UUID) -> Response:
        """Puts an entry right, or ends an open one, for a reason that is kept."""
        asked = self.validated(TimeCorrectionSerializer)
        return self.answer(
            time_entry(time_clock.correct_entry(store_id, self.principal.user_id, entry_id, **asked))
        )


class OwnShiftsView(ApiView):
    access = {"GET": WORKS}

    @extend_schema(operation_id="list_own_shifts", tags=["users"], responses=OwnShiftsAnswer)
    def get(self, request: Request) -> Response:
        """The caller's published shifts from today on, and whether they are clocked in."""
        return self.answer(list_own_shifts(self.principal.user_id))


class ClockInView(ApiView):
    access = {"POST": WORKS}
    problems = {"POST": [NotFound, AlreadyClockedIn, CouriersStartShifts]}

    @extend_schema(
        operation_id="clock_in",
        tags=["users"],
        request=ClockInSerializer,
        responses={201: ClockedInAnswer},
    )
    def post(self, request: Request) -> Response:
        """The caller begins to work at a store of theirs. Couriers start their shift instead."""
        asked = self.validated(ClockInSerializer)
        return self.answer(clocked_in(time_clock.clock_in(self.principal.user_id, asked["store_id"])), 201)


class ClockOutView(ApiView):
    access = {"POST": WORKS}
    problems = {"POST": [NotClockedIn]}

    @extend_schema(
        operation_id="clock_out", tags=["users"], request=ClockOutSerializer, responses={200: OwnShiftsAnswer}
    )
    def post(self, request: Request) -> Response:
        """The caller's work ends."""
        time_clock.clock_out(self.principal.user_id, **self.validated(ClockOutSerializer))
        return self.answer(list_own_shifts(self.principal.user_id))
