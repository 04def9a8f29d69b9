"""Errors of the partners app."""

from uuid import UUID

from dominos.kernel.errors import Conflict, DomainError


class KeyNotValid(DomainError):
    """The key is unknown, expired or revoked, or its partner is deactivated."""

    code, status = "key-not-valid", 401
    remedy = "Use another key of the partner, or ask the platform for one."
    title = "This key opens nothing."


class TooManyWebhooks(Conflict):
    """The partner has the maximum number of webhooks."""

    code, title = "too-many-webhooks", "There are as many webhooks as a partner may have."


class ScopeMissing(DomainError):
    """The key lacks the scope of a requested event; `scope` is its name."""

    code, status = "scope-missing", 403
    title = "This key may not hear of such an event."
    extra = {"scope": str}


class OtherOrder(Conflict):
    """The `external_id` belongs to a different order; `order_id` is its id, null if none resulted."""

    code, title = "other-order", "This external_id was used for another order."
    extra = {"order_id": UUID | None}


class TotalDiffers(DomainError):
    """The lines, fees, taxes and tip add up to `total`, in minor units of `currency`, which differs from the
    total sent.
    """

    code, title = "total-differs", "The parts of the order do not add up to its total."
    extra = {"total": int, "currency": str}


class WebhookOff(Conflict):
    """The webhook is switched off, or its receiver ended it."""

    code, title = "webhook-off", "This webhook is switched off."
    remedy = (
        "Switch it on once its receiver takes events (`PATCH` with `is_active`), then send the request again."
    )


class NotReplayable(Conflict):
    """The delivery is already waiting to be sent."""

    code, title = "not-replayable", "This cannot be sent again now."
