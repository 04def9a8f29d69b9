"""Adds pictures: a photo is stored as renditions in modern formats, identified by the hash of its content."""

import hashlib
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from apps.menu.models import Picture, PictureFile
from apps.menu.models.pictures import KEY_LENGTH
from dominos.kernel.photos import NotAPhoto, pixels_of
from dominos.kernel.unit_of_work import unit_of_work

if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES = 900_000
MIN_SIDE = 320
WIDTHS = (320, 640, 1280)
"""Pixels: a list on a phone; a list on a desktop or a phone with a pixel ratio of 3; full width."""
FORMATS = {"avif": ("AVIF", 55), "webp": ("WEBP", 78)}
"""Pillow's name and the quality by file extension; browsers that our pages support all show WebP."""
SVG = "image/svg+xml"


def add_photo(data: bytes, *, alt: str, focal: tuple[int, int] = (50, 50)) -> Picture:
    """Stores a photo with its renditions; adding the same one again updates its alt text and focal point.

    `focal` is in percent from the left and the top. Raises NotAPhoto, also if it is too small.
    """
    pixels = pixels_of(data, MAX_BYTES)
    if min(pixels.size) < MIN_SIDE:
        raise NotAPhoto(f"A photo of a product has at least {MIN_SIDE} pixels a side.")
    key = _key(f"{pixels.size}".encode() + pixels.tobytes())
    widths = [width for width in WIDTHS if width <= pixels.width]
    files = list(_renditions(key, pixels, widths))
    with unit_of_work("menu"):
        picture, _ = Picture.objects.update_or_create(
            key=key,
            defaults={
                "alt": alt,
                "focal_x": focal[0],
                "focal_y": focal[1],
                "width": pixels.width,
                "height": pixels.height,
                "widths": widths,
            },
        )
        PictureFile.objects.bulk_create(files, ignore_conflicts=True)
    return picture


def drawing(data: bytes, alt: str, side: int) -> tuple[Picture, PictureFile]:
    """A generated drawing, to be stored as a single SVG file."""
    key = _key(data)
    picture = Picture(key=key, alt=alt, width=side, height=side)
    return picture, PictureFile(name=f"{key}.svg", picture=picture, content_type=SVG, data=data)


def _key(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:KEY_LENGTH]


def _renditions(key: str, pixels: "Image.Image", widths: list[int]) -> Iterator[PictureFile]:
    for width in widths:
        small = pixels.resize((width, max(1, round(pixels.height * width / pixels.width))))
        for ending, (kind, quality) in FORMATS.items():
            encoded = BytesIO()
            small.save(encoded, kind, quality=quality)
            yield PictureFile(
                name=f"{key}-{width}.{ending}",
                picture_id=key,
                content_type=f"image/{ending}",
                data=encoded.getvalue(),
            )
