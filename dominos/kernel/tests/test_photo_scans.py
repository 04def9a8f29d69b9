"""A small photo that takes minutes to read: progressive, and the same pixels gone over again and again."""

from io import BytesIO

import pytest
from PIL import Image

from dominos.kernel.photos import MAX_SCANS, NotAPhoto, cleaned


def test_a_photo_of_endless_scans_is_refused_unread():
    written = BytesIO()
    Image.new("RGB", (64, 48)).save(written, "JPEG", progressive=True)
    photo = written.getvalue()
    assert cleaned(photo).width == 64
    last = photo[photo.rindex(b"\xff\xda") : -2]
    with pytest.raises(NotAPhoto):
        cleaned(photo[:-2] + last * MAX_SCANS + photo[-2:])
