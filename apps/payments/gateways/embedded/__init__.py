"""The embedded gateway: a payment gateway for development without a network. Test tokens only, no money moves.

It behaves like a remote one: own tables, no part in our transactions, webhooks over HTTP.
"""
