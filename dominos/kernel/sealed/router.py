"""Which tables are where, if people's keys have a database of their own (`KEYS_DATABASE_URL`): it has nothing else."""

from typing import Any

from dominos.kernel.sealed.keys import KEYS_ALIAS, alias

KEYS = "personkey"


class KeysApart:
    """See the module's docstring."""

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **_: Any) -> bool | None:
        """Keys go where keys lie, everything else does not."""
        if alias() != KEYS_ALIAS:
            return None
        return (model_name == KEYS) == (db == KEYS_ALIAS)
