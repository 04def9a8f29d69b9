"""What each table has of people, declared beside its columns: whose a row is, and what is left of it without them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """A model's `personal`: rows of people.

    `of` leads from a row to its person's identifier, or, with `by_order`, to that of an order of theirs. When the
    person is forgotten, `erased` and `parts` (expressions) are written over what the row says of them, and the rest
    stays for the books; without any, the row is deleted. `kept_back` are columns that an export leaves out: digests
    and tokens, which tell a person nothing and others too much. With `kept_by_law` the row stays as it is: the
    closed store. Rows of who works for the chain, `at_work`, are exported, and stay when a customer is forgotten.
    `worker` leads from an order's row to who worked on it, who is told of it, too; forgetting goes by `of` alone.
    `photo` is the column that names a photo's file, which is exported with its row. `unsealed` are columns of texts,
    numbers and documents that are not sealed (see `sealed`), and why; a text is why none is. `key` leads to whose key
    the others are sealed under, where that is not `of`: a person's, which their rows share, or an order's.
    """

    of: str
    by_order: bool = False
    erased: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, Any] = field(default_factory=dict)
    kept_back: tuple[str, ...] = ()
    kept_by_law: bool = False
    at_work: bool = False
    worker: str = ""
    photo: str = ""
    key: str = ""
    unsealed: Mapping[str, str] | str = field(default_factory=dict)

    @property
    def sealed_by(self) -> str:
        """What leads from a row to the identifier under whose key it is sealed."""
        return self.key or self.of


@dataclass(frozen=True, slots=True, kw_only=True)
class NotPersonal:
    """A model's `personal` where its rows name people, or belong to rows that do, and are nobody's to have."""

    because: str


BRIEFLY = "forgotten within days, as `retention` says: what becomes of it is sealed"
"""Of tables whose rows are gone before a backup is."""
BRIEF = timedelta(days=7)
BY_THE_GATEWAY = "drawn by the program that asked, or of the gateway, which alone knows what it stands for"
AT_WORK = "said of who works for the chain, whose rows stay when a customer is forgotten"
ONE_OF_A_LIST = "one of a list"
