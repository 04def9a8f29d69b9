"""The maximum length of a reason that a person gives: one limit, since reasons travel between apps in messages."""

MAX_REASON = 500
