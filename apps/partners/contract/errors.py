"""Refusals of the partners app."""

from uuid import UUID

from dominos.kernel.errors import Conflict, DomainError


class KeyNotValid(DomainError):
    """No such key, or it has ended or was revoked, or its partner is switched off."""

    code, status = "key-not-valid", 401
    remedy = "Use another key of the partner, or ask the platform for one."
    title = "This key opens nothing."


class TooManyWebhooks(Conflict):
    """A partner has as many webhooks as any may have."""

    code, title = "too-many-webhooks", "There are as many webhooks as a partner may have."


class ScopeMissing(DomainError):
    """The key lacks the scope of an event that is asked for; `scope` says which."""

    code, status = "scope-missing", 403
    title = "This key may not hear of such an event."
    extra = {"scope": str}


class OtherOrder(Conflict):
    """The `external_id` was used for another order; `order_id` names it, null where none came of it."""

    code, title = "other-order", "This external_id was used for another order."
    extra = {"order_id": UUID | None}


class TotalDiffers(DomainError):
    """The lines, fees, taxes and tip add up to `total`, in minor units of `currency`, and not to what was sent."""

    code, title = "total-differs", "The parts of the order do not add up to its total."
    extra = {"total": int, "currency": str}


class WebhookOff(Conflict):
    """Nothing is sent to a webhook that is switched off, or that its receiver has ended."""

    code, title = "webhook-off", "This webhook is switched off."
    remedy = (
        "Switch it on once its receiver takes events (`PATCH` with `is_active`), then send the request again."
    )


class NotReplayable(Conflict):
    """The delivery waits already: it is going to be sent."""

    code, title = "not-replayable", "This cannot be sent again now."
