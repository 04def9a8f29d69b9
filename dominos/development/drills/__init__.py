"""Faults that are practised on a platform that runs on this machine: a table, and what brings each about."""
