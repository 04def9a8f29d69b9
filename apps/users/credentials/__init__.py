"""How somebody proves who they are: passwords, passkeys, codes, links; which tokens no longer count, where somebody is
signed in, what roles permit, and what the log tells of all that.
"""
