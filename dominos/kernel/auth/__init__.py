"""Who is calling: a stateless principal read from a signed token, the same in every process."""

from dominos.kernel.auth.principal import NOBODY, Principal, Role

__all__ = ["NOBODY", "Principal", "Role"]
