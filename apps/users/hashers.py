"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id with the parameters of OWASP's password storage cheat sheet: 19 MiB, two passes, one lane.

    Django's own default takes 100 MiB and eight threads for each attempt, which a burst of sign-ins turns
    into an outage.
    """

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1
