"""TLS between the programs of a deployment, by the files in the folder `TLS_DIR`.

They are named as cert-manager writes them: `tls.crt` and `tls.key` are this program's, `ca.crt` is the authority of
all. Imports no framework, so that a program's start and its health process can share it.
"""

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl

CERTIFICATE, KEY, AUTHORITY = "tls.crt", "tls.key", "ca.crt"


def folder() -> Path | None:
    """Where the files are; None where programs speak in the clear."""
    found = os.environ.get("TLS_DIR", "")
    return Path(found) if found else None


def missing() -> list[str]:
    """The paths of the files that should be there and cannot be read."""
    where = folder()
    if where is None:
        return []
    return [
        str(where / name) for name in (CERTIFICATE, KEY, AUTHORITY) if not os.access(where / name, os.R_OK)
    ]


def trust(*, is_named: bool = True) -> "ssl.SSLContext | None":
    """How other programs are asked: the deployment's own authority alone vouches for them, and for their names unless
    they are asked by this machine's address. None where programs speak in the clear.
    """
    where = folder()
    return _context(where / AUTHORITY, is_named) if where else None


@cache
def _context(authority: Path, is_named: bool) -> "ssl.SSLContext":
    import ssl  # which programs that only watch others do without

    context = ssl.create_default_context(cafile=authority)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = is_named
    return context
