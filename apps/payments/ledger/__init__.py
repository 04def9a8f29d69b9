"""The ledger: double entry, append-only. Every movement of money is one balanced entry."""
