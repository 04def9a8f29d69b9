"""The rules of delivering, pure: who may do what and when, proofs of delivery, arrival times."""
