"""`python -m benchmarks.moving`: how long no order can be placed while the app orders moves out.

It gets programs and a database of its own: `docs/how-to/split-an-app-out.md` is followed word for word while customers
order, and none of them may fail.
"""

import os
import subprocess
import sys

from benchmarks.moving.drill import move
from benchmarks.servers import own_servers
from dominos.development.state import ROOT

LONGEST = 10.0
PREPARE = "import django; django.setup(); from dominos.development.preparation import prepare; prepare(True)"


def main() -> int:
    """Prints what came of it; 1 where anything was lost or failed, or no order could be placed for too long."""
    with own_servers("moving") as (state, given):
        environment = os.environ | given | {"DJANGO_SETTINGS_MODULE": "dominos.settings"}
        command = [sys.executable, "-c", PREPARE]
        subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True)  # noqa: S603
        moved = move(state.subfolder("moving"), given)
        lost = list(moved.losses())
    print(  # noqa: T201
        f"{len(moved.placed)} orders, the longest time without one {moved.away:.1f} s (bound {LONGEST:.0f});"
        f" lost or failed: {lost or 'nothing'}"
    )
    return int(bool(lost) or moved.away > LONGEST)


if __name__ == "__main__":
    sys.exit(main())
