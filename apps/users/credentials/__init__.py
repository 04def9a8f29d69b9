"""How somebody proves who they are: passwords, passkeys, codes, links; and which tokens no longer count."""
