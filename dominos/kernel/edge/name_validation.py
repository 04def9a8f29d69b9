"""People's names in models, and so in the admin's forms; requests have `contact_fields.NameField`."""

from django.core.exceptions import ValidationError

from dominos.kernel.person_names import BadName, person_name


def validate_name(text: str) -> None:
    """For a model's field, and so for the admin."""
    try:
        person_name(text)
    except BadName as error:
        raise ValidationError(str(error), "invalid") from error
