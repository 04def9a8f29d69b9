"""Stores as JSON values."""

from datetime import date, datetime, time
from typing import Any

from apps.stores.contract.types import ServiceMethod
from apps.stores.domain import openings, schedule

Document = dict[str, Any]


def summary_document(state: schedule.StoreState, at: datetime) -> Document:
    """A store as the list shows it at the instant."""
    profile = state.profile
    return {
        "id": str(profile.id),
        "code": profile.code,
        "name": profile.name,
        "phone": profile.phone,
        "address": {
            "street": profile.street,
            "house_number": profile.house_number,
            "postcode": profile.postcode,
            "city": profile.city,
        },
        "lat": profile.lat,
        "lon": profile.lon,
        "timezone": profile.timezone,
        "currency": profile.currency,
        "languages": list(profile.languages),
        "state": openings.label(state, at),
        "busy_minutes": state.busy_minutes,
        "services": [_service_document(state, service, at) for service in profile.services],
    }


def store_document(state: schedule.StoreState, at: datetime) -> Document:
    """A store with its hours, and the holidays still to come."""
    profile = state.profile
    return {
        **summary_document(state, at),
        "cash_limit": profile.cash_limit,
        "tax_percent": profile.tax_percent,
        "tax_included": profile.tax_included,
        "legal_entity": profile.legal_entity,
        "minimum_order": profile.minimum_order,
        "hours": [
            {
                "service": offer.service.value,
                "weekday": span.weekday,
                "opens": _json(span.opens),
                "closes": _json(span.closes),
            }
            for offer in state.offers
            for span in offer.hours
        ],
        "holidays": [
            {
                "date": _json(holiday.date),
                "name": holiday.name,
                "service": holiday.service.value if holiday.service else None,
                "opens": _json(holiday.opens),
                "closes": _json(holiday.closes),
            }
            for holiday in state.holidays
            if holiday.date >= at.date() - openings.DAY
        ],
    }


def settings_document(state: schedule.StoreState) -> Document:
    """What a store's manager sets about taking orders."""
    return {
        "minimum_order": state.profile.minimum_order,
        "wait_minutes": {offer.service.value: list(offer.wait_minutes) for offer in state.offers},
        "capacities": [
            {
                "service": rule.service.value if rule.service else None,
                "weekday": rule.weekday,
                "starts": _json(rule.starts),
                "ends": _json(rule.ends),
                "orders": rule.orders,
                "pizzas": rule.pizzas,
            }
            for rule in state.capacities
        ],
    }


def _service_document(state: schedule.StoreState, service: ServiceMethod, at: datetime) -> Document:
    opening = openings.opening(state, service, at)
    offer = state.offer(service)
    paused_until = offer.paused_until if offer is not None else None
    return {
        "service": service.value,
        "is_open": opening.is_open,
        "reason": opening.reason,
        "opens_at": _json(opening.opens_at),
        "closes_at": _json(opening.closes_at),
        "paused_until": _json(paused_until if paused_until is not None and paused_until > at else None),
        "business_date": _json(opening.business_date),
        "wait_minutes": list(opening.wait_minutes),
    }


def _json(value: date | time | None) -> str | None:
    return value.isoformat() if value is not None else None
