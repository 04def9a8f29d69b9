"""What notifications do, one transaction each."""
