"""Sign-in through external accounts (OpenID Connect): code flow with PKCE, state and nonce."""

from apps.users.credentials.oidc.claims import Claims, read
from apps.users.credentials.oidc.provider_calls import address_of, id_token_for
from apps.users.credentials.oidc.settings import Provider, get_provider, providers

__all__ = ["Claims", "Provider", "address_of", "get_provider", "id_token_for", "providers", "read"]
