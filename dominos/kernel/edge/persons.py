"""People's names as requests and forms take them."""

from typing import Any

from django.core.exceptions import ValidationError
from rest_framework import serializers

from dominos.kernel.persons import MAX_NAME, BadName, person_name


class NameField(serializers.CharField):
    """A person's name, as `person_name` has it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MAX_NAME, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The name composed and with single blanks."""
        found = super().run_validation(data)
        try:
            return person_name(found) if isinstance(found, str) else found
        except BadName as error:
            raise serializers.ValidationError(str(error), "invalid") from error


def validate_name(text: str) -> None:
    """For a model's field, and so for the admin."""
    try:
        person_name(text)
    except BadName as error:
        raise ValidationError(str(error), "invalid") from error
