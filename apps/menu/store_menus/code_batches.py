"""Creates single-use codes of a deal."""

from apps.menu.models import CodeBatch, DealCode
from apps.menu.queries.deal_codes import new_codes


def make_codes(batch: CodeBatch) -> None:
    """Stores the codes of a new batch; called within a transaction."""
    DealCode.objects.bulk_create(new_codes(batch), batch_size=1000)
