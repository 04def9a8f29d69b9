"""The versions that a store has published."""

from uuid import UUID

from django.db.models import QuerySet

from apps.menu.models import Publication
from apps.menu.queries.answers import PublicationAnswer
from dominos.kernel.edge.answers import Listing
from dominos.kernel.errors import NotFound


def get_publication(store_id: UUID) -> PublicationAnswer:
    """The latest publication of the store. NotFound."""
    latest = _publications(store_id).first()
    if latest is None:
        raise NotFound("There is no such menu.")
    return _publication(latest)


def list_publications(store_id: UUID) -> Listing[PublicationAnswer]:
    """The versions the store has sold, the latest first."""
    return Listing(_publications(store_id), lambda rows: list(map(_publication, rows)), ordering="-revision")


def _publications(store_id: UUID) -> QuerySet[Publication]:
    found = Publication.objects.filter(store_menu=store_id).select_related("version", "store_menu")
    return found.defer("version__document")


def _publication(row: Publication) -> PublicationAnswer:
    return PublicationAnswer(
        version=row.version.content_hash,
        revision=row.revision,
        published_at=row.published_at,
        published_by=row.published_by,
        is_current=row.revision == row.store_menu.revision,
    )
