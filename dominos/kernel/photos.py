"""Photos that people send: nothing but their pixels is kept, where no URL leads to."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from dominos.kernel.errors import DomainError
from dominos.kernel.ids import new_id
from dominos.kernel.unit_of_work import current_claim

if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES = 900_000
MAX_PIXELS = 25_000_000
MAX_SIDE = 1_600
MAX_SCANS = 50
"""Of a JPEG: each goes over all pixels again, a camera's has one and a progressive one about ten."""
_JPEG, _SCAN = b"\xff\xd8\xff", b"\xff\xda"
_ORIENTATION = 0x0112
FORMATS = ("JPEG", "PNG", "WEBP")
HEIC_REFUSED = (
    "HEIC photos cannot be read here. Send a JPEG, PNG or WebP image; on an iPhone choose Settings, Camera, Formats,"
    " Most Compatible."
)
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
"""ISO/IEC 23008-12, Annex B: the brands after `ftyp`."""


class NotAPhoto(DomainError):
    """Not a JPEG, PNG or WebP image, or one that is too large."""

    code, title = "not-a-photo", "This is not a photo."


@dataclass(frozen=True, slots=True)
class Photo:
    """A JPEG without metadata, and its size in pixels."""

    data: bytes
    width: int
    height: int


def cleaned(data: bytes) -> Photo:
    """The picture encoded anew: upright, at most `MAX_SIDE` pixels, without place, time or device. NotAPhoto."""
    pixels = pixels_of(data, MAX_BYTES)
    pixels.thumbnail((MAX_SIDE, MAX_SIDE))
    encoded = BytesIO()
    pixels.save(encoded, "JPEG", quality=80)
    return Photo(encoded.getvalue(), pixels.width, pixels.height)


def pixels_of(data: bytes, max_bytes: int) -> "Image.Image":
    """The picture upright in red, green and blue, and nothing else of the file. NotAPhoto."""
    from PIL import Image, UnidentifiedImageError  # few processes see any picture

    if len(data) > max_bytes:
        raise NotAPhoto(f"A photo has at most {max_bytes} bytes.")
    if data.startswith(_JPEG) and data.count(_SCAN) > MAX_SCANS:
        raise NotAPhoto("Send a JPEG, PNG or WebP image.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _upright(Image.open(BytesIO(data), formats=FORMATS))
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        raise NotAPhoto(HEIC_REFUSED if _is_heic(data) else "Send a JPEG, PNG or WebP image.") from None


def _is_heic(data: bytes) -> bool:
    return data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS


def _upright(image: "Image.Image") -> "Image.Image":
    from PIL import Image

    if image.width * image.height > MAX_PIXELS:
        raise NotAPhoto(f"A photo has at most {MAX_PIXELS} pixels.")
    turn = _TURNS.get(_orientation(image))
    read = image.convert("RGB")
    upright = read.transpose(Image.Transpose[turn]) if turn else read
    pixels = Image.new("RGB", upright.size)
    pixels.paste(upright)
    return pixels


_TURNS = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
"""What puts a picture upright, by EXIF's orientation."""


def _orientation(image: "Image.Image") -> int:
    """As the file says it. All else that it says is thrown away, and may be as odd as it likes."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:
        return 1


@contextmanager
def kept(folder: str, photo: Photo) -> Iterator[str]:
    """Stores the photo below a folder, under the name it is found by, for the unit of work inside.

    It is discarded where that fails, or is undone with its request: by the first of two with one key.
    """
    name = default_storage.save(f"{folder}/{new_id()}.jpg", ContentFile(photo.data))
    if (claim := current_claim.get()) is not None:
        claim.if_undone(partial(discard, name))
    try:
        yield name
    except BaseException:
        discard(name)
        raise


def load(name: str) -> bytes | None:
    """The photo; None when it is gone."""
    try:
        with default_storage.open(name) as file:
            data: bytes = file.read()
            return data
    except FileNotFoundError:
        return None


def discard(name: str) -> None:
    default_storage.delete(name)
