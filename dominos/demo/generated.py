"""The generated client for Python on the path: whoever imports `dominos_client` imports this first.

It is made of `docs/openapi.yaml` as that is now, by `scripts/clients`, which does nothing where it is made already.
"""

import subprocess
import sys
from importlib import invalidate_caches

from dominos.apps_enabled import ROOT

CLIENT = ROOT / "clients" / "built" / "python"

subprocess.run([ROOT / "scripts" / "clients", "python"], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
sys.path.append(str(CLIENT))
invalidate_caches()  # the folder may have been looked for before it was there
