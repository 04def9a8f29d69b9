"""The rules of delivering, pure: who may do what when, what proves a hand-over, when food arrives."""
