"""The versions that a store has published, and what is planned."""

from uuid import UUID

from django.db.models import QuerySet

from apps.menu.domain.plans import PlanOutcome
from apps.menu.models import PlannedPublication, Publication
from apps.menu.queries.answers import PlannedPublicationAnswer, PublicationAnswer
from dominos.kernel.edge.answers import Listing
from dominos.kernel.errors import NotFound
from dominos.kernel.texts.problems import said


def get_publication(store_id: UUID) -> PublicationAnswer:
    """The latest publication of the store. NotFound."""
    latest = _publications(store_id).first()
    if latest is None:
        raise NotFound("There is no such menu.")
    return _publication(latest)


def list_publications(store_id: UUID) -> Listing[PublicationAnswer]:
    """The versions the store has sold, the latest first."""
    return Listing(_publications(store_id), lambda rows: list(map(_publication, rows)), ordering="-revision")


def list_planned_publications(store_id: UUID) -> Listing[PlannedPublicationAnswer]:
    """What is planned for the store and what became of earlier plans, the latest time first."""
    found = PlannedPublication.objects.filter(store_menu=store_id)
    return Listing(found, lambda rows: list(map(planned_publication, rows)), ordering="-publish_at")


def planned_publication(row: PlannedPublication) -> PlannedPublicationAnswer:
    """The answer of a plan, with its problem in the reader's language."""
    return PlannedPublicationAnswer(
        publish_at=row.publish_at,
        planned_at=row.planned_at,
        planned_by=row.planned_by,
        outcome=PlanOutcome(row.outcome),
        problem=said(row.problem),
        ended_at=row.ended_at,
    )


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
