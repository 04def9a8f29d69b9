"""The file of all that is known of a person: a ZIP of JSON for programs, a PDF for people, and photos."""

import base64
import json
from collections.abc import Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from apps.users.models import User
from dominos.kernel.clock import now
from dominos.kernel.services.people import PersonalRow


def packed(user: User, rows: Sequence[PersonalRow]) -> bytes:
    """The ZIP."""
    from apps.users.use_cases.export_pdf import draw  # heavy, and few processes draw

    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(_document(user, rows), ensure_ascii=False, indent=1))
        archive.writestr("data.pdf", draw(user.name, user.locale, now(), rows))
        for row in rows:
            if row.photo:
                archive.writestr(_photo_name(row), base64.b64decode(row.photo))
    return file.getvalue()


def _document(user: User, rows: Sequence[PersonalRow]) -> dict[str, Any]:
    """All rows by their tables."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        values = row.values | ({"photo": _photo_name(row)} if row.photo else {})
        tables.setdefault(row.table, []).append(values)
    return {"person": str(user.id), "made_at": now().isoformat(), "tables": tables}


def _photo_name(row: PersonalRow) -> str:
    return f"photos/{str(row.values['name']).rpartition('/')[2]}"
