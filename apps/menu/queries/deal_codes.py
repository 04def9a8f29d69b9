"""Single-use codes: the deal of a code, and the codes of a batch for download."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from apps.menu.domain.deals.store_deals import Coupon
from apps.menu.models import CodeBatch, DealCode
from dominos.kernel.typed_codes import code_for, code_under_older_keys, digest_of, is_code


def coupons_of(typed: Iterable[str]) -> tuple[Coupon, ...]:
    """Those of the codes that are single-use codes; if several are of one deal, the last one counts."""
    digests = {digest_of(code): code for code in typed if is_code(code)}
    if not digests:
        return ()
    rows = DealCode.objects.filter(digest__in=digests).select_related("batch")
    found = {row.digest: row.batch for row in rows}
    return tuple(
        Coupon(typed=code, digest=digest, deal=found[digest].deal, ends_on=found[digest].ends_on)
        for digest, code in digests.items()
        if digest in found
    )


def new_codes(batch: CodeBatch) -> Iterator[DealCode]:
    """The codes of a new batch, not stored yet."""
    for _ in range(batch.number):
        row = DealCode(batch=batch)
        row.digest = digest_of(code_for(_text(row.id)))
        yield row


def codes_of(batch_id: UUID) -> Iterator[str]:
    """The batch's codes; they cannot be derived any more if the secret they were made under is gone."""
    for row in DealCode.objects.filter(batch_id=batch_id).order_by("id").iterator():
        code = code_under_older_keys(_text(row.id), row.digest)
        if code is not None:
            yield code


def _text(code_id: UUID) -> bytes:
    return b"menu.deals" + code_id.bytes
