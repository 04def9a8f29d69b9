"""The writes of delivery: one function per use case, one transaction each.

Locks are always taken in the same order: deliveries by id, then the courier.
"""
