"""Rules about partners: scopes, keys, events, signatures. Pure."""
