"""People, their roles, addresses, stores, and credentials."""

from datetime import timedelta

from apps.users.models.exports import DataExport
from apps.users.models.people import (
    ROLES,
    Address,
    Closure,
    MarketingConsent,
    Phone,
    RoleGrant,
    StoreScope,
    User,
)
from apps.users.models.phones import PhoneCode, ProvedPhone
from apps.users.models.proofs import (
    EmailVerification,
    Identity,
    Proof,
    RecoveryCode,
    SecondFactor,
    verification_expiry,
)
from apps.users.models.rosters import Roster, RosterShift, TimeEntry
from apps.users.models.sessions import MAX_DEVICE, KnownDevice, Revocation, Session, TokenRotation
from apps.users.models.staff import Employment, Invitation
from dominos.kernel.personal import NotPersonal
from dominos.kernel.retention import Forgotten, Kept, Retention

__all__ = [
    "MAX_DEVICE",
    "ROLES",
    "Address",
    "Closure",
    "DataExport",
    "EmailVerification",
    "Employment",
    "Identity",
    "Invitation",
    "KnownDevice",
    "MarketingConsent",
    "Phone",
    "PhoneCode",
    "Proof",
    "ProvedPhone",
    "RecoveryCode",
    "Revocation",
    "RoleGrant",
    "Roster",
    "RosterShift",
    "SecondFactor",
    "Session",
    "StoreScope",
    "TimeEntry",
    "TokenRotation",
    "User",
    "verification_expiry",
]

LIBRARY_TABLES: dict[str, Retention] = {
    "users.User_groups": Kept(because="set up by staff"),
    "users.User_user_permissions": Kept(because="set up by staff"),
    "sessions.Session": Forgotten(
        since="expire_date", after=timedelta(0), because="nobody is signed in by it"
    ),
    "token_blacklist.OutstandingToken": Forgotten(
        since="expires_at", after=timedelta(0), because="a refresh token that nobody can use any more"
    ),
    "token_blacklist.BlacklistedToken": Kept(because="goes with its refresh token"),
    "admin.LogEntry": Kept(because="who changed what in the admin"),
    "auth.Permission": Kept(because="as many as there are kinds of things"),
    "auth.Group": Kept(because="set up by staff"),
    "auth.Group_permissions": Kept(because="set up by staff"),
    "contenttypes.ContentType": Kept(because="as many as there are kinds of things"),
    "guardian.GroupObjectPermission": Kept(because="set up by staff"),
    "guardian.UserObjectPermission": Kept(because="set up by staff: who works where"),
}
"""Tables of libraries, and Django's tables of many-to-many fields."""

LIBRARY_PEOPLE: dict[str, NotPersonal] = {
    "admin.LogEntry": NotPersonal(because="what staff changed; of a person it says what the tables here say"),
    "guardian.UserObjectPermission": NotPersonal(
        because="where somebody works, which their employments tell"
    ),
    "token_blacklist.OutstandingToken": NotPersonal(because="secrets by which somebody is signed in"),
    "users.User_groups": NotPersonal(because="what staff may do in the admin"),
    "users.User_user_permissions": NotPersonal(because="what staff may do in the admin"),
}
"""Those of them that refer to people, and why exports leave them out."""
