"""The embedded gateway: a payment gateway for a machine without network. Test tokens only, no money moves.

It behaves as a remote one: tables of its own, no part in our transactions, webhooks over HTTP.
"""
