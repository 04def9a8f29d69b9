"""The files of pictures."""

from apps.menu.models import PictureFile
from dominos.kernel.errors import NotFound


def get_file(name: str) -> tuple[bytes, str]:
    """A file and its content type. NotFound."""
    found = PictureFile.objects.filter(name=name).values_list("data", "content_type").first()
    if found is None:
        raise NotFound("There is no such picture.")
    return bytes(found[0]), found[1]
