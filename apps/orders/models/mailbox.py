"""The column by which orders of one mailbox are found."""

from typing import Any

from django.db import models

from dominos.kernel.contact import EMAIL_KEY, email_key


class MailboxField(models.CharField[str, str]):
    """`email_key` of the mail address in another column of the row; written whenever the row, or this column, is."""

    def __init__(self, of: str, **options: Any) -> None:
        self.of = of
        fixed = {"max_length": EMAIL_KEY, "blank": True, "db_default": "", "editable": False}
        super().__init__(**{**options, **fixed})

    def deconstruct(self) -> Any:
        """With the column it is the key of."""
        name, path, args, options = super().deconstruct()
        return name, path, [*args, self.of], options

    def pre_save(self, row: models.Model, add: bool) -> str:
        """The key of the address as it is now."""
        mailbox = email_key(getattr(row, self.of))
        setattr(row, self.attname, mailbox)
        return mailbox
