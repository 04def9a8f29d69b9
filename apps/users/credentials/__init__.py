"""Credentials: passwords, passkeys, codes, links, revoked tokens, sessions' devices, role permissions, and
the log of all that.
"""
