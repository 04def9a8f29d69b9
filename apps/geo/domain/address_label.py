"""How an address of the loaded map is written."""

SOURCE = "local"
"""The provider that our own map is."""


def address_label(street: str, number: str, postcode: str, city: str) -> str:
    """One line as it is written on an envelope: street number, postcode city."""
    parts = (f"{street} {number}".strip(), f"{postcode} {city}".strip())
    return ", ".join(part for part in parts if part)
