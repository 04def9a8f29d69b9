"""Partners' keys: created, shown once, exchanged for tokens, rotated, revoked."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from apps.partners.contract.errors import KeyNotValid
from apps.partners.domain.keys import OVERLAP, digest_of, hint_of, new_key
from apps.partners.domain.scopes import PartnerScope
from apps.partners.models import ApiKey, Partner
from apps.partners.queries.webhooks import usable
from apps.users.contract.commands import RevokePartner
from apps.users.contract.service import UsersService
from apps.users.contract.types import PartnerGrant, PartnerToken
from dominos.kernel.audit.log import record
from dominos.kernel.clock import now
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import send, unit_of_work


def make_key(
    partner: Partner,
    name: str,
    scopes: Sequence[str],
    calls_a_minute: int,
    *,
    by: UUID | None,
    ends_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """Creates a key; returns the row and the key itself, which is not stored."""
    key = new_key()
    with unit_of_work("partners"):
        made = ApiKey.objects.create(
            partner=partner,
            name=name,
            scopes=list(scopes),
            calls_a_minute=calls_a_minute,
            ends_at=ends_at,
            digest=digest_of(key),
            hint=hint_of(key),
        )
        record("apikey_made", about=made, by=by, partner=str(partner.id), scopes=list(scopes))
    return made, key


def rotate(key: ApiKey, by: UUID | None) -> tuple[ApiKey, str]:
    """Creates the next key with the same rights and end; this one ends in a day, for changing programs over."""
    with unit_of_work("partners"):
        agreed, end = key.ends_at, now() + OVERLAP
        key.ends_at = min(agreed, end) if agreed else end
        key.save(update_fields=["ends_at"])
        record("apikey_rotated", about=key, by=by)
        return make_key(key.partner, key.name, key.scopes, key.calls_a_minute, by=by, ends_at=agreed)


def revoke(keys: Iterable[ApiKey], by: UUID | None) -> None:
    """Ends keys at once, and within a minute the tokens obtained with them."""
    with unit_of_work("partners"):
        for key in keys:
            if key.revoked_at is None:
                key.revoked_at = now()
                key.save(update_fields=["revoked_at"])
                record("apikey_revoked", about=key, by=by)
                send(RevokePartner(key_id=key.id), subject=key.id)


def save_partner(partner: Partner, by: UUID | None) -> None:
    """Saves changes of the admin; deactivating a partner revokes its keys."""
    with unit_of_work("partners"):
        partner.save()
        if not partner.is_active:
            revoke(partner.keys.all(), by)


def token_for(key: str) -> tuple[PartnerToken, list[PartnerScope]]:
    """An access token for a key, with its lifetime. KeyNotValid."""
    found = ApiKey.objects.filter(usable(), digest=digest_of(key)).first()
    if found is None:
        raise KeyNotValid
    grant = PartnerGrant(
        key_id=found.id,
        scopes=tuple(found.scopes),
        calls_a_minute=found.calls_a_minute,
        ends_at=found.ends_at,
    )
    return service(UsersService).issue_partner_token(grant=grant), [PartnerScope(s) for s in found.scopes]
