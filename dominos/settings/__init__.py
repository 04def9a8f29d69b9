"""Settings, all from the environment. `DOMINOS_ENV` is `development`, `test` or `production`."""

from dominos.settings.base import *  # noqa: F403
from dominos.settings.edge import *  # noqa: F403
from dominos.settings.messaging import *  # noqa: F403
